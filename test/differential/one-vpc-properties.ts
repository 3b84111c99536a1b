import fc from 'fast-check';
import { NO_FLOWS } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { sameAddress } from '../../openvpc/src/net/address.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { answer } from '../packet-text.ts';
import { snapshotOf } from '../world.ts';
import { type Draw, drawArbitrary, type Sent, sentIn } from './boundary-packets.ts';
import { agreed } from './dissent.ts';
import type { Evaluator } from './evaluator.ts';
import { benchOf, evaluators, judged } from './evaluators.ts';
import { PlainFlows } from './plain-flows.ts';
import { type Tally, tallyOf } from './tally.ts';
import { rulesArbitrary, worldArbitrary } from './worlds.ts';

const NOW = 1_700_000_000_000 as Instant;

/** Single packets within one VPC, where every evaluator knows the answer. */
export function oneVpcPackets(tally: Tally, among: readonly Evaluator[] = evaluators) {
  const draws = fc.array(drawArbitrary, { minLength: 1, maxLength: 80, size: 'max' });
  return fc.property(draws, worldArbitrary, (packets, world) => {
    const snapshot = snapshotOf(world);
    const bench = benchOf(snapshot, among);
    for (const draw of packets) {
      const { from, packet } = sentIn(snapshot, draw);
      const there = { kind: 'eni', eni: from } as const;
      const result = judged(bench, NO_FLOWS, packet, there, NOW);
      agreed(result, there, packet);
      tallyOf(tally, bench.program, result);
    }
    tally.worlds++;
  });
}

type Act =
  | Readonly<{ act: 'send'; draw: Draw }>
  | Readonly<{ act: 'answer' | 'again'; which: number }>
  | Readonly<{ act: 'wait'; seconds: number }>
  | Readonly<{ act: 'change' }>;

const which = fc.nat(9);
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('send' as const), draw: drawArbitrary }) },
  { weight: 7, arbitrary: fc.record({ act: fc.constantFrom('answer' as const, 'again' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('wait' as const), seconds: fc.constantFrom(1, 9, 29, 119, 179, 599) }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'change' as const }) },
);

/** Flows within one VPC, through time and through changes of rules. */
export function oneVpcFlows(tally: Tally, among: readonly Evaluator[] = evaluators) {
  const script = fc.array(acts, { minLength: 1, maxLength: 120, size: 'max' });
  return fc.property(script, worldArbitrary, rulesArbitrary, (lines, world, other) => {
    const snapshots = [snapshotOf(world), snapshotOf({ ...world, ...other })] as const;
    const benches = [benchOf(snapshots[0], among), benchOf(snapshots[1], among)] as const;
    const table = new FlowTable();
    const plain = new PlainFlows();
    const arrived: Sent[] = [];
    let rules: 0 | 1 = 0;
    let now = NOW as number;
    for (const act of lines) {
      if (act.act === 'wait') now += act.seconds * 1000;
      if (act.act === 'change') rules = rules === 0 ? 1 : 0;
      const sent = sentBy(act, snapshots[rules], arrived);
      if (sent === undefined) continue;
      const instant = now as Instant;
      const there = { kind: 'eni', eni: sent.from } as const;
      const result = judged(benches[rules], table, sent.packet, there, instant, plain);
      const walk = agreed(result, there, sent.packet);
      tallyOf(tally, benches[rules].program, result);
      table.remember(walk.remember, instant);
      plain.remember(walk.remember, instant);
      if (walk.disposition === 'delivered') arrived.push(sent);
    }
    tally.worlds += 2;
  });
}

function sentBy(act: Act, snapshot: Snapshot, arrived: readonly Sent[]): Sent | undefined {
  if (act.act === 'send') return sentIn(snapshot, act.draw);
  if (act.act !== 'again' && act.act !== 'answer') return undefined;
  const recent = arrived.at(-1 - (act.which % Math.max(1, Math.min(arrived.length, 4))));
  return act.act === 'again' ? recent : recent && answerTo(snapshot, recent.packet);
}

function answerTo(snapshot: Snapshot, packet: Packet): Sent | undefined {
  const receiver = [...snapshot.enis.values()].find((eni) =>
    [...eni.ipv4, ...eni.ipv6].some((own) => sameAddress(own, packet.destination)),
  );
  return receiver && { from: receiver.id, packet: answer(packet) };
}
