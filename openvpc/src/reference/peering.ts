import type { Eni } from '../model/eni.ts';
import type { VpcPeering } from '../model/peering.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { VpcId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { isTooBig, tooBigAnswer } from './mtu.ts';
import { isInVpc, ownerOf } from './owner.ts';
import { end, gatewayDenies, gatewayPasses, type Next, type Trip } from './trip.ts';

/**
 * Over a peering connection: from the one VPC's addresses to the other's, and no further. "VPC peering doesn't support
 * transitive peering", nor "edge to edge routing" through the peer's gateways (VPC Peering Guide, "How VPC peering works"),
 * so no table of the peer is asked.
 */
export function throughPeering(trip: Trip, peering: VpcPeering, from: Eni, packet: Packet): Next {
  const { snapshot } = trip;
  const peer = peerOf(snapshot, peering, from.vpc);
  const stays = isInVpc(snapshot, from.vpc, packet.source) && isInVpc(snapshot, peer.vpc, packet.destination);
  if (!stays) return gatewayDenies(trip, peering.id, 'outside-vpc');
  if (!peer.isWithinRegion && isTooBig(packet, 'betweenRegions')) {
    return gatewayDenies(trip, peering.id, 'too-big', tooBigAnswer(trip));
  }
  gatewayPasses(trip, peering.id);
  const receiver = ownerOf(snapshot, peer.vpc, packet.destination);
  if (receiver === undefined) return end(trip, 'no-such-host');
  return { go: 'to', receiver: receiver, packet: packet, whence: { sender: from, isDirect: peer.isWithinRegion } };
}

/** The other side of a connection. Groups are known across it only within a Region. */
export function peerOf(
  snapshot: Snapshot,
  { requester, accepter }: VpcPeering,
  own: VpcId,
): Readonly<{ vpc: VpcId; isWithinRegion: boolean }> {
  const vpc = requester === own ? accepter : requester;
  return { vpc, isWithinRegion: snapshot.vpcs.get(vpc)!.region === snapshot.vpcs.get(own)!.region };
}
