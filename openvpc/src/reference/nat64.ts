import { addressPlus } from '../net/address.ts';
import type { Packet, Transport } from '../net/packet.ts';

/** IPv6's header has 40 bytes where IPv4's has 20. */
const SHORTER = 20;

/**
 * An IPv6 packet to 64:ff9b::/96 as IPv4: the destination is its last 32 bits, a ping stays a ping (VPC User Guide, "DNS64
 * and NAT64"; RFC 6052, RFC 7915). The source is still IPv6: the NAT gateway's takes its place.
 */
export function asIpv4({ source, destination, transport, bytes, ...rest }: Packet): Packet {
  const last = addressPlus({ family: 4, bits: 0n }, destination.bits & 0xffff_ffffn);
  return { ...rest, source, destination: last, transport: asIcmp(transport), bytes: bytes - SHORTER };
}

function asIcmp(transport: Transport): Transport {
  if (transport.kind !== 'icmp') return transport;
  return { ...transport, type: transport.type === 128 ? 8 : 0 };
}
