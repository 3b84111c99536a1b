import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../openvpc/src/model/invariants.ts';
import { reachedNothing } from './reached.ts';
import { newTally } from './tally.ts';
import { CHANGES, changed } from './wide-changes.ts';
import { flowsProperty, packetsProperty } from './wide-properties.ts';
import { snapshotOfWide, wideArbitrary } from './wide-worlds.ts';

/** More with OPENVPC_RUNS; a failure prints its seed, which OPENVPC_SEED takes. */
const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 250);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

describe('worlds with every gateway', () => {
  const tally = newTally();

  it('keep the invariants, and so does each step from one to another', () => {
    fc.assert(
      fc.property(wideArbitrary, wideArbitrary, (from, to) => {
        for (const change of CHANGES) expect(checkInvariants(snapshotOfWide(changed(from, to, change)))).toEqual([]);
      }),
      { numRuns: Math.min(60, numRuns), seed, unbiased: true },
    );
  });

  it('mean the same to the reference and to every evaluator', () => {
    fc.assert(packetsProperty(tally), { numRuns, seed, unbiased: true });
  });

  it('and so do flows through them, through time and through changes of rules, routes and gateways', () => {
    fc.assert(flowsProperty(tally), { numRuns, seed, unbiased: true });
  });

  it('reach every word that the contract has, or the laws would say little', () => {
    console.log(`wide worlds, seed ${seed}: ${tally.cases} packets:`, Object.fromEntries(tally.reached));
    if (numRuns >= 250) expect(reachedNothing(tally.reached)).toEqual([]); // fewer cannot reach all
  });
});
