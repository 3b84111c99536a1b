import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../openvpc/src/model/invariants.ts';
import { type Reached, reachedNothing } from './reached.ts';
import { flowsProperty, packetsProperty } from './wide-properties.ts';
import { snapshotOfWide, wideArbitrary } from './wide-worlds.ts';

/** More with OPENVPC_RUNS; a failure prints its seed, which OPENVPC_SEED takes. */
const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 250);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

describe('worlds with every gateway', () => {
  const reached: Reached = new Map();

  it('keep the invariants', () => {
    fc.assert(
      fc.property(wideArbitrary, (wide) => {
        expect(checkInvariants(snapshotOfWide(wide))).toEqual([]);
      }),
      { numRuns: Math.min(100, numRuns), seed },
    );
  });

  it('mean the same to the reference and to every evaluator', () => {
    fc.assert(packetsProperty(reached), { numRuns, seed });
  });

  it('and so do flows through them, through time and through changes of rules and routes', () => {
    fc.assert(flowsProperty(reached), { numRuns, seed });
  });

  it('reach every disposition and every reason of a gateway, or the laws would say little', () => {
    console.log(`wide worlds, seed ${seed}:`, Object.fromEntries(reached));
    if (numRuns >= 250) expect(reachedNothing(reached)).toEqual([]); // fewer cannot reach all
  });
});
