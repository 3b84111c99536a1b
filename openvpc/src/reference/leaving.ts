import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Packet } from '../net/packet.ts';
import { throughEgressOnlyGateway } from './egress-only-gateway.ts';
import { throughEndpoint } from './gateway-endpoint.ts';
import { throughInternetGateway } from './internet-gateway.ts';
import { throughNatGateway } from './nat-gateway.ts';
import { aclStep } from './network-acl.ts';
import { isInSubnet, isInVpc, ownerOf } from './owner.ts';
import { peerOf, throughPeering } from './peering.ts';
import { routeAt, tableOfSubnet } from './route.ts';
import { end, passes, type Next, type Trip } from './trip.ts';

/**
 * On from an ENI whose groups have let the packet go, or from a NAT gateway's interface. Inside one subnet "traffic isn't
 * evaluated" by an ACL (VPC User Guide, "Network ACLs") nor routed; anything else crosses the subnet's boundary and
 * follows the route of its table.
 */
export function onward(trip: Trip, from: Eni, packet: Packet): Next {
  const { snapshot } = trip;
  if (isInSubnet(snapshot, from.subnet, packet.destination)) return toOwner(trip, from, packet);
  if (!passes(trip, aclStep(snapshot, from.subnet, 'egress', packet))) return end(trip, 'denied-acl');

  const { step, target } = routeAt(snapshot, from.subnet, tableOfSubnet(snapshot, from.subnet), packet.destination);
  passes(trip, step);
  switch (target.kind) {
    case 'none':
      return end(trip, 'no-route');
    case 'blackhole':
      return end(trip, 'blackhole');
    case 'local':
      return toOwner(trip, from, packet);
    case 'eni':
      return { go: 'to', receiver: target.eni, packet: packet, whence: { sender: from, isDirect: true } };
    case 'internet-gateway':
      return throughInternetGateway(trip, target.gateway, from, packet);
    case 'egress-only-gateway':
      return throughEgressOnlyGateway(trip, target.gateway, from, packet);
    case 'nat-gateway':
      return throughNatGateway(trip, target.gateway, from, packet);
    case 'peering':
      return throughPeering(trip, target.peering, from, packet);
    case 'endpoint':
      return throughEndpoint(trip, target.endpoint, packet);
  }
}

/** Inside the VPC: an address that no ENI has is nowhere, and never forwarded. */
function toOwner(trip: Trip, from: Eni, packet: Packet): Next {
  const receiver = ownerOf(trip.snapshot, from.vpc, packet.destination);
  if (receiver === undefined) return end(trip, 'no-such-host');
  return { go: 'to', receiver: receiver, packet: packet, whence: { sender: from, isDirect: true } };
}

/**
 * The ENI that a packet is for when it is reached directly: in this VPC, or over a peering connection within the Region to
 * which the route leads. Nothing else is meant by a rule that refers to a group (VPC User Guide, "Referencing security
 * groups"; VPC Peering Guide, "Update your security groups to reference peer security groups").
 */
export function farEndOnLeaving(snapshot: Snapshot, sender: Eni, packet: Packet): Eni | undefined {
  if (isInVpc(snapshot, sender.vpc, packet.destination)) return ownerOf(snapshot, sender.vpc, packet.destination);
  const table = tableOfSubnet(snapshot, sender.subnet);
  const { target } = routeAt(snapshot, sender.subnet, table, packet.destination);
  if (target.kind !== 'peering') return undefined;
  const peer = peerOf(snapshot, target.peering, sender.vpc);
  return peer.isWithinRegion ? ownerOf(snapshot, peer.vpc, packet.destination) : undefined;
}
