import type { GatewayReason } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { EgressOnlyGateway } from '../model/gateway.ts';
import type { Instant } from '../name/scope.ts';
import { isIcmpQueryOrReply, type Packet } from '../net/packet.ts';
import { publicAccessOf } from './block-public-access.ts';
import { isTooBig, tooBigAnswer } from './mtu.ts';
import { IDLE_MS } from './nat-gateway.ts';
import { isPrivateRange, publicSource } from './public-address.ts';
import { gatewayDenies, gatewayPasses, type Next, type Trip } from './trip.ts';

/**
 * An egress-only internet gateway "is stateful: it forwards traffic from the instances in the subnet to the internet or
 * other AWS services, and then sends the response back to the instances" (VPC User Guide, "Egress-only internet gateways"). For IPv6 only; nothing is translated.
 */
export function throughEgressOnlyGateway(trip: Trip, { id }: EgressOnlyGateway, from: Eni, packet: Packet): Next {
  const reason = whyNot(trip, id, from, packet);
  if (reason !== undefined)
    return gatewayDenies(trip, id, reason, reason === 'too-big' ? tooBigAnswer(trip) : undefined);
  pass(trip, id, packet);
  return { go: 'world', at: id, packet: packet };
}

function whyNot(trip: Trip, id: EgressOnlyGateway['id'], from: Eni, packet: Packet): GatewayReason | undefined {
  if (packet.source.family === 4) return 'protocol';
  if (publicAccessOf(trip.snapshot, from.subnet) === 'blocked') return 'public-access-blocked';
  if (publicSource(trip.snapshot, from.vpc, packet.source) === undefined) return 'no-public-address';
  if (isPrivateRange(packet.destination)) return 'private-range';
  if (isTooBig(packet, 'internet')) return 'too-big';
  return undefined;
}

/** Only what answers a flow that left through it: "it prevents the internet from initiating an IPv6 connection". */
export function backThroughEgressOnlyGateway(trip: Trip, { id }: EgressOnlyGateway, eni: Eni, packet: Packet): Next {
  if (publicAccessOf(trip.snapshot, eni.subnet) === 'blocked') return gatewayDenies(trip, id, 'public-access-blocked');
  if (!trip.flows.tracked(id, packet, trip.now)) return gatewayDenies(trip, id, 'unsolicited');
  pass(trip, id, packet);
  return { go: 'to', receiver: eni, packet: packet, whence: { isDirect: false } };
}

function pass(trip: Trip, id: EgressOnlyGateway['id'], packet: Packet): void {
  gatewayPasses(trip, id);
  // An error of ICMP is part of no flow: nothing would answer it.
  const { source, transport } = packet;
  if (transport.kind === 'icmp' && !isIcmpQueryOrReply(source.family, transport.type)) return;
  // AWS gives no number for how long it remembers; here it is as long as a NAT gateway does.
  trip.remember.push({ at: id, packet, expires: (trip.now + IDLE_MS) as Instant });
}
