import type { Tally } from './parts.ts';

/** What each thread has done of each part; the key is `part thread`. */
export type Counts = Map<string, Tally>;

/** Of one part, or of all. */
export function total(counts: Counts, part?: string): Tally {
  const sum: Tally = { cases: 0, reached: new Map() };
  for (const [key, { cases, reached }] of counts) {
    if (part !== undefined && !key.startsWith(`${part} `)) continue;
    sum.cases += cases;
    for (const [word, times] of reached) sum.reached.set(word, (sum.reached.get(word) ?? 0) + times);
  }
  return sum;
}
