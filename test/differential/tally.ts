import { type Reached, reach } from './reached.ts';
import type { Judged } from './evaluators.ts';
import type { Program } from '../../openvpc/src/contract/program.ts';

/**
 * What a run has come to: worlds made, packets judged in them (or histories walked), what they reached, and how often each
 * evaluator was asked or why it was not. A proof in which an evaluator is hardly ever asked says little about it.
 */
export type Tally = { worlds: number; cases: number; readonly reached: Reached; readonly asked: Map<string, number> };

export function newTally(): Tally {
  return { worlds: 0, cases: 0, reached: new Map(), asked: new Map() };
}

/** One more case: a packet that was judged by the reference and by every evaluator that claims to know. */
export function tallyOf(tally: Tally, program: Program, { walk, asked }: Judged): void {
  tally.cases++;
  reach(tally.reached, walk, program);
  for (const { name, excuse } of asked) addTo(tally.asked, excuse === undefined ? name : `${name}, not: ${excuse}`);
}

export function addTo(counts: Map<string, number>, word: string, times = 1): void {
  counts.set(word, (counts.get(word) ?? 0) + times);
}

/** The counts of several runs together. */
export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum = newTally();
  for (const { worlds, cases, reached, asked } of tallies) {
    sum.worlds += worlds;
    sum.cases += cases;
    for (const [word, times] of reached) addTo(sum.reached, word, times);
    for (const [word, times] of asked) addTo(sum.asked, word, times);
  }
  return sum;
}
