import { type EniProgram, listSet, type Target } from '../contract/program.ts';
import type { GatewayReason, Walk } from '../contract/verdict.ts';
import type { EgressOnlyGatewayId, EndpointId, EniId, InternetGatewayId, NatGatewayId, PeeringId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, addressPlus } from '../net/address.ts';
import { isIcmpQuery, type Packet } from '../net/packet.ts';
import { prefix, prefixHolds } from '../net/prefix.ts';
import { GATEWAY_IDLE_MS } from './gateway-idle.ts';
import { leaveByNat } from './nat.ts';
import type { Course } from './course.ts';

export type GatewayTarget = Extract<
  Target,
  { id: InternetGatewayId | EgressOnlyGatewayId | NatGatewayId | PeeringId | EndpointId }
>;

const NOT_ON_THE_INTERNET = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(prefix);
const SMALL_MTU = 1500;

/** Through the gateway that the route names; `id` is the ENI that the packet left. */
export function leaveByGateway(
  course: Course,
  target: GatewayTarget,
  id: EniId,
  eni: EniProgram,
  packet: Packet,
): Walk {
  switch (target.kind) {
    case 'internet-gateway':
      return leaveByInternet(course, target.id, eni, packet);
    case 'egress-only-gateway':
      return leaveByEgressOnly(course, target.id, eni, packet);
    case 'nat-gateway':
      return leaveByNat(course, target.id, eni, packet);
    case 'peering':
      return leaveByPeering(course, target.id, id, eni, packet);
    case 'endpoint':
      return leaveByEndpoint(course, target.id, packet);
  }
}

function leaveByInternet(course: Course, at: InternetGatewayId, eni: EniProgram, packet: Packet): Walk {
  if (!course.meets(at)) return course.deny(at, 'loop');
  const { index } = course;
  if (index.subnet(eni.subnet).publicAccess === 'blocked') return course.deny(at, 'public-access-blocked');
  const nat = eni.natGateway && index.program.natGateways.get(eni.natGateway);
  if (nat?.connectivity === 'private') return course.deny(at, 'private-nat-gateway');
  const outside = outsideOf(course, eni, packet.source);
  if (outside === undefined) return course.deny(at, 'no-public-address');
  const reason = refusedOutside(packet);
  if (reason !== undefined) return denyOutside(course, at, reason);
  if (packet.source.family === 6) {
    course.pass(at);
    return toTheWorld(course, at, packet);
  }
  const translated = { ...packet, source: outside };
  course.pass(at, translated);
  return toTheWorld(course, at, translated);
}

function leaveByEgressOnly(course: Course, at: EgressOnlyGatewayId, eni: EniProgram, packet: Packet): Walk {
  if (!course.meets(at)) return course.deny(at, 'loop');
  if (packet.source.family === 4) return course.deny(at, 'protocol');
  if (course.index.subnet(eni.subnet).publicAccess === 'blocked') return course.deny(at, 'public-access-blocked');
  if (outsideOf(course, eni, packet.source) === undefined) return course.deny(at, 'no-public-address');
  const reason = refusedOutside(packet);
  if (reason !== undefined) return denyOutside(course, at, reason);
  passTracking(course, at, packet);
  return toTheWorld(course, at, packet);
}

function passTracking(course: Course, at: EgressOnlyGatewayId, packet: Packet): void {
  course.pass(at);
  const { source, transport } = packet;
  if (transport.kind === 'icmp' && !isIcmpQuery(source.family, transport.type)) return; // of no flow
  course.remember({ at, packet, expires: (course.now + GATEWAY_IDLE_MS) as Instant });
}

/** The source as the internet sees it. */
function outsideOf({ index }: Course, { vpc }: EniProgram, source: Address): Address | undefined {
  if (source.family === 4) return index.publicOf(vpc, source);
  return index.ownerOf(vpc, source) === undefined ? undefined : source;
}

function refusedOutside(packet: Packet): GatewayReason | undefined {
  if (isOffTheInternet(packet.destination)) return 'private-range';
  return isTooBig(packet) ? 'too-big' : undefined;
}

function denyOutside(course: Course, at: InternetGatewayId | EgressOnlyGatewayId, reason: GatewayReason): Walk {
  return course.deny(at, reason, reason === 'too-big' ? tooBig(course) : undefined);
}

function isOffTheInternet(address: Address): boolean {
  return NOT_ON_THE_INTERNET.some((range) => prefixHolds(range, address));
}

function isTooBig({ bytes, source, dontFragment }: Packet): boolean {
  return bytes > SMALL_MTU && (source.family === 6 || dontFragment === true);
}

/** The router's ICMP to the original sender. */
function tooBig({ index, sender, sent }: Course): Packet | undefined {
  const eni = sender && index.eni(sender);
  const { family } = sent.source;
  const block = eni && index.subnet(eni.subnet).prefixes.find(({ base }) => base.family === family);
  if (block === undefined) return undefined;
  return {
    source: addressPlus(block.base, 1),
    destination: sent.source,
    transport: { kind: 'icmp', ...(family === 4 ? { type: 3, code: 4 } : { type: 2, code: 0 }) },
    bytes: family === 4 ? Math.min(sent.bytes + 28, 576) : Math.min(sent.bytes + 48, 1280),
  };
}

/** Beyond a gateway: in again at another's door, or gone. */
function toTheWorld(course: Course, at: InternetGatewayId | EgressOnlyGatewayId, packet: Packet): Walk {
  return doorOf(course, packet) === undefined
    ? course.end('exited', { at, packet })
    : enterFromInternet(course, packet);
}

