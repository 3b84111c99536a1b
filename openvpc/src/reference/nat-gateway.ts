import type { End, GatewayReason } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { NatGateway } from '../model/gateway.ts';
import type { NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { isIcmpQueryOrReply, isIcmpRequest, type Packet, reversed, TCP_ACK, TCP_RST, TCP_SYN } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { asIpv4 } from './nat64.ts';
import { aclStep } from './network-acl.ts';
import { isInVpc } from './owner.ts';
import { NAT64_PREFIX } from './public-address.ts';
import { end, gatewayDenies, gatewayPasses, passes, type Next, type Trip } from './trip.ts';

/** "If a connection that's using a NAT gateway is idle for 350 seconds or more, the connection times out." */
export const IDLE_MS = 350_000;
/** Without a view of its flows it knows none, and the first port that it may use is free ("ports 1024 - 65535"). */
const FIRST_PORT = 1024;

/**
 * Out by a route to a NAT gateway (VPC User Guide, "NAT gateways"). Its interface stands in a subnet: that subnet's ACL is
 * asked when the packet comes to it and again when it goes on, and so on the way back. "You can't associate a security
 * group with a NAT gateway."
 */
export function throughNatGateway(trip: Trip, gateway: NatGateway, from: Eni, packet: Packet): Next {
  const { snapshot } = trip;
  const { id } = gateway;
  if (trip.met.has(id)) return gatewayDenies(trip, id, 'loop');
  if (from.subnet === gateway.subnet) return gatewayDenies(trip, id, 'same-subnet');
  if (!passes(trip, aclStep(snapshot, gateway.subnet, 'ingress', packet))) return end(trip, 'denied-acl');

  const reason = whyNot(trip, gateway, packet);
  if (reason !== undefined) return gatewayDenies(trip, id, reason, answerFor(reason, trip));
  const eni = snapshot.enis.get(gateway.eni)!; // invariant: while it is available
  const outside = ownEnd(trip, id, eni, packet);
  if (outside === undefined) return gatewayDenies(trip, id, 'no-port');

  trip.met.add(id);
  const translated = withSource(packet.source.family === 6 ? asIpv4(packet) : packet, outside);
  gatewayPasses(trip, id, translated);
  remember(trip, id, packet, outside);
  return { go: 'out', from: eni, packet: translated };
}

function whyNot(trip: Trip, { id, vpc }: NatGateway, packet: Packet): GatewayReason | undefined {
  // "You can't route traffic to a NAT gateway through a VPC peering connection", a VPN or Direct Connect.
  if (!isInVpc(trip.snapshot, vpc, packet.source)) return 'outside-vpc';
  if (!isTranslatable(packet)) return 'protocol';
  // Of packets in pieces it forwards UDP, and drops TCP and ICMP.
  if (packet.fragment !== undefined && packet.transport.kind !== 'udp') return 'fragment';
  const isKnown = trip.flows.nat?.outside(id, packet, trip.now) !== undefined;
  return isKnown || beginsFlow(packet) ? undefined : 'no-mapping';
}

/** "TCP, UDP, and ICMP"; of IPv6 only what is for NAT64. Errors of ICMP belong to no flow that it can translate. */
function isTranslatable({ source, destination, transport }: Packet): boolean {
  if (source.family === 6 && !prefixHolds(NAT64_PREFIX, destination)) return false;
  if (transport.kind === 'icmp') return isIcmpQueryOrReply(source.family, transport.type);
  return transport.kind === 'tcp' || transport.kind === 'udp';
}

function beginsFlow({ source, transport }: Packet): boolean {
  switch (transport.kind) {
    case 'tcp':
      return (transport.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN;
    case 'icmp':
      return isIcmpRequest(source.family, transport.type);
    default:
      return transport.kind === 'udp';
  }
}

/**
 * A NAT gateway answers what goes on with a connection that has timed out with an RST ("NAT gateways"): to the ENI that sent
 * the packet, as it sent it.
 */
function answerFor(reason: GatewayReason, { sent, sender }: Trip): Packet | undefined {
  if (reason !== 'no-mapping' || sent.transport.kind !== 'tcp' || sender === undefined) return undefined;
  const { source, destination, transport } = reversed(sent);
  return { source, destination, transport: { ...transport, flags: TCP_RST } as Packet['transport'], bytes: 40 };
}

/** Its own end of the flow: the one that it has, or a free one at the first of its addresses that has one. */
function ownEnd({ flows, now }: Trip, id: NatGatewayId, eni: Eni, packet: Packet): End | undefined {
  const { nat } = flows;
  if (nat === undefined) return eni.ipv4[0] && { address: eni.ipv4[0], port: FIRST_PORT };
  const known = nat.outside(id, packet, now);
  if (known !== undefined) return known;
  return eni.ipv4.map((address) => nat.free(id, address, packet, now)).find((free) => free !== undefined);
}

function withSource(packet: Packet, { address, port }: End): Packet {
  const { transport } = packet;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...packet, source: address, transport: { ...transport, sourcePort: port } };
    case 'icmp':
      return { ...packet, source: address, transport: { ...transport, id: port } };
    case 'other':
      return { ...packet, source: address };
  }
}

/**
 * Into its interface, from wherever: "it doesn't accept unsolicited connections", nor does it answer pings. What answers a
 * flow that began behind it goes back to where that began.
 */
export function intoNatGateway(trip: Trip, eni: Eni, packet: Packet): Next {
  const { id, state } = [...trip.snapshot.natGateways.values()].find((one) => one.eni === eni.id)!; // an invariant
  // A guest whose source check is off may have begun the flow as the gateway itself: turned back, it would come again.
  if (trip.turned.has(id)) return gatewayDenies(trip, id, 'loop');
  const inside = state === 'available' ? trip.flows.nat?.inside(id, packet, trip.now) : undefined;
  if (inside === undefined) return gatewayDenies(trip, id, 'no-mapping');
  trip.turned.add(id);
  gatewayPasses(trip, id, inside);
  remember(trip, id, inside, endOf(packet));
  return { go: 'out', from: eni, packet: inside };
}

function remember(trip: Trip, at: NatGatewayId, packet: Packet, outside: End): void {
  trip.remember.push({ at, packet, expires: (trip.now + IDLE_MS) as Instant, outside });
}

function endOf({ destination: address, transport }: Packet): End {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { address, port: transport.destinationPort };
    case 'icmp':
      return { address, port: transport.id ?? 0 };
    case 'other':
      return { address, port: 0 };
  }
}
