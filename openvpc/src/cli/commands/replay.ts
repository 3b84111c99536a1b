import { createReadStream } from 'node:fs';
import { styleText } from 'node:util';
import type { Client } from '../../client/client.ts';
import type { SiteOptions } from '../../client/site.ts';
import {
  type AtEniVerdict,
  type Because,
  CaptureReader,
  type CaptureRecord,
  EniJudge,
  formatAddress,
  type Instant,
  type Origin,
  type Packet,
  parseId,
  programFromJson,
  protocolName,
  protocolOf,
} from '../../core.ts';
import { Failure } from '../failure.ts';
import { connect } from '../site.ts';

export type ReplayOptions = SiteOptions & { at: string; limit?: string; output?: string };

/** A run of packets of one direction of a flow with the same verdict for the same reason. */
type Stretch = {
  flow: string;
  first: number;
  packets: number;
  bytes: number;
  verdict: AtEniVerdict;
};

/**
 * Plays a capture through the rules in force at one network interface, by the capture's own clock, and says of each flow
 * what became of it and why. Nothing of the site is touched. Exit code 2 when the file cannot be read to its end.
 */
export async function replay(file: string, options: ReplayOptions): Promise<void> {
  const { client } = connect(options);
  const id = parseId('eni', options.at);
  if (id === undefined)
    throw new Failure(`--at wants the id of a network interface, eni-…, and not '${options.at}'`, 2);
  const { program } = await client.own<{ program: string }>('GET', '/_openvpc/v1/program');
  const judge = judgeFor(program, id);
  const played = new Played(judge);
  const reader = new CaptureReader();
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (Number.isNaN(limit)) throw new Failure('--limit must be a number', 2);
  await readAll(file, reader, (record) => played.take(record, limit));
  await print(client, played, options.output === 'json');
  const { damage } = reader;
  if (damage !== undefined && !played.isFull) {
    throw new Failure(`${file} cannot be read on at byte ${damage.offset}: ${damage.why}`, 2);
  }
}

function judgeFor(program: string, id: NonNullable<ReturnType<typeof parseId<'eni'>>>): EniJudge {
  try {
    return new EniJudge(programFromJson(program), id);
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), 2);
  }
}

/** In pieces, however long it is; until `take` says that it is enough. */
async function readAll(file: string, reader: CaptureReader, take: (record: CaptureRecord) => boolean): Promise<void> {
  try {
    for await (const chunk of createReadStream(file)) {
      for (const record of reader.feed(chunk as Uint8Array)) if (!take(record)) return;
    }
    reader.finish();
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
}

/** A capture may hold more flows than a person reads or a machine holds. */
const MOST_STRETCHES = 200_000;

class Played {
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
    if (verdict === undefined) return this.#skip('neither from the interface nor to it');
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
      return `${name} ${end(from, transport.sourcePort)} > ${end(to, transport.destinationPort)}`;
    case 'icmp':
      return `${name} ${from} > ${to} type ${transport.type} code ${transport.code}`;
    case 'other':
      return `${name} ${from} > ${to}`;
  }
}

function end(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

async function print(client: Client, { stretches, skipped, isFull }: Played, asJson: boolean): Promise<void> {
  const texts = await textsFor(client, stretches);
  const told = stretches.map(({ flow, first, packets, bytes, verdict: { direction, action, because } }) => ({
    first: new Date(first).toISOString(),
    direction,
    flow,
    packets,
    bytes,
    action,
    because: because.map((one) =>
      typeof one === 'string' ? (WORDS[one] ?? one) : (texts.get(keyOf(one)) ?? keyOf(one)),
    ),
  }));
  if (asJson) {
    console.log(JSON.stringify({ flows: told, skipped: Object.fromEntries(skipped), complete: !isFull }, null, 2));
    return;
  }
  for (const one of told) {
    const colour = one.action === 'REJECT' ? 'red' : one.action === 'ACCEPT' ? 'green' : 'yellow';
    const count = `${one.packets} packets ${one.bytes} bytes`;
    const head = `${one.first.slice(11, 23)} ${styleText(colour, one.action)} ${one.direction} ${one.flow}  ${count}`;
    console.log(`${head}  ${styleText('dim', one.because.join(' · '))}`);
  }
  for (const [why, count] of skipped) console.log(`skipped: ${count} (${why})`);
  if (isFull) console.log('There is more in the file; --limit, or the number of flows that can be held, ended it.');
}

const WORDS: Readonly<Record<string, string>> = {
  'implicit-deny': 'no rule allows it',
  'tracked-flow': 'a flow that the security group tracks',
};

/** The rules in words, asked for at once. */
async function textsFor(client: Client, stretches: readonly Stretch[]): Promise<ReadonlyMap<string, string>> {
  const origins = stretches.flatMap(({ verdict }) => verdict.because.filter(isOrigin));
  const distinct = [...new Map(origins.map((origin) => [keyOf(origin), origin])).values()].slice(0, 10_000);
  const { texts } = await client.own<{ texts: string[] }>('POST', '/_openvpc/v1/origins', { origins: distinct });
  return new Map(distinct.map((origin, i) => [keyOf(origin), texts[i] ?? keyOf(origin)]));
}

function isOrigin(because: Because): because is Origin {
  return typeof because !== 'string';
}

function keyOf({ resource, rule }: Origin): string {
  return `${rule} in ${resource}`;
}
