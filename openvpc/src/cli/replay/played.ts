import {
  type AtEniVerdict,
  type CaptureRecord,
  type EniJudge,
  formatAddress,
  type Instant,
  type Packet,
  protocolName,
  protocolOf,
} from '../../core.ts';
import { endText } from '../packet-words.ts';

/** A run of packets of one direction of a flow with the same verdict for the same reason. */
export type Stretch = {
  flow: string;
  first: number;
  packets: number;
  bytes: number;
  verdict: AtEniVerdict;
};

/** A capture may hold more flows than a person reads or a machine holds. */
const MOST_STRETCHES = 200_000;

/** What became of the packets of a capture, flow by flow. */
export class Played {
  readonly stretches: Stretch[] = [];
  readonly skipped = new Map<string, number>();
  isFull = false;
  #packets = 0;
  readonly #judge: EniJudge;
  readonly #open = new Map<string, Stretch>();

  constructor(judge: EniJudge) {
    this.#judge = judge;
  }

  /** False when no more is wanted. */
  take(record: CaptureRecord, limit: number): boolean {
    if (this.#packets >= limit || this.stretches.length >= MOST_STRETCHES) {
      this.isFull = true;
      return false;
    }
    this.#packets++;
    if ('skipped' in record) this.#skip(record.skipped);
    else this.#play(record.packet, record.time);
    return true;
  }

  #play(packet: Packet, time: number): void {
    const verdict = this.#judge.judge(packet, time as Instant);
    if (verdict === undefined) return this.#skip('neither from an address of the interface nor to one');
    const flow = textOf(packet);
    const key = `${verdict.direction} ${flow}`;
    const open = this.#open.get(key);
    if (open !== undefined && isSame(open.verdict, verdict)) {
      open.packets++;
      open.bytes += packet.bytes;
      return;
    }
    const stretch: Stretch = { flow, first: time, packets: 1, bytes: packet.bytes, verdict };
    this.#open.set(key, stretch);
    this.stretches.push(stretch);
  }

  #skip(why: string): void {
    this.skipped.set(why, (this.skipped.get(why) ?? 0) + 1);
  }
}

/** A flow that goes on by its state has the verdict of the packet that began it: no new line for that. */
function isSame(before: AtEniVerdict, after: AtEniVerdict): boolean {
  if (before.action !== after.action) return false;
  if (after.action === 'ACCEPT' && after.because.includes('tracked-flow')) return true;
  return JSON.stringify(before.because) === JSON.stringify(after.because);
}

function textOf(packet: Packet): string {
  const { source, destination, transport, fragment } = packet;
  const name = protocolName(protocolOf(packet));
  const [from, to] = [formatAddress(source), formatAddress(destination)];
  if (fragment === 'orphan') return `${name} ${from} > ${to} fragments without a first`;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return `${name} ${endText(from, transport.sourcePort)} > ${endText(to, transport.destinationPort)}`;
    case 'icmp':
      return `${name} ${from} > ${to} type ${transport.type} code ${transport.code}`;
    case 'other':
      return `${name} ${from} > ${to}`;
  }
}
