import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../openvpc/src/model/invariants.ts';
import { snapshotOf } from '../world.ts';
import { evaluators } from './evaluators.ts';
import { oneVpcFlows, oneVpcPackets } from './one-vpc-properties.ts';
import { newTally } from './tally.ts';
import { worldArbitrary } from './worlds.ts';

/** More with OPENVPC_RUNS; a failure prints its seed, which OPENVPC_SEED takes. */
const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 300);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

describe('large worlds of one VPC', () => {
  const single = newTally();

  it('keep the invariants', () => {
    fc.assert(
      fc.property(worldArbitrary, (world) => {
        expect(checkInvariants(snapshotOf(world))).toEqual([]);
      }),
      { numRuns: Math.min(100, numRuns), seed },
    );
  });

  it('mean the same to the reference and to every evaluator', () => {
    fc.assert(oneVpcPackets(single), { numRuns, seed });
    console.log(`one VPC: ${numRuns} worlds, seed ${seed}:`, Object.fromEntries(single.reached));
  });

  it('reach what there is within a VPC, and every evaluator, or the law would say little', () => {
    const all = [
      'delivered',
      'exempt',
      'denied-source-check',
      'denied-broadcast',
      'denied-group',
      'denied-acl',
      'no-route',
      'blackhole',
      'no-such-host',
      'denied-gateway',
    ];
    expect(all.filter((word) => (single.reached.get(word) ?? 0) < 5)).toEqual([]);
    const seldom = evaluators.filter(({ name }) => (single.asked.get(name) ?? 0) < single.cases / 2);
    expect(seldom.map(({ name }) => name)).toEqual([]);
  });

  it('and so do flows through them, through time and changes of rules', () => {
    const tally = newTally();
    fc.assert(oneVpcFlows(tally), { numRuns, seed });
    const tracked = tally.reached.get('tracked-flow') ?? 0;
    console.log(`one VPC: ${numRuns} scripts, seed ${seed}: ${tracked} groups passed by a tracked flow`);
    expect(tracked).toBeGreaterThan(2 * numRuns);
  });
});
