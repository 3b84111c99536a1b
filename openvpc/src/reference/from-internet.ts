import type { Eni } from '../model/eni.ts';
import type { EgressOnlyGateway } from '../model/gateway.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InternetGateway } from '../model/vpc.ts';
import type { VpcId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { publicAccessOf } from './block-public-access.ts';
import { backThroughEgressOnlyGateway } from './egress-only-gateway.ts';
import { isInVpc, owns } from './owner.ts';
import { hasPublicAddress, isPrivateRange, ownerOfPublic } from './public-address.ts';
import { routeAt, tableOfGateway, tableOfSubnet } from './route.ts';
import { end, gatewayDenies, gatewayPasses, passes, type Next, type Trip } from './trip.ts';

const FROM_OUTSIDE = { isDirect: false } as const;

/** Where a packet of the internet comes in, for which ENI, and what it is inside. */
type Door = Readonly<
  | { kind: 'internet-gateway'; gateway: InternetGateway; eni: Eni; inside: Packet }
  | { kind: 'egress-only-gateway'; gateway: EgressOnlyGateway; eni: Eni }
>;

/** In from the internet, to a public IPv4 address or an ENI's IPv6 address. */
export function fromInternet(trip: Trip, packet: Packet): Next {
  if (packet.fragment === 'orphan') return end(trip, 'denied-fragment');
  const door = doorFor(trip.snapshot, packet);
  if (door === undefined) return gatewayDenies(trip, 'internet', 'no-private-address');
  if (door.kind === 'egress-only-gateway') return backThroughEgressOnlyGateway(trip, door.gateway, door.eni, packet);

  const { gateway, eni, inside } = door;
  const access = publicAccessOf(trip.snapshot, eni.subnet);
  const isBlocked = access === 'blocked' || (access === 'egress-only' && eni.interfaceType !== 'nat-gateway');
  if (isBlocked) return gatewayDenies(trip, gateway.id, 'public-access-blocked');
  // IGW_REJECTS_SPOOFED_TRAFFIC: what claims to come from the VPC itself does not come from there.
  const isSpoofed = isPrivateRange(packet.source) || isInVpc(trip.snapshot, eni.vpc, packet.source);
  if (isSpoofed) return gatewayDenies(trip, gateway.id, 'private-range');
  gatewayPasses(trip, gateway.id, inside === packet ? undefined : inside);
  return pastTheEdge(trip, gateway, eni, inside);
}

/**
 * IPv4: the gateway of the VPC in which the address is associated, which turns it into the private one. IPv6: there is no
 * translation; what the subnet routes back through an egress-only gateway comes by that, and the rest by the VPC's
 * internet gateway (VPC User Guide, "Internet gateways", "Egress-only internet gateways").
 */
export function doorFor(snapshot: Snapshot, packet: Packet): Door | undefined {
  if (packet.destination.family === 4) {
    const named = ownerOfPublic(snapshot, packet.destination);
    const gateway = named && attachedTo(snapshot, named.eni.vpc);
    if (named === undefined || gateway === undefined) return undefined;
    return { kind: 'internet-gateway', gateway, eni: named.eni, inside: { ...packet, destination: named.private } };
  }
  const owners = [...snapshot.enis.values()].filter((eni) => owns(eni, packet.destination));
  owners.sort((a, b) => (a.id < b.id ? -1 : 1)); // one, but for VPCs that share a private block
  return owners.map((eni) => ipv6Door(snapshot, eni, packet)).find((door) => door !== undefined);
}

function ipv6Door(snapshot: Snapshot, eni: Eni, packet: Packet): Door | undefined {
  const { target } = routeAt(snapshot, eni.subnet, tableOfSubnet(snapshot, eni.subnet), packet.source);
  if (target.kind === 'egress-only-gateway') return { kind: target.kind, gateway: target.gateway, eni };
  const gateway = attachedTo(snapshot, eni.vpc);
  return gateway && { kind: 'internet-gateway', gateway, eni, inside: packet };
}

function attachedTo(snapshot: Snapshot, vpc: VpcId): InternetGateway | undefined {
  return [...snapshot.internetGateways.values()].find((gateway) => gateway.vpc === vpc);
}

/**
 * "Gateway route tables": an internet gateway with a table of its own may send what comes in to an appliance first, which
 * must have a public address itself (INGRESS_RTB_NO_PUBLIC_IP).
 */
function pastTheEdge(trip: Trip, gateway: InternetGateway, eni: Eni, inside: Packet): Next {
  const table = tableOfGateway(trip.snapshot, gateway.id);
  if (table === undefined) return { go: 'to', receiver: eni, packet: inside, whence: FROM_OUTSIDE };
  const { step, target } = routeAt(trip.snapshot, gateway.id, table, inside.destination);
  passes(trip, step);
  switch (target.kind) {
    case 'none':
      return end(trip, 'no-route');
    case 'local':
      return { go: 'to', receiver: eni, packet: inside, whence: FROM_OUTSIDE };
    case 'eni': {
      const isReachable = inside.destination.family === 6 || hasPublicAddress(trip.snapshot, target.eni);
      if (!isReachable) return gatewayDenies(trip, gateway.id, 'no-public-address');
      return { go: 'to', receiver: target.eni, packet: inside, whence: FROM_OUTSIDE };
    }
    default:
      return end(trip, 'blackhole'); // invariant: a gateway's table leads to nothing else
  }
}
