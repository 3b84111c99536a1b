import { ByteQueue } from './byte-queue.ts';
import { Bytes } from './bytes.ts';
import { type Damage, type Frame, LONGEST_FRAME } from './frame.ts';

/** Reads the libpcap format (draft-ietf-opsawg-pcap), of either byte order, with micro- or nanoseconds. */
export class PcapReader {
  readonly #queue: ByteQueue;
  #header: Readonly<{ isLittle: boolean; perMs: number; link: number }> | undefined;
  damage: Damage | undefined;

  constructor(queue: ByteQueue) {
    this.#queue = queue;
  }

  /** What can be read of the bytes that are there. */
  *frames(): Iterable<Frame> {
    while (this.damage === undefined) {
      const header = this.#header ?? this.#readHeader();
      if (header === undefined) return;
      const head = this.#queue.peek(RECORD_HEADER);
      if (head === undefined) return;
      const fields = new Bytes(head, header.isLittle);
      const kept = fields.u32(8);
      if (kept > LONGEST_FRAME) {
        this.damage = { offset: this.#queue.offset, why: `a packet of ${kept} bytes` };
        return;
      }
      if (this.#queue.length < RECORD_HEADER + kept) return;
      this.#queue.take(RECORD_HEADER);
      const bytes = this.#queue.take(kept) as Uint8Array; // they are there
      yield { time: fields.u32(0) * 1000 + fields.u32(4) / header.perMs, link: header.link, bytes };
    }
  }

  #readHeader() {
    const bytes = this.#queue.take(FILE_HEADER);
    if (bytes === undefined) return undefined;
    const magic = new Bytes(bytes).u32(0);
    const isLittle = magic === 0xd4c3_b2a1 || magic === 0x4d3c_b2a1;
    const isNano = magic === 0xa1b2_3c4d || magic === 0x4d3c_b2a1;
    // The highest bits of the last word say how long the frames' check sums are.
    const link = new Bytes(bytes, isLittle).u32(20) & 0xffff;
    this.#header = { isLittle, perMs: isNano ? 1e6 : 1e3, link };
    return this.#header;
  }
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MAGICS = [0xa1b2_c3d4, 0xd4c3_b2a1, 0xa1b2_3c4d, 0x4d3c_b2a1];

export function isPcap(start: Uint8Array): boolean {
  return MAGICS.includes(new Bytes(start).u32(0));
}
