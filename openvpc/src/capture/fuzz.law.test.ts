import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CaptureReader, type CaptureRecord } from './reader.ts';

/** At least this many mutated packets; more with OPENVPC_FUZZ. The same ones each time, unless OPENVPC_SEED says otherwise. */
const PACKETS = Number(process.env['OPENVPC_FUZZ'] ?? 120_000);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

const files = ['ethernet.pcap', 'ethernet.pcapng', 'cooked.pcap'].map(
  (name) => new Uint8Array(readFileSync(new URL(`../../../test/captures/${name}`, import.meta.url))),
);

/** Numbers that depend on the seed alone (xorshift32). */
function chance(from: number): (limit: number) => number {
  let state = from | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Bytes flipped, set to their extremes, put in, taken out, the end cut off, a piece doubled. */
function mutated(bytes: Uint8Array, below: (limit: number) => number, spareHeader: boolean): Uint8Array {
  let result = bytes.slice();
  for (let times = 1 + below(12); times > 0; times--) {
    const first = spareHeader ? 40 : 0;
    const at = Math.min(first + below(Math.max(1, result.length - first)), result.length - 1);
    switch (below(6)) {
      case 0:
        result[at] = (result[at] as number) ^ (1 << below(8));
        break;
      case 1:
        result[at] = [0, 1, 0x7f, 0x80, 0xff][below(5)] as number;
        break;
      case 2:
        result = Uint8Array.from([...result.subarray(0, at), below(256), ...result.subarray(at)]);
        break;
      case 3:
        result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + below(4))]);
        break;
      case 4:
        if (below(8) === 0) result = result.slice(0, Math.max(1, at));
        break;
      default:
        new DataView(result.buffer).setUint8(at, below(256));
    }
  }
  return result;
}

describe('mutated captures', () => {
  it('never throw, never go on for ever, and give a packet without its header no ports', () => {
    let packets = 0;
    let skipped = 0;
    let damaged = 0;
    for (let round = 0; packets + skipped < PACKETS; round++) {
      const below = chance(seed * 7_919 + round);
      const file = files[round % files.length] as Uint8Array; // there are three
      const bytes = mutated(file, below, round % 4 !== 0);
      const reader = new CaptureReader();
      const portion = 1 + below(bytes.length);
      for (let at = 0; at < bytes.length; at += portion) {
        for (const record of reader.feed(bytes.subarray(at, at + portion))) {
          insist(record);
          if ('packet' in record) packets++;
          else skipped++;
        }
      }
      reader.finish();
      if (reader.damage !== undefined) {
        damaged++;
        expect(reader.damage.offset).toBeLessThanOrEqual(bytes.length);
      }
    }
    expect(packets).toBeGreaterThan(PACKETS / 2);
    expect(damaged).toBeGreaterThan(100);
  }, 120_000);
});

function insist(record: CaptureRecord): void {
  if ('skipped' in record) return;
  const { source, destination, transport, bytes, fragment } = record.packet;
  const wide = source.family === 4 ? 32n : 128n;
  const isSound =
    source.family === destination.family &&
    source.bits >= 0n &&
    source.bits < 1n << wide &&
    destination.bits >= 0n &&
    destination.bits < 1n << wide &&
    Number.isInteger(bytes) &&
    bytes >= 0 &&
    bytes <= 262_144 + 40 &&
    (fragment !== 'orphan' || transport.kind === 'other');
  if (!isSound)
    throw new Error(
      `not a packet: ${JSON.stringify(record, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))}`,
    );
  if (transport.kind === 'tcp' || transport.kind === 'udp') {
    for (const port of [transport.sourcePort, transport.destinationPort]) {
      if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`not a port: ${port}`);
    }
  }
}
