import fc from 'fast-check';
import { describe, it } from 'vitest';
import { historiesProperty } from './histories.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 60);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

describe('histories', () => {
  it('in any order, split, squashed or repeated, end in the same program', () => {
    fc.assert(historiesProperty(), { numRuns, seed });
  });
});
