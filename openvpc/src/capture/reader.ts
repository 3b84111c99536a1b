import type { Packet } from '../net/packet.ts';
import { ByteQueue } from './byte-queue.ts';
import { Fragments } from './fragments.ts';
import type { Damage, Frame } from './frame.ts';
import { decodeIp } from './ip.ts';
import { ipIn } from './link.ts';
import { isPcap, PcapReader } from './pcap.ts';
import { isPcapng, PcapngReader } from './pcapng.ts';

/** `time` in milliseconds since 1970, with a fraction. A frame without an IP packet is skipped, and says why. */
export type CaptureRecord = Readonly<{ time: number } & ({ packet: Packet } | { skipped: string })>;

/** The end of JavaScript's calendar. */
const LAST_TIME_MS = 8.64e15;

/**
 * Reads a capture file of the tcpdump or Wireshark kind that comes in pieces, without holding more of it than a packet. Never
 * throws: a file that cannot be read on says so in `damage`, after what was there before.
 */
export class CaptureReader {
  readonly #queue = new ByteQueue();
  readonly #fragments = new Fragments();
  #format: PcapReader | PcapngReader | undefined;
  #damage: Damage | undefined;

  /** Where and why the file cannot be read on. */
  get damage(): Damage | undefined {
    return this.#damage ?? this.#format?.damage;
  }

  /** What the file has up to here. */
  *feed(chunk: Uint8Array): Iterable<CaptureRecord> {
    if (this.damage !== undefined) return;
    this.#queue.add(chunk);
    this.#format ??= this.#detect();
    if (this.#format === undefined) return;
    for (const frame of this.#format.frames()) yield this.#read(frame);
  }

  /** No more comes: what is left over is damage. */
  finish(): void {
    if (this.damage !== undefined) return;
    const left = this.#queue.length;
    if (this.#format === undefined) this.#damage = { offset: 0, why: 'no capture file: it is too short' };
    else if (left > 0)
      this.#damage = { offset: this.#queue.offset, why: `the file ends within a packet (${left} bytes of it)` };
  }

  #detect(): PcapReader | PcapngReader | undefined {
    const start = this.#queue.peek(4);
    if (start === undefined) return undefined;
    if (isPcap(start)) return new PcapReader(this.#queue);
    if (isPcapng(start)) return new PcapngReader(this.#queue);
    this.#damage = { offset: 0, why: 'no capture file: neither pcap nor pcapng' };
    return undefined;
  }

  #read({ time, link, bytes }: Frame): CaptureRecord {
    if (!(Math.abs(time) <= LAST_TIME_MS)) return { time: 0, skipped: 'a time that no calendar has' };
    const ip = ipIn(link, bytes);
    if (typeof ip === 'string') return { time, skipped: ip };
    const decoded = decodeIp(ip);
    if (typeof decoded === 'string') return { time, skipped: decoded };
    return { time, packet: this.#fragments.resolve(decoded, time) };
  }
}
