import type { Address } from '../net/address.ts';
import { type Packet, protocolOf } from '../net/packet.ts';

/**
 * A packet as plain numbers in a row, for those who judge millions: family, protocol, source and destination (four words
 * each, the highest first; IPv4 in the last), the source port or ICMP identifier, and the detail that rules look at.
 */
export const PACKED_WORDS = 12;
export const FAMILY = 0;
export const PROTOCOL = 1;
export const SOURCE = 2;
export const DESTINATION = 6;
export const SOURCE_PORT = 10;
export const DETAIL = 11;

/** No port and no ICMP type: no rule that names one matches. */
export const NO_DETAIL = 0xffff_ffff;

export function packInto(words: Uint32Array, at: number, packet: Packet): void {
  words[at + FAMILY] = packet.source.family;
  words[at + PROTOCOL] = protocolOf(packet);
  writeAddress(words, at + SOURCE, packet.source);
  writeAddress(words, at + DESTINATION, packet.destination);
  words[at + SOURCE_PORT] = sourceOf(packet);
  words[at + DETAIL] = detailOf(packet);
}

export function writeAddress(words: Uint32Array, at: number, { family, bits }: Address): void {
  if (family === 4) {
    words[at] = words[at + 1] = words[at + 2] = 0;
    words[at + 3] = Number(bits);
    return;
  }
  for (let i = 0; i < 4; i++) words[at + i] = Number((bits >> BigInt(96 - 32 * i)) & 0xffff_ffffn);
}

/** The destination port, or an ICMP type and code in one number. */
export function detailOf({ transport }: Packet): number {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return transport.destinationPort;
    case 'icmp':
      return (transport.type << 8) | transport.code;
    case 'other':
      return NO_DETAIL;
  }
}

function sourceOf({ transport }: Packet): number {
  if (transport.kind === 'icmp') return transport.id ?? 0;
  return transport.kind === 'other' ? 0 : transport.sourcePort;
}