type Door = Readonly<{ eni: EniId; internet?: InternetGatewayId; egressOnly?: EgressOnlyGatewayId; own?: Address }>;

function doorOf({ index }: Course, { source, destination }: Packet): Door | undefined {
  if (destination.family === 4) {
    const named = index.named(destination);
    const internet = named && internetGatewayOf(index, named.eni);
    return internet && { eni: named.eni, internet, own: named.private };
  }
  for (const eni of index.ipv6Owners(destination)) {
    const subnet = index.eni(eni)?.subnet;
    const target = subnet && index.route(index.subnet(subnet).routeTable, source)?.target;
    if (target && target.kind === 'egress-only-gateway') return { eni, egressOnly: target.id };
    const internet = internetGatewayOf(index, eni);
    if (internet !== undefined) return { eni, internet };
  }
  return undefined;
}

function internetGatewayOf(index: Course['index'], id: EniId): InternetGatewayId | undefined {
  const vpc = index.eni(id)?.vpc;
  return vpc && index.program.vpcs.get(vpc)?.internetGateway;
}

export function enterFromInternet(course: Course, packet: Packet): Walk {
  const door = doorOf(course, packet);
  const eni = door && course.index.eni(door.eni);
  if (door === undefined || eni === undefined) return course.deny('internet', 'no-private-address');
  const { publicAccess } = course.index.subnet(eni.subnet);
  if (door.egressOnly !== undefined) {
    if (publicAccess === 'blocked') return course.deny(door.egressOnly, 'public-access-blocked');
    if (!course.flows.tracked(door.egressOnly, packet, course.now)) return course.deny(door.egressOnly, 'unsolicited');
    passTracking(course, door.egressOnly, packet);
    return course.arrive(door.eni, packet, undefined, false);
  }
  const at = door.internet as InternetGatewayId; // the other kind of door
  const isClosed = publicAccess === 'blocked' || (publicAccess === 'egress-only' && eni.natGateway === undefined);
  if (isClosed) return course.deny(at, 'public-access-blocked');
  if (isOffTheInternet(packet.source)) return course.deny(at, 'private-range');
  const inside = door.own === undefined ? packet : { ...packet, destination: door.own };
  course.pass(at, door.own === undefined ? undefined : inside);
  return pastTheEdge(course, at, door.eni, eni, inside);
}

function pastTheEdge(course: Course, at: InternetGatewayId, id: EniId, eni: EniProgram, packet: Packet): Walk {
  const table = course.index.program.vpcs.get(eni.vpc)?.gatewayRouteTable;
  if (table === undefined) return course.arrive(id, packet, undefined, false);
  const target = course.route(at, table, packet);
  if (target === undefined) return course.end('no-route');
  if (target.kind === 'local') return course.arrive(id, packet, undefined, false);
  if (target.kind !== 'eni') return course.end('blackhole');
  const appliance = course.index.eni(target.id);
  if (packet.destination.family === 4 && appliance?.publicAddresses === undefined) {
    return course.deny(at, 'no-public-address');
  }
  return course.arrive(target.id, packet, undefined, false);
}

function leaveByPeering(course: Course, at: PeeringId, id: EniId, { vpc }: EniProgram, packet: Packet): Walk {
  if (!course.meets(at)) return course.deny(at, 'loop');
  const peering = course.index.program.peerings.get(at);
  if (peering === undefined) return course.end('blackhole'); // closed: compile makes no such route
  const peer = peering.vpcs[0] === vpc ? peering.vpcs[1] : peering.vpcs[0];
  if (!course.index.isInVpc(vpc, packet.source) || !course.index.isInVpc(peer, packet.destination)) {
    return course.deny(at, 'outside-vpc');
  }
  if (!peering.isWithinRegion && isTooBig(packet)) return course.deny(at, 'too-big', tooBig(course));
  course.pass(at);
  const receiver = course.index.ownerOf(peer, packet.destination);
  return receiver === undefined
    ? course.end('no-such-host')
    : course.arrive(receiver, packet, id, peering.isWithinRegion);
}

function leaveByEndpoint(course: Course, at: EndpointId, packet: Packet): Walk {
  if (!course.meets(at)) return course.deny(at, 'loop');
  const endpoint = course.index.program.endpoints.get(at);
  if (endpoint === undefined) return course.end('blackhole'); // closed, as above
  if (!course.index.isInVpc(endpoint.vpc, packet.source)) return course.deny(at, 'outside-vpc');
  if (!isServed(packet, 8, 128)) return course.deny(at, 'protocol');
  course.pass(at);
  return course.end('exited', { at, packet });
}

export function enterFromService(course: Course, at: EndpointId): Walk {
  const packet = course.sent;
  const { program } = course.index;
  const endpoint = program.endpoints.get(at);
  const receiver = endpoint && course.index.ownerOf(endpoint.vpc, packet.destination);
  const addresses = endpoint === undefined ? [] : (program.sets.get(listSet(endpoint.list)) ?? []);
  if (receiver === undefined || !addresses.some((block) => prefixHolds(block, packet.source))) {
    return course.deny(at, 'outside-vpc');
  }
  if (!isServed(packet, 0, 129)) return course.deny(at, 'protocol');
  course.pass(at);
  return course.arrive(receiver, packet, undefined, false);
}

/** TCP, or that ICMP echo. */
function isServed({ transport }: Packet, ipv4Type: number, ipv6Type: number): boolean {
  if (transport.kind === 'tcp') return true;
  return transport.kind === 'icmp' && (transport.type === ipv4Type || transport.type === ipv6Type);
}
