import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blocksOf } from '../model/vpc.ts';
import { type Address, address, addressPlus, sameAddress } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { lastAddress, prefix, prefixHolds } from '../net/prefix.ts';

/**
 * "Security groups can't block DNS requests to or from the Route 53 Resolver … instance metadata … Time Sync … DHCP …
 * Windows license activation … reserved IP addresses used by the default VPC router" (VPC User Guide, "Security groups"
 * and "Network ACLs"). Written here once more, apart from the contract's list, to judge that.
 */
const SERVICES = [
  ['169.254.169.253', 'fd00:ec2::253'], // DNS
  ['169.254.169.254', 'fd00:ec2::254'], // instance metadata
  ['169.254.169.123', 'fd00:ec2::123'], // time
  ['169.254.169.250', 'fd00:ec2::250'], // Windows activation
  ['169.254.169.251', 'fd00:ec2::251'],
  ['169.254.170.2'], // ECS task metadata, which has no IPv6 address
]
  .flat()
  .map(address);

const LINK_LOCAL = prefix('fe80::/10');
const UNSPECIFIED = [address('0.0.0.0'), address('::')];

/** Whether the platform on the host takes the packet. By address: what it does at other ports is its own affair. */
export function isForThePlatform(snapshot: Snapshot, sender: Eni, packet: Packet): boolean {
  const { destination } = packet;
  return (
    SERVICES.some((service) => sameAddress(service, destination)) ||
    prefixHolds(LINK_LOCAL, destination) || // on an instance's link there are only the instance and the platform
    isResolver(snapshot, sender, destination) ||
    isRouter(snapshot, sender, destination) ||
    isNeighbourDiscovery(packet) ||
    isDhcp(packet)
  );
}

/** Sources of a guest that has no address yet (DHCP, duplicate address detection) or speaks on its link. */
export function isGuestsOwnSource(source: Address): boolean {
  return UNSPECIFIED.some((none) => sameAddress(none, source)) || prefixHolds(LINK_LOCAL, source);
}

/**
 * "Subnets do not support broadcast or multicast" (VPC User Guide, "Subnet CIDR blocks"). Of
 * other subnets the last address is just one that nobody can have.
 */
export function isBroadcastOrMulticast(snapshot: Snapshot, sender: Eni, destination: Address): boolean {
  const subnet = snapshot.subnets.get(sender.subnet)!;
  return (
    prefixHolds(prefix('224.0.0.0/4'), destination) ||
    prefixHolds(prefix('ff00::/8'), destination) ||
    sameAddress(address('255.255.255.255'), destination) ||
    sameAddress(lastAddress(subnet.ipv4), destination)
  );
}

/** Base + 2 of the VPC's primary CIDR block, and of no other, also when DNS support is off. */
function isResolver(snapshot: Snapshot, sender: Eni, destination: Address): boolean {
  const [primary] = snapshot.vpcs.get(sender.vpc)!.ipv4;
  return sameAddress(addressPlus(primary!.prefix.base, 2), destination);
}

/** Base + 1 of every subnet of the VPC belongs to the one router. */
function isRouter(snapshot: Snapshot, sender: Eni, destination: Address): boolean {
  return [...snapshot.subnets.values()]
    .filter((subnet) => subnet.vpc === sender.vpc)
    .flatMap(blocksOf)
    .some((block) => sameAddress(addressPlus(block.base, 1), destination));
}

/** Router and neighbour solicitations and advertisements; redirects are not among them. */
function isNeighbourDiscovery({ source, transport }: Packet): boolean {
  return source.family === 6 && transport.kind === 'icmp' && transport.type >= 133 && transport.type <= 136;
}

function isDhcp({ destination, transport }: Packet): boolean {
  if (transport.kind !== 'udp') return false;
  return (
    (transport.destinationPort === 67 && sameAddress(destination, address('255.255.255.255'))) ||
    (transport.destinationPort === 547 && sameAddress(destination, address('ff02::1:2')))
  );
}
