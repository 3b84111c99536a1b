import { type Address, address, sameAddress } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { type Prefix, prefix } from '../net/prefix.ts';

/**
 * Addresses at which the platform itself answers: no group, ACL or route is asked about packets to them (VPC User
 * Guide, "Security groups" and "Network ACLs", traffic that cannot be filtered). The VPC's own resolver and its router are
 * further ones; they are in the program.
 */
export const PLATFORM_ADDRESSES: readonly Address[] = [
  '169.254.169.253', // Amazon DNS
  'fd00:ec2::253',
  '169.254.169.254', // instance metadata
  'fd00:ec2::254',
  '169.254.169.123', // time
  'fd00:ec2::123',
  '169.254.169.250', // Windows licence activation
  '169.254.169.251',
  'fd00:ec2::250',
  'fd00:ec2::251',
  '169.254.170.2', // ECS task metadata
].map(address);

/** IPv6 link-local: on an instance's link there are only the instance and the platform. */
export const LINK_LOCAL: Prefix = prefix('fe80::/10');

/** Whatever a route table says (VPC User Guide, "Configure route tables"). */
export const NEVER_FORWARDED: readonly Prefix[] = ['169.254.168.0/22', 'fd00:ec2::/32'].map(prefix);

export const MULTICAST: readonly Prefix[] = ['224.0.0.0/4', 'ff00::/8'].map(prefix);
export const LIMITED_BROADCAST: Address = address('255.255.255.255');
export const DHCPV6_SERVERS: Address = address('ff02::1:2');

/** A guest that asks for its address. */
export function isDhcp({ destination, transport }: Packet): boolean {
  if (transport.kind !== 'udp') return false;
  const server = { 67: LIMITED_BROADCAST, 547: DHCPV6_SERVERS }[transport.destinationPort];
  return server !== undefined && sameAddress(destination, server);
}

/** Router and neighbour solicitations and advertisements; redirects are not among them. */
export function isNeighbourDiscovery({ source, transport }: Packet): boolean {
  return source.family === 6 && transport.kind === 'icmp' && transport.type >= 133 && transport.type <= 136;
}
