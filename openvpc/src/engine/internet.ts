import type { EniProgram } from '../contract/program.ts';
import type { GatewayReason, Walk } from '../contract/verdict.ts';
import type { EgressOnlyGatewayId, EniId, InternetGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Address } from '../net/address.ts';
import { isIcmpQueryOrReply, type Packet } from '../net/packet.ts';
import { prefix, prefixHolds } from '../net/prefix.ts';
import type { Course } from './course.ts';
import { doorOf } from './door.ts';
import { GATEWAY_IDLE_MS } from './gateway-idle.ts';
import { INTERNET_MTU, isTooBig, tooBig } from './mtu.ts';

const NOT_ON_THE_INTERNET = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // between a provider and its customers
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3', // multicast, reserved
  '::/64', // unspecified, loopback, IPv4-mapped
  '64:ff9b::/96', // NAT64
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map(prefix);

/** Out by the internet gateway: each private IPv4 address as its public one. */
export function leaveByInternet(course: Course, at: InternetGatewayId, eni: EniProgram, packet: Packet): Walk {
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

/** Out by the egress-only gateway, which remembers the flow so that its answers may come in. */
export function leaveByEgressOnly(course: Course, at: EgressOnlyGatewayId, eni: EniProgram, packet: Packet): Walk {
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
  if (transport.kind === 'icmp' && !isIcmpQueryOrReply(source.family, transport.type)) return; // of no flow
  course.remember({ at, packet, expires: (course.now + GATEWAY_IDLE_MS) as Instant });
}

/** The source as the internet sees it. */
function outsideOf({ index }: Course, { vpc }: EniProgram, source: Address): Address | undefined {
  if (source.family === 4) return index.publicOf(vpc, source);
  return index.ownerOf(vpc, source) === undefined ? undefined : source;
}

function refusedOutside(packet: Packet): GatewayReason | undefined {
  if (isOffTheInternet(packet.destination)) return 'private-range';
  return isTooBig(packet, INTERNET_MTU) ? 'too-big' : undefined;
}

function denyOutside(course: Course, at: InternetGatewayId | EgressOnlyGatewayId, reason: GatewayReason): Walk {
  return course.deny(at, reason, reason === 'too-big' ? tooBig(course) : undefined);
}

function isOffTheInternet(address: Address): boolean {
  return NOT_ON_THE_INTERNET.some((range) => prefixHolds(range, address));
}

/** Beyond a gateway: in again at another's door, or gone. */
function toTheWorld(course: Course, at: InternetGatewayId | EgressOnlyGatewayId, packet: Packet): Walk {
  return doorOf(course.index, packet) === undefined
    ? course.end('exited', { at, packet })
    : enterFromInternet(course, packet);
}

/** In from the internet, by the gateway that knows the destination. */
export function enterFromInternet(course: Course, packet: Packet): Walk {
  const door = doorOf(course.index, packet);
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
  if (isOffTheInternet(packet.source) || course.index.isInVpc(eni.vpc, packet.source)) {
    return course.deny(at, 'private-range');
  }
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
