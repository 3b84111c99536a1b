import type { Address } from './address.ts';
import { ICMP, ICMPV6, TCP, UDP } from './protocol.ts';

/**
 * The packet a policy can see. `icmp` is ICMP for IPv4 addresses and ICMPv6 for IPv6 ones; a packet of protocol 58
 * over IPv4 (or 1 over IPv6) is `other`. `bytes` is the IP total length, header included.
 *
 * `fragment` is there on a piece of a larger packet. Of one whose first piece was seen, the transport is that one's; an
 * `orphan`'s is not known, and its `transport` is `other` with its protocol. `dontFragment` is IPv4's DF bit.
 */
export type Transport =
  | Readonly<{ kind: 'tcp'; sourcePort: number; destinationPort: number; flags: number }>
  | Readonly<{ kind: 'udp'; sourcePort: number; destinationPort: number }>
  | Readonly<{ kind: 'icmp'; type: number; code: number; id?: number }>
  | Readonly<{ kind: 'other'; protocol: number }>;
export type Packet = Readonly<{
  source: Address;
  destination: Address;
  transport: Transport;
  bytes: number;
  dontFragment?: true;
  fragment?: 'known' | 'orphan';
}>;

/** IANA number. */
export function protocolOf(packet: Packet): number {
  switch (packet.transport.kind) {
    case 'tcp':
      return TCP;
    case 'udp':
      return UDP;
    case 'icmp':
      return packet.source.family === 4 ? ICMP : ICMPV6;
    case 'other':
      return packet.transport.protocol;
  }
}

export function destinationPortOf(packet: Packet): number | undefined {
  return packet.transport.kind === 'tcp' || packet.transport.kind === 'udp'
    ? packet.transport.destinationPort
    : undefined;
}

/** The packet that answers: ends swapped; an ICMP query's answer is its reply type. */
export function reversed(packet: Packet): Packet {
  const ends = { source: packet.destination, destination: packet.source, bytes: packet.bytes };
  const t = packet.transport;
  switch (t.kind) {
    case 'tcp':
    case 'udp':
      return { ...ends, transport: { ...t, sourcePort: t.destinationPort, destinationPort: t.sourcePort } };
    case 'icmp':
      return { ...ends, transport: { ...t, type: answeringType(packet.source.family, t.type) } };
    case 'other':
      return { ...ends, transport: t };
  }
}

/** ICMP queries and their replies (RFC 792, RFC 950, RFC 4443); each answers the other. */
const PAIRS: Readonly<Record<4 | 6, ReadonlyArray<readonly [number, number]>>> = {
  4: [
    [8, 0],
    [13, 14],
    [15, 16],
    [17, 18],
  ],
  6: [[128, 129]],
};

function answeringType(family: 4 | 6, type: number): number {
  for (const [query, reply] of PAIRS[family]) {
    if (type === query) return reply;
    if (type === reply) return query;
  }
  return type;
}

/** Whether an ICMP type asks or answers (and so can make a flow); errors do neither. */
export function isIcmpQueryOrReply(family: 4 | 6, type: number): boolean {
  return PAIRS[family].some(([query, reply]) => type === query || type === reply);
}

/** Whether an ICMP type asks, so that an answer is expected. */
export function isIcmpRequest(family: 4 | 6, type: number): boolean {
  return PAIRS[family].some(([query]) => type === query);
}

/** Bits of a TCP segment's flags (RFC 9293, section 3.1). */
export const TCP_FIN = 1;
export const TCP_SYN = 2;
export const TCP_RST = 4;
export const TCP_ACK = 16;
