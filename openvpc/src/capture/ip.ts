import type { Address } from '../net/address.ts';
import { isIcmpQueryOrReply, type Packet, type Transport } from '../net/packet.ts';
import { ICMP, ICMPV6, TCP, UDP } from '../net/protocol.ts';
import type { Bytes } from './bytes.ts';

/** An IP packet as it lies there: with `piece` where it is one of several that make a packet. */
export type Decoded = Readonly<{ packet: Packet; piece?: Piece }>;
/**
 * `offset` in bytes of the whole; `key` is the same for all pieces of one packet. `hasHeaders`: of a first piece, that it
 * holds the transport's header, and all before it (RFC 7112).
 */
export type Piece = Readonly<{
  key: string;
  offset: number;
  isLast: boolean;
  protocol: number;
  length: number;
  hasHeaders: boolean;
}>;

/** Headers between IPv6's own and the transport's (RFC 8200); AH is among them. */
const EXTENSIONS = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 } as const;
const MOST_EXTENSIONS = 32;

/** The packet, or why there is none. */
export function decodeIp(bytes: Bytes): Decoded | string {
  switch (bytes.u8(0) >> 4) {
    case 4:
      return decode4(bytes);
    case 6:
      return decode6(bytes);
    default:
      return 'not IP';
  }
}

function decode4(bytes: Bytes): Decoded | string {
  const header = (bytes.u8(0) & 0xf) * 4;
  if (header < 20) return 'an IPv4 header of less than 20 bytes';
  if (bytes.length < header) return 'truncated';
  const total = bytes.u16(2) === 0 ? bytes.length : bytes.u16(2); // 0: the network card would have cut it into segments
  if (total < header) return 'a total length that is less than the header';
  const flags = bytes.u16(6);
  const offset = (flags & 0x1fff) * 8;
  const isLast = (flags & 0x2000) === 0;
  const protocol = bytes.u8(9);
  const source = address4(bytes, 12);
  const destination = address4(bytes, 16);
  const rest = bytes.from(header, Math.min(total, bytes.length));
  if (offset === 0 && isLast && isCut(protocol, 4, rest, total - header)) return CUT;
  const packet: Packet = {
    source,
    destination,
    transport: offset === 0 ? transportOf(protocol, 4, rest) : { kind: 'other', protocol },
    bytes: total,
    ...((flags & 0x4000) !== 0 && { dontFragment: true as const }),
  };
  if (offset === 0 && isLast) return { packet };
  const key = `4 ${source.bits} ${destination.bits} ${protocol} ${bytes.u16(4)}`;
  const hasHeaders = rest.length >= headerLength(protocol, 4);
  return { packet, piece: { key, offset, isLast, protocol, length: total - header, hasHeaders } };
}

function decode6(bytes: Bytes): Decoded | string {
  if (bytes.length < 40) return 'truncated';
  const source = address6(bytes, 8);
  const destination = address6(bytes, 24);
  const payload = bytes.u16(4) === 0 ? bytes.length - 40 : bytes.u16(4); // 0: a jumbogram, or left to the network card
  const whole = { source, destination, bytes: 40 + payload };
  let protocol = bytes.u8(6);
  let at = 40;
  const end = Math.min(bytes.length, 40 + payload);
  for (let count = 0; count < MOST_EXTENSIONS; count++) {
    if (protocol === EXTENSIONS.fragment) {
      if (at + 8 > end) return 'truncated';
      const field = bytes.u16(at + 2);
      const offset = field & 0xfff8;
      const next = bytes.u8(at);
      const isLast = (field & 1) === 0;
      const length = 40 + payload - at - 8;
      const rest = bytes.from(at + 8, end);
      const found = offset === 0 ? transportAfter(next, rest, length) : undefined;
      const transport = found?.transport ?? ({ kind: 'other', protocol: next } as const);
      if (offset === 0 && isLast) return found === undefined ? CUT : { packet: { ...whole, transport } }; // RFC 6946
      const key = `6 ${source.bits} ${destination.bits} ${bytes.u32(at + 4)}`;
      const hasHeaders = found?.hasHeader === true;
      return { packet: { ...whole, transport }, piece: { key, offset, isLast, protocol: next, length, hasHeaders } };
    }
    const length = extensionLength(protocol, bytes, at);
    if (length === undefined) {
      const rest = bytes.from(at, end);
      if (isCut(protocol, 6, rest, 40 + payload - at)) return CUT;
      return { packet: { ...whole, transport: transportOf(protocol, 6, rest) } };
    }
    if (at + length > end) return 'truncated';
    protocol = bytes.u8(at);
    at += length;
  }
  return 'too many extension headers';
}

