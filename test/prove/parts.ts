import fc from 'fast-check';
import type { Reached } from '../differential/reached.ts';
import { flowsProperty, packetsProperty } from '../differential/wide-properties.ts';
import { historiesProperty } from '../history/histories.ts';

/** What a property says of itself: how many cases it has judged, and what they came to. */
export type Tally = { cases: number; reached: Reached };

/** A law over generated worlds, of which as many are drawn as are asked for. */
type Part = Readonly<{ title: string; share: number; property(tally: Tally): fc.IRawProperty<unknown> }>;

/** `share`: which part of the cases is theirs. A case is one packet judged by all, or one history. */
export const PARTS: Readonly<Record<string, Part>> = {
  packets: {
    title: 'single packets in worlds with every gateway, near every boundary',
    share: 0.45,
    property: (tally) => packetsProperty(tally.reached, (cases) => (tally.cases += cases)) as fc.IRawProperty<unknown>,
  },
  flows: {
    title: 'whole flows, with answers, time, and changes of rules, routes and gateways in the middle',
    share: 0.545,
    property: (tally) => flowsProperty(tally.reached, (cases) => (tally.cases += cases)) as fc.IRawProperty<unknown>,
  },
  histories: {
    title: 'histories: any order, split, squash or repeat of changes ends in the same program digest',
    share: 0.005,
    property: (tally) => historiesProperty((cases) => (tally.cases += cases)) as fc.IRawProperty<unknown>,
  },
};

/** Runs of a property between two words to the one who waits. */
const CHUNK = 40;

/**
 * Judges at least that many cases of a part. The seeds of its chunks follow from the first. Throws with the seed, the
 * smallest world that fails, and the command that makes it again.
 */
export function provePart(name: string, seed: number, cases: number, tell: (tally: Tally) => void): Tally {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  const tally: Tally = { cases: 0, reached: new Map() };
  for (let chunk = 0; tally.cases < cases; chunk++) {
    // The properties are synchronous, and so is the check.
    const result = fc.check(part.property(tally), { numRuns: CHUNK, seed: seed + chunk }) as fc.RunDetails<unknown>;
    if (result.failed) {
      const again = `npm run prove -- --part ${name} --seed ${seed + chunk} --cases 1`;
      throw new Error(`${fc.defaultReportMessage(result)}\n\nAgain: ${again}`);
    }
    tell(tally);
  }
  return tally;
}
