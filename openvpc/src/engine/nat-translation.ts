import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';

/** An answer as the sender of `asked` expects it: from where that went, to where that came from. */
export function backInside(asked: Packet, arriving: Packet): Packet {
  const { transport } = arriving;
  const own = asked.transport;
  const isNat64 = asked.source.family === 6;
  const back = {
    ...arriving,
    source: asked.destination,
    destination: asked.source,
    bytes: arriving.bytes + (isNat64 ? 20 : 0),
  };
  if ((transport.kind === 'tcp' || transport.kind === 'udp') && own.kind === transport.kind) {
    return { ...back, transport: { ...transport, destinationPort: own.sourcePort } };
  }
  if (transport.kind === 'icmp' && own.kind === 'icmp') {
    const type = isNat64 ? ipv6Type(transport.type) : transport.type;
    const { id } = own;
    return { ...back, transport: { kind: 'icmp', type, code: transport.code, ...(id !== undefined && { id }) } };
  }
  return back;
}

export function ipv4Type(type: number): number {
  return type === 128 ? 8 : 0;
}

function ipv6Type(type: number): number {
  return type === 8 ? 128 : 129;
}

/** NAT64: an IPv6 packet to 64:ff9b::/96 as IPv4, its source still to be replaced (RFC 6052, RFC 7915). */
export function toIpv4(packet: Packet): Packet {
  const { transport } = packet;
  return {
    ...packet,
    destination: inIpv4(packet.destination),
    transport: transport.kind === 'icmp' ? { ...transport, type: ipv4Type(transport.type) } : transport,
    bytes: packet.bytes - 20,
  };
}

/** The last 32 bits of an address in 64:ff9b::/96 (NAT64); others are IPv4 already. */
export function inIpv4(address: Address): Address {
  return address.family === 4 ? address : { family: 4, bits: address.bits & 0xffff_ffffn };
}
