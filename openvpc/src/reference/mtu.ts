import type { Packet } from '../net/packet.ts';
import { addressPlus } from '../net/address.ts';
import { blocksOf } from '../model/vpc.ts';
import type { Trip } from './trip.ts';

/** "The MTU of an internet gateway is 1500", as of connections between Regions (EC2 User Guide, "Network MTU"). */
const MTU = 1500;

/** IPv4 without DF is cut into pieces and goes on. */
export function isTooBig({ bytes, source, dontFragment }: Packet): boolean {
  return bytes > MTU && (source.family === 6 || dontFragment === true);
}

/**
 * "The router sends an ICMP message: Destination Unreachable: Fragmentation Needed and Don't Fragment was Set (Type 3, Code
 * 4)", or for IPv6 "Packet Too Big (Type 2)" ("Path MTU Discovery"): the router of the sender's subnet, to the address
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
