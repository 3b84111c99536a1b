import { NO_FLOWS, type Walk } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { answer } from '../packet-text.ts';
import { eniId } from '../world.ts';
import { agreed } from './dissent.ts';
import type { Evaluator } from './evaluator.ts';
import { type Bench, benchOf, evaluators, judged } from './evaluators.ts';
import { PLACES, smallPackets, smallWorlds } from './small-worlds.ts';
import { type Tally, tallyOf } from './tally.ts';

const NOW = 1_700_000_000_000 as Instant;
type Place = (typeof PLACES)[number];
/** Every `stride`th world from the `first` on. */
export type Slice = Readonly<{ first: number; stride: number }>;

/** Judges the small worlds of a place, or a slice of them. A failure names its world. */
export function judgeSmallWorlds(
  place: Place,
  tally: Tally,
  slice: Slice = { first: 0, stride: 1 },
  among: readonly Evaluator[] = evaluators,
): void {
  const packets = smallPackets(place);
  let number = slice.first;
  for (const { rules, entries, snapshot } of smallWorlds(place, slice)) {
    const bench = benchOf(snapshot, among);
    try {
      for (const request of packets) exchange(bench, request, tally);
    } catch (error) {
      const words = JSON.stringify({ place, rules, entries }, undefined, 1);
      throw new Error(`${(error as Error).message}\nin world ${number}\n${words}`, { cause: error });
    }
    tally.worlds++;
    number += slice.stride;
  }
}

/** The request, and its answer when it arrives. */
function exchange(bench: Bench, { from, packet }: ReturnType<typeof smallPackets>[0], tally: Tally): void {
  const there = { kind: 'eni', eni: eniId(from) } as const;
  const first = judged(bench, NO_FLOWS, packet, there, NOW);
  const walk = agreed(first, there, packet);
  tallyOf(tally, bench.program, first);
  if (walk.disposition !== 'delivered') return;
  const back = { kind: 'eni', eni: eniId(from === 'e1' ? 'e2' : 'e1') } as const;
  const second = judged(bench, remembered(walk), answer(packet), back, NOW);
  agreed(second, back, answer(packet));
  tallyOf(tally, bench.program, second);
}

function remembered(walk: Walk): FlowTable {
  const flows = new FlowTable();
  flows.remember(walk.remember, NOW);
  return flows;
}
