import fc from 'fast-check';
import { type FlowView, NO_FLOWS } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { crowded, CROWDS } from './crowded.ts';
import { agreed } from './dissent.ts';
import type { Evaluator } from './evaluator.ts';
import { type Bench, benchOf, evaluators, judged } from './evaluators.ts';
import { PlainFlows } from './plain-flows.ts';
import { type Tally, tallyOf } from './tally.ts';
import { actArbitrary, type Arrived, arrivedBy, sentBy } from './wide-acts.ts';
import { CHANGES, changed } from './wide-changes.ts';
import { wideDrawArbitrary, wideSent } from './wide-packets.ts';
import { snapshotOfWide, type Wide, wideArbitrary } from './wide-worlds.ts';

const NOW = 1_700_000_000_000 as Instant;

/** As if every port of every NAT gateway were taken. */
const FULL: FlowView = crowded(NO_FLOWS, () => true);

/**
 * Single packets in one world: every evaluator answers what the reference answers. The packets come first, for what comes
 * first shrinks first, and with few of them a world is soon judged again.
 */
export function packetsProperty(tally: Tally, among: readonly Evaluator[] = evaluators) {
  const draws = fc.array(fc.tuple(wideDrawArbitrary, fc.nat(9)), { minLength: 1, maxLength: 90, size: 'max' });
  return fc.property(draws, wideArbitrary, (packets, wide) => {
    const snapshot = snapshotOfWide(wide);
    const bench = benchOf(snapshot, among);
    for (const [draw, crowd] of packets) {
      const { from, packet } = wideSent(snapshot, draw);
      const result = judged(bench, crowd === 9 ? FULL : NO_FLOWS, packet, from, NOW);
      agreed(result, from, packet);
      tallyOf(tally, bench.program, result);
    }
    tally.worlds++;
  });
}

/**
 * Whole flows, with time between, while the world changes in the middle: rules, routes, gateways and all. The reference
 * sees what is remembered through a plain list, the evaluators through the engine's tables.
 */
export function flowsProperty(tally: Tally, among: readonly Evaluator[] = evaluators) {
  const script = fc.array(actArbitrary, { minLength: 1, maxLength: 120, size: 'max' });
  return fc.property(script, wideArbitrary, wideArbitrary, (acts, first, second) => {
    const stages = new Stages(first, second, among);
    const table = new FlowTable();
    const plain = new PlainFlows();
    const arrived: Arrived[] = [];
    let stage = stages.at(0);
    let crowd = CROWDS[0] ?? (() => false);
    let now = NOW as number;
    for (const act of acts) {
      if (act.act === 'wait') now += act.seconds * 1000;
      if (act.act === 'change') stage = stages.at(act.to);
      if (act.act === 'crowd') crowd = CROWDS[act.to] ?? crowd;
      const sent = act.act === 'send' ? wideSent(stage.snapshot, act.draw) : sentBy(act, arrived);
      if (sent === undefined) continue;
      const { from, packet } = sent;
      const instant = now as Instant;
      const result = judged(stage.bench, crowded(table, crowd), packet, from, instant, crowded(plain, crowd));
      const walk = agreed(result, from, packet);
      tallyOf(tally, stage.bench.program, result);
      table.remember(walk.remember, instant);
      plain.remember(walk.remember, instant);
      const came = arrivedBy(sent, walk);
      if (came !== undefined) arrived.push(came);
    }
    tally.worlds += stages.size;
  });
}

type WorldStage = Readonly<{ snapshot: ReturnType<typeof snapshotOfWide>; bench: Bench }>;

/** The first world, and after it that world with each part of the second; each made when a script comes to it. */
class Stages {
  readonly #made = new Map<number, WorldStage>();
  readonly #make: (n: number) => WorldStage;

  constructor(first: Wide, second: Wide, among: readonly Evaluator[]) {
    this.#make = (n) => {
      const change = CHANGES[n - 1];
      const snapshot = snapshotOfWide(change === undefined ? first : changed(first, second, change));
      return { snapshot, bench: benchOf(snapshot, among) };
    };
  }

  get size(): number {
    return this.#made.size;
  }

  at(n: number): WorldStage {
    const stage = this.#made.get(n) ?? this.#make(n);
    this.#made.set(n, stage);
    return stage;
  }
}
