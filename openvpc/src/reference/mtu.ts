import type { Packet } from '../net/packet.ts';
import { addressPlus } from '../net/address.ts';
import { blocksOf } from '../model/vpc.ts';
import type { Trip } from './trip.ts';

/**
 * 1500 bytes to and from the internet, 8500 over a peering connection between Regions (EC2 User Guide, "Network maximum
 * transmission unit").
 */
const MTU = { internet: 1500, betweenRegions: 8500 } as const;

/** IPv4 without DF is cut into pieces and goes on. */
export function isTooBig({ bytes, source, dontFragment }: Packet, way: keyof typeof MTU): boolean {
  return bytes > MTU[way] && (source.family === 6 || dontFragment === true);
}

/**
 * The ICMP message of path MTU discovery, "Destination Unreachable: Fragmentation Needed and Don't Fragment was Set" (type 3,
 * code 4) or for IPv6 "Packet Too Big" (type 2), comes from the router of the sender's subnet, to the address
 * that the packet was sent from. It is as long as RFC 1812 and RFC 4443 let it be. None goes to where no ENI is.
 */
export function tooBigAnswer({ snapshot, sender, sent }: Trip): Packet | undefined {
  const subnet = sender && snapshot.subnets.get(sender.subnet);
  const { source, bytes } = sent;
  const block = subnet && blocksOf(subnet).find(({ base }) => base.family === source.family);
  if (block === undefined) return undefined;
  const isIpv4 = source.family === 4;
  return {
    source: addressPlus(block.base, 1),
    destination: source,
    transport: isIpv4 ? { kind: 'icmp', type: 3, code: 4 } : { kind: 'icmp', type: 2, code: 0 },
    bytes: isIpv4 ? Math.min(28 + bytes, 576) : Math.min(48 + bytes, 1280),
  };
}
