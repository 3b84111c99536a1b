import type { GatewayReason } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { InternetGateway } from '../model/vpc.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { publicAccessOf } from './block-public-access.ts';
import { isTooBig, tooBigAnswer } from './mtu.ts';
import { isPrivateRange, publicSource } from './public-address.ts';
import { gatewayDenies, gatewayPasses, type Next, type Trip } from './trip.ts';

/**
 * Out through an internet gateway: "it performs one-to-one network address translation" for IPv4, and none for IPv6 (VPC
 * User Guide, "Internet gateways"). Rules and records inside see the private address, the world the public one.
 */
export function throughInternetGateway(trip: Trip, { id }: InternetGateway, from: Eni, packet: Packet): Next {
  const outside = publicSource(trip.snapshot, from.vpc, packet.source);
  const reason = whyNot(trip, id, from, packet, outside);
  if (reason !== undefined)
    return gatewayDenies(trip, id, reason, reason === 'too-big' ? tooBigAnswer(trip) : undefined);
  trip.met.add(id);
  const translated = packet.source.family === 4 ? { ...packet, source: outside! } : undefined; // or there was a reason
  gatewayPasses(trip, id, translated);
  return { go: 'world', at: id, packet: translated ?? packet };
}

function whyNot(
  trip: Trip,
  id: InternetGateway['id'],
  from: Eni,
  packet: Packet,
  outside: Address | undefined,
): GatewayReason | undefined {
  if (trip.met.has(id)) return 'loop';
  if (publicAccessOf(trip.snapshot, from.subnet) === 'blocked') return 'public-access-blocked';
  if (isPrivateNatGateway(trip, from)) return 'private-nat-gateway';
  if (outside === undefined) return 'no-public-address';
  if (isPrivateRange(packet.destination)) return 'private-range';
  if (isTooBig(packet, 'internet')) return 'too-big';
  return undefined;
}

/** "If you route traffic from a private NAT gateway to an internet gateway, the traffic is dropped" ("NAT gateways"). */
function isPrivateNatGateway({ snapshot }: Trip, { id, interfaceType }: Eni): boolean {
  if (interfaceType !== 'nat-gateway') return false;
  return [...snapshot.natGateways.values()].some(({ eni, connectivity }) => eni === id && connectivity === 'private');
}
