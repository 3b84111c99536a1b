import { ByteQueue } from './byte-queue.ts';
import { Bytes } from './bytes.ts';
import { type Damage, type Frame, LONGEST_FRAME } from './frame.ts';

const SECTION = 0x0a0d_0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** A block is a packet and its options; what is larger than this is not believed. */
const LONGEST_BLOCK = LONGEST_FRAME + 65_536;

const MOST_INTERFACES = 65_536;

type Interface = Readonly<{ link: number; snapLength: number; perMs: number; offsetMs: number }>;

/** Reads the pcapng format (draft-ietf-opsawg-pcapng): sections of either byte order, each with interfaces of its own. */
export class PcapngReader {
  readonly #queue: ByteQueue;
  #isLittle = false;
  #interfaces: Interface[] = [];
  /** Where the block that is being read begins. */
  #at = 0;
  damage: Damage | undefined;

  constructor(queue: ByteQueue) {
    this.#queue = queue;
  }

  /** What can be read of the bytes that are there. Blocks of other kinds are left out. */
  *frames(): Iterable<Frame> {
    while (this.damage === undefined) {
      const block = this.#next();
      if (block === undefined) return;
      const frame = this.#read(block.type, block.body);
      if (frame !== undefined) yield frame;
    }
  }

  #next(): Readonly<{ type: number; body: Bytes }> | undefined {
    const head = this.#queue.peek(12);
    if (head === undefined) return undefined;
    const type = new Bytes(head).u32(0) === SECTION ? SECTION : new Bytes(head, this.#isLittle).u32(0);
    if (type === SECTION) {
      const order = new Bytes(head).u32(8);
      if (order !== 0x1a2b_3c4d && order !== 0x4d3c_2b1a) return this.#fail('a section without a byte order');
      this.#isLittle = order === 0x4d3c_2b1a;
      this.#interfaces = [];
    }
    const length = new Bytes(head, this.#isLittle).u32(4);
    if (length < 12 || length % 4 !== 0 || length > LONGEST_BLOCK) return this.#fail(`a block of ${length} bytes`);
    const at = this.#queue.offset;
    const whole = this.#queue.take(length);
    if (whole === undefined) return undefined;
    this.#at = at;
    return { type, body: new Bytes(whole.subarray(8, length - 4), this.#isLittle) };
  }

  #fail(why: string, offset = this.#queue.offset): undefined {
    this.damage = { offset, why };
  }

  #read(type: number, body: Bytes): Frame | undefined {
    switch (type) {
      case INTERFACE:
        if (this.#interfaces.length === MOST_INTERFACES)
          return this.#fail(`more than ${MOST_INTERFACES} interfaces`, this.#at);
        this.#interfaces.push(interfaceOf(body));
        return undefined;
      case ENHANCED_PACKET:
        return this.#packet(body.u32(0), body, body.u32(12));
      case OLD_PACKET:
        return this.#packet(body.u16(0), body, body.u32(12));
      case SIMPLE_PACKET: {
        const { snapLength = 0 } = this.#interfaces[0] ?? {};
        const kept = Math.min(body.u32(0), snapLength === 0 ? LONGEST_FRAME : snapLength);
        return this.#frame(0, 0, body.from(4), kept);
      }
      default:
        return undefined;
    }
  }

  #packet(number: number, body: Bytes, kept: number): Frame | undefined {
    const on = this.#interfaces[number];
    if (on === undefined) return this.#fail(`a packet on interface ${number}, which was not described`, this.#at);
    const ticks = body.u32(4) * 2 ** 32 + body.u32(8);
    return this.#frame(number, ticks / on.perMs + on.offsetMs, body.from(20), kept);
  }

  #frame(number: number, time: number, data: Bytes, kept: number): Frame | undefined {
    const on = this.#interfaces[number];
    if (kept > data.length) return this.#fail(`a packet of ${kept} bytes in a block of ${data.length}`, this.#at);
    if (on === undefined) return this.#fail('a packet before any interface was described', this.#at);
    return { time, link: on.link, bytes: data.raw.subarray(0, kept) };
  }
}

function interfaceOf(body: Bytes): Interface {
  const resolution = option(body, 8, 9);
  const offset = option(body, 8, 14);
  const exponent = resolution?.u8(0) ?? 6;
  const perSecond = (exponent & 0x80) === 0 ? 10 ** exponent : 2 ** (exponent & 0x7f);
  const seconds = offset === undefined ? 0 : offsetOf(offset);
  return { link: body.u16(0), snapLength: body.u32(4), perMs: perSecond / 1000, offsetMs: seconds * 1000 };
}

/** 64 bits, signed; in a number that is exact for any date. */
function offsetOf(value: Bytes): number {
  const [high, low] = value.isLittle ? [value.u32(4), value.u32(0)] : [value.u32(0), value.u32(4)];
  return (high | 0) * 2 ** 32 + low;
}

/** The value of an option; undefined when it is not there, or runs over the block's end. */
function option(body: Bytes, start: number, wanted: number): Bytes | undefined {
  for (let at = start; at + 4 <= body.length; ) {
    const code = body.u16(at);
    const length = body.u16(at + 2);
    if (code === 0) return undefined;
    if (code === wanted) return at + 4 + length > body.length ? undefined : body.from(at + 4, at + 4 + length);
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return undefined;
}

export function isPcapng(start: Uint8Array): boolean {
  return new Bytes(start).u32(0) === SECTION;
}
