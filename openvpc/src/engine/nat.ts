import type { EniProgram } from '../contract/program.ts';
import type { End, Walk } from '../contract/verdict.ts';
import type { EniId, NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { isIcmpQueryOrReply, isIcmpRequest, type Packet, reversed, TCP_ACK, TCP_RST, TCP_SYN } from '../net/packet.ts';
import { prefix, prefixHolds } from '../net/prefix.ts';
import { GATEWAY_IDLE_MS } from './gateway-idle.ts';
import { toIpv4 } from './nat-translation.ts';
import type { Course } from './course.ts';

const NAT64 = prefix('64:ff9b::/96');
const RST_BYTES = 40;

/** Out through a NAT gateway to which the route led. */
export function leaveByNat(course: Course, at: NatGatewayId, { subnet }: EniProgram, packet: Packet): Walk {
  if (!course.meets(at)) return course.deny(at, 'loop');
  const { index, flows, now } = course;
  const gateway = index.program.natGateways.get(at);
  const eni = gateway && index.eni(gateway.eni);
  if (gateway === undefined || eni === undefined) return course.end('blackhole'); // closed: compile makes no such route
  if (gateway.subnet === subnet) return course.deny(at, 'same-subnet');
  if (!course.acl(gateway, 'ingress', packet)) return course.end('denied-acl');

  if (!index.isInVpc(gateway.vpc, packet.source)) return course.deny(at, 'outside-vpc');
  if (!isTranslatable(packet)) return course.deny(at, 'protocol');
  const { kind } = packet.transport;
  if (packet.fragment !== undefined && kind !== 'udp') return course.deny(at, 'fragment');
  const known = flows.nat?.outside(at, packet, now);
  if (known === undefined && !isBeginning(packet)) {
    return course.deny(
      at,
      'no-mapping',
      kind === 'tcp' && course.sender !== undefined ? reset(course.sent) : undefined,
    );
  }
  const outside = known ?? freeEnd(course, at, eni, packet);
  if (outside === undefined) return course.deny(at, 'no-port');

  const translated = withSource(packet.source.family === 6 ? toIpv4(packet) : packet, outside);
  course.pass(at, translated);
  course.remember({ at, packet, expires: (now + GATEWAY_IDLE_MS) as Instant, outside });
  return course.leave(gateway.eni, eni, translated);
}

/** At its interface: only what answers a flow that began behind it. */
export function arriveAtNat(course: Course, at: NatGatewayId, id: EniId, eni: EniProgram, packet: Packet): Walk {
  if (!course.comesBackTo(at)) return course.deny(at, 'loop');
  const isWorking = course.index.program.natGateways.has(at);
  const inside = isWorking ? course.flows.nat?.inside(at, packet, course.now) : undefined;
  if (inside === undefined) return course.deny(at, 'no-mapping');
  course.pass(at, inside);
  const outside = { address: packet.destination, port: ownPort(packet) };
  course.remember({ at, packet: inside, expires: (course.now + GATEWAY_IDLE_MS) as Instant, outside });
  return course.leave(id, eni, inside);
}

function isTranslatable({ source, destination, transport }: Packet): boolean {
  if (source.family === 6 && !prefixHolds(NAT64, destination)) return false;
  if (transport.kind === 'icmp') return isIcmpQueryOrReply(source.family, transport.type);
  return transport.kind !== 'other';
}

/** Whether it may be the first of a flow. */
function isBeginning({ source, transport }: Packet): boolean {
  if (transport.kind === 'tcp') return (transport.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN;
  if (transport.kind === 'icmp') return isIcmpRequest(source.family, transport.type);
  return transport.kind === 'udp';
}

function freeEnd({ flows, now }: Course, at: NatGatewayId, eni: EniProgram, packet: Packet): End | undefined {
  for (const address of eni.addresses) {
    if (flows.nat === undefined) return { address, port: 1024 };
    const free = flows.nat.free(at, address, packet, now);
    if (free !== undefined) return free;
  }
  return undefined;
}

function withSource(packet: Packet, { address, port }: End): Packet {
  const { transport } = packet;
  if (transport.kind === 'icmp') return { ...packet, source: address, transport: { ...transport, id: port } };
  if (transport.kind === 'other') return { ...packet, source: address };
  return { ...packet, source: address, transport: { ...transport, sourcePort: port } };
}

function ownPort({ transport }: Packet): number {
  if (transport.kind === 'icmp') return transport.id ?? 0;
  return transport.kind === 'other' ? 0 : transport.destinationPort;
}

/** To the original sender, also when another NAT gateway stands between: it is not asked about this. */
function reset(packet: Packet): Packet {
  const { source, destination, transport } = reversed(packet);
  const flags = TCP_RST;
  return { source, destination, transport: { ...transport, flags } as Packet['transport'], bytes: RST_BYTES };
}