/**
 * Behind a fragment header there may be further ones, in the first piece: undefined when they do not end in it, or in another
 * fragment header.
 */
function transportAfter(
  first: number,
  bytes: Bytes,
  total: number,
): Readonly<{ transport: Transport; hasHeader: boolean }> | undefined {
  let protocol = first;
  let at = 0;
  for (let count = 0; count < MOST_EXTENSIONS; count++) {
    const length = protocol === EXTENSIONS.fragment ? Number.POSITIVE_INFINITY : extensionLength(protocol, bytes, at);
    if (length === undefined) {
      const rest = bytes.from(at);
      if (isCut(protocol, 6, rest, total - at)) return undefined;
      return { transport: transportOf(protocol, 6, rest), hasHeader: rest.length >= headerLength(protocol, 6) };
    }
    if (at + length > bytes.length) return undefined;
    protocol = bytes.u8(at);
    at += length;
  }
  return undefined;
}

/** Of an extension header that leads on; undefined for anything else. A second fragment header leads nowhere. */
function extensionLength(protocol: number, bytes: Bytes, at: number): number | undefined {
  switch (protocol) {
    case EXTENSIONS.hopByHop:
    case EXTENSIONS.routing:
    case EXTENSIONS.destination:
      return (bytes.u8(at + 1) + 1) * 8;
    case EXTENSIONS.authentication:
      return (bytes.u8(at + 1) + 2) * 4;
    default:
      return undefined;
  }
}

/** What the capture left of a packet does not say how it would be judged. */
const CUT = 'its headers were not captured whole';

/** So much of the transport's header a first piece must hold (RFC 1858): flags, ports, type and code. */
function headerLength(protocol: number, family: 4 | 6): number {
  if (protocol === TCP) return 14;
  return protocol === UDP || protocol === (family === 4 ? ICMP : ICMPV6) ? 4 : 0;
}

/** The packet had ports, or a type and code, and the capture has not. */
function isCut(protocol: number, family: 4 | 6, bytes: Bytes, total: number): boolean {
  const judged = protocol === TCP || protocol === UDP ? 4 : Math.min(headerLength(protocol, family), 2);
  return bytes.length < judged && bytes.length < total;
}

/** Of a packet that is too short for a header, the protocol alone: it has no port and no type that a rule could match. */
function transportOf(protocol: number, family: 4 | 6, bytes: Bytes): Transport {
  if (protocol === TCP && bytes.length >= 4) {
    const flags = bytes.length >= 14 ? bytes.u8(13) & 0x3f : 0;
    return { kind: 'tcp', sourcePort: bytes.u16(0), destinationPort: bytes.u16(2), flags };
  }
  if (protocol === UDP && bytes.length >= 4) {
    return { kind: 'udp', sourcePort: bytes.u16(0), destinationPort: bytes.u16(2) };
  }
  if (protocol === (family === 4 ? ICMP : ICMPV6) && bytes.length >= 2) {
    const [type, code] = [bytes.u8(0), bytes.u8(1)];
    const hasId = bytes.length >= 6 && isIcmpQueryOrReply(family, type);
    return { kind: 'icmp', type, code, ...(hasId && { id: bytes.u16(4) }) };
  }
  return { kind: 'other', protocol };
}

function address4(bytes: Bytes, at: number): Address {
  return { family: 4, bits: BigInt(bytes.u32(at)) };
}

function address6(bytes: Bytes, at: number): Address {
  const words = [0, 4, 8, 12].map((offset) => BigInt(bytes.u32(at + offset)));
  return { family: 6, bits: words.reduce((bits, word) => (bits << 32n) | word, 0n) };
}
