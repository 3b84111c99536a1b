import type { Packet, Transport } from '../net/packet.ts';
import type { Decoded, Piece } from './ip.ts';

/** How long pieces of a packet may be apart (RFC 791 and RFC 8200 say 15 to 60 s), and how many packets are remembered. */
const PATIENCE_MS = 30_000;
const MOST = 4_096;

type First = Readonly<{ transport: Transport; until: number; length: number }>;

/**
 * Gives later pieces of a packet the transport of the first. A piece whose first was not seen is an orphan, as is a first
 * piece too short to hold all headers up to its transport's, and one that lies over the first, which could rewrite that header
 * (RFC 1858, RFC 5722).
 */
export class Fragments {
  readonly #firsts = new Map<string, First>();

  resolve({ packet, piece }: Decoded, time: number): Packet {
    if (piece === undefined) return packet;
    if (piece.offset === 0) return this.#first(packet, piece, time);
    const first = this.#firsts.get(piece.key);
    const isKnown = first !== undefined && first.until >= time && piece.offset >= first.length;
    return isKnown ? { ...packet, transport: first.transport, fragment: 'known' } : orphan(packet, piece);
  }

  #first(packet: Packet, piece: Piece, time: number): Packet {
    const known = this.#firsts.get(piece.key);
    const isSecond = known !== undefined && known.until >= time; // it would replace the header that was judged
    if (isSecond || !piece.hasHeaders) return orphan(packet, piece);
    this.#forgetOldest(time);
    this.#firsts.set(piece.key, { transport: packet.transport, until: time + PATIENCE_MS, length: piece.length });
    return { ...packet, fragment: 'known' };
  }

  #forgetOldest(time: number): void {
    for (const [key, { until }] of this.#firsts) {
      if (until >= time && this.#firsts.size < MOST) return; // the others are younger
      this.#firsts.delete(key);
    }
  }
}

function orphan(packet: Packet, { protocol }: Piece): Packet {
  return { ...packet, transport: { kind: 'other', protocol }, fragment: 'orphan' };
}
