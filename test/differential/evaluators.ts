import { compile } from '../../openvpc/src/compile/compile.ts';
import type { Program } from '../../openvpc/src/contract/program.ts';
import type { Entry, FlowView, Walk } from '../../openvpc/src/contract/verdict.ts';
import { walk } from '../../openvpc/src/engine/walk.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { walkResources } from '../../openvpc/src/reference/walk.ts';
import type { Evaluator, Judge } from './evaluator.ts';
import { nftables } from './nftables-evaluator.ts';
import { packedVerdicts } from './packed-evaluator.ts';

/** It claims to know everything. */
const engine: Evaluator = {
  name: 'engine',
  judge: (program) => (flows, packet, from, now) => walk(program, flows, packet, from, now),
};

/** Every evaluator of programs; a driver that can walk its own output joins here. */
export const evaluators: readonly Evaluator[] = [engine, packedVerdicts, nftables];

/** All of them and the reference, over one snapshot. */
export type Bench = Readonly<{ program: Program; reference: Judge; judges: ReadonlyArray<Evaluator & { ask: Judge }> }>;

export function benchOf(snapshot: Snapshot, among: readonly Evaluator[] = evaluators): Bench {
  const program = compile(snapshot);
  return {
    program,
    reference: (flows, packet, from, now) => walkResources(snapshot, flows, packet, from, now),
    judges: among.map((evaluator) => ({ ...evaluator, ask: evaluator.judge(program) })),
  };
}

/** The reference's answer, who was asked (or why not), and the evaluators that answer something else. */
export type Judged = Readonly<{
  walk: Walk;
  asked: ReadonlyArray<Readonly<{ name: string; excuse: string | undefined }>>;
  dissent: ReadonlyArray<Readonly<{ name: string; said: unknown; expected: unknown }>>;
}>;

/** `known`: the flows as the reference is to see them, where that is another view than the evaluators'. */
export function judged(
  bench: Bench,
  flows: FlowView,
  packet: Packet,
  from: Entry,
  now: Instant,
  known: FlowView = flows,
): Judged {
  const meant = bench.reference(known, packet, from, now);
  const asked = bench.judges.map((judge) => ({ judge, excuse: judge.excuse?.(packet, meant, from, bench.program) }));
  const dissent = asked.flatMap(({ judge: { name, ask, claim = whole }, excuse }) => {
    if (excuse !== undefined) return [];
    const said = claim(ask(flows, packet, from, now), bench.program);
    const expected = claim(meant, bench.program);
    return sameValue(said, expected) ? [] : [{ name, said, expected }];
  });
  return { walk: meant, asked: asked.map(({ judge, excuse }) => ({ name: judge.name, excuse })), dissent };
}

function whole(said: Walk): unknown {
  return said;
}

/** Deep equality of plain values; vitest's own is too slow for a million walks. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
