import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FLOWS } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { sameAddress } from '../../openvpc/src/net/address.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { checkInvariants } from '../../openvpc/src/model/invariants.ts';
import { answer } from '../packet-text.ts';
import { snapshotOf } from '../world.ts';
import { drawArbitrary, type Draw, sentIn } from './boundary-packets.ts';
import { benchOf, judged } from './evaluators.ts';
import { rulesArbitrary, worldArbitrary } from './worlds.ts';

/** More with OPENVPC_RUNS; a failure prints its seed, which OPENVPC_SEED takes. */
const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 300);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);
const NOW = 1_700_000_000_000 as Instant;

describe('large worlds', () => {
  const seen = new Map<string, number>();

  it('mean the same to the reference and to every evaluator', () => {
    fc.assert(
      fc.property(worldArbitrary, fc.array(drawArbitrary, { minLength: 20, maxLength: 60 }), (world, draws) => {
        const snapshot = snapshotOf(world);
        expect(checkInvariants(snapshot)).toEqual([]);
        const bench = benchOf(snapshot);
        for (const draw of draws) {
          const { from, packet } = sentIn(snapshot, draw);
          const { walk, dissent } = judged(bench, NO_FLOWS, packet, { kind: 'eni', eni: from }, NOW);
          expect(dissent).toEqual([]);
          seen.set(walk.disposition, (seen.get(walk.disposition) ?? 0) + 1);
        }
      }),
      { numRuns, seed },
    );
    console.log(`large worlds: ${numRuns} worlds, seed ${seed}:`, Object.fromEntries(seen));
  });

  it('reach every disposition, or the law would say little', () => {
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
    expect(all.filter((disposition) => (seen.get(disposition) ?? 0) < 5)).toEqual([]);
  });
});

type Act =
  | Readonly<{ act: 'send'; draw: Draw }>
  | Readonly<{ act: 'answer'; which: number }>
  | Readonly<{ act: 'again'; which: number }>
  | Readonly<{ act: 'wait'; seconds: number }>
  | Readonly<{ act: 'change' }>;

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('send' as const), draw: drawArbitrary }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('answer' as const), which: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('again' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('wait' as const), seconds: fc.constantFrom(1, 9, 29, 119, 179, 599) }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'change' as const }) },
);

describe('flows through time and rule changes', () => {
  it('mean the same to the reference and to every evaluator', () => {
    let tracked = 0;
    fc.assert(
      fc.property(
        worldArbitrary,
        rulesArbitrary,
        fc.array(acts, { minLength: 10, maxLength: 80, size: 'large' }),
        (world, other, script) => {
          const snapshots = [snapshotOf(world), snapshotOf({ ...world, ...other })] as const;
          const benches = [benchOf(snapshots[0]), benchOf(snapshots[1])] as const;
          const flows = new FlowTable();
          const arrived: Array<{ from: EniId; packet: Packet }> = [];
          let rules: 0 | 1 = 0;
          let now = NOW as number;
          for (const act of script) {
            if (act.act === 'wait') now += act.seconds * 1000;
            if (act.act === 'change') rules = rules === 0 ? 1 : 0;
            const sent = sentBy(act, snapshots[rules], arrived);
            if (sent === undefined) continue;
            const instant = now as Instant;
            const { walk, dissent } = judged(
              benches[rules],
              flows,
              sent.packet,
              { kind: 'eni', eni: sent.from },
              instant,
            );
            expect(dissent).toEqual([]);
            flows.remember(walk.remember, instant);
            if (walk.steps.some(({ because }) => because === 'tracked-flow')) tracked++;
            if (walk.disposition === 'delivered') arrived.push(sent);
          }
        },
      ),
      { numRuns, seed },
    );
    console.log(`flows: ${numRuns} scripts, seed ${seed}: ${tracked} walks passed a group by a tracked flow`);
    expect(tracked).toBeGreaterThan(2 * numRuns);
  });
});

function sentBy(act: Act, snapshot: Snapshot, arrived: ReadonlyArray<{ from: EniId; packet: Packet }>) {
  switch (act.act) {
    case 'send':
      return sentIn(snapshot, act.draw);
    case 'again':
      return recent(arrived, act.which);
    case 'answer': {
      const request = recent(arrived, act.which);
      return request && answerTo(snapshot, request.packet);
    }
    default:
      return undefined;
  }
}

/** One of those that arrived last. */
function recent<T>(arrived: readonly T[], which: number): T | undefined {
  return arrived.at(-1 - (which % Math.min(arrived.length, 4)));
}

function answerTo(snapshot: Snapshot, packet: Packet): { from: EniId; packet: Packet } | undefined {
  const receiver = [...snapshot.enis.values()].find((eni) =>
    [...eni.ipv4, ...eni.ipv6].some((own) => sameAddress(own, packet.destination)),
  );
  return receiver && { from: receiver.id, packet: answer(packet) };
}
