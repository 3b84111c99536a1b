import fc from 'fast-check';
import type { Arrival, Entry, Walk } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { NO_FLOWS } from '../../openvpc/src/contract/verdict.ts';
import { TCP_ACK, type Packet } from '../../openvpc/src/net/packet.ts';
import { answer } from '../packet-text.ts';
import { benchOf, judged } from './evaluators.ts';
import { reach, type Reached } from './reached.ts';
import { type WideDraw, wideDrawArbitrary, type WideSent, wideSent } from './wide-packets.ts';
import { snapshotOfWide, type Wide, wideArbitrary } from './wide-worlds.ts';

const NOW = 1_700_000_000_000 as Instant;

/** A disagreement between the reference and an evaluator, in words. */
class Dissent extends Error {}

/** Single packets in one world: every evaluator answers what the reference answers. */
export function packetsProperty(reached: Reached, count?: (cases: number) => void) {
  const draws = fc.array(wideDrawArbitrary, { minLength: 30, maxLength: 60 });
  return fc.property(wideArbitrary, draws, (wide, packets) => {
    const snapshot = snapshotOfWide(wide);
    const bench = benchOf(snapshot);
    for (const draw of packets) {
      const { from, packet } = wideSent(snapshot, draw);
      insist(judged(bench, NO_FLOWS, packet, from, NOW), from, packet, reached);
    }
    count?.(packets.length);
  });
}

type Act =
  | Readonly<{ act: 'send'; draw: WideDraw }>
  | Readonly<{ act: 'answer'; which: number }>
  | Readonly<{ act: 'again'; which: number }>
  | Readonly<{ act: 'wait'; seconds: number }>
  | Readonly<{ act: 'change' }>;

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('send' as const), draw: wideDrawArbitrary }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('answer' as const), which: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('again' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('wait' as const), seconds: fc.constantFrom(1, 29, 59, 179, 349, 599) }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'change' as const }) },
);

/** Whole flows, with time between and the world become another in the middle: rules, routes, gateways and all. */
export function flowsProperty(reached: Reached, count?: (cases: number) => void) {
  const script = fc.array(act, { minLength: 30, maxLength: 90, size: 'large' });
  return fc.property(wideArbitrary, wideArbitrary, fc.boolean(), script, (first, second, onlyRules, acts) => {
    const other = onlyRules ? withRulesOf(first, second) : second;
    const snapshots = [snapshotOfWide(first), snapshotOfWide(other)] as const;
    const benches = [benchOf(snapshots[0]), benchOf(snapshots[1])] as const;
    const flows = new FlowTable();
    const arrived: Array<WideSent & { arrival: Arrival }> = [];
    let world: 0 | 1 = 0;
    let sendings = 0;
    let now = NOW as number;
    for (const one of acts) {
      if (one.act === 'wait') now += one.seconds * 1000;
      if (one.act === 'change') world = world === 0 ? 1 : 0;
      const sent = one.act === 'send' ? wideSent(snapshots[world], one.draw) : sentBy(one, arrived);
      if (sent === undefined) continue;
      const instant = now as Instant;
      sendings++;
      const result = judged(benches[world], flows, sent.packet, sent.from, instant);
      const walk = insist(result, sent.from, sent.packet, reached);
      flows.remember(walk.remember, instant);
      if (walk.arrived !== undefined) arrived.push({ ...sent, arrival: walk.arrived });
    }
    count?.(sendings);
  });
}

function withRulesOf(first: Wide, second: Wide): Wide {
  const rules = ({ groups, acls }: Wide['a']) => ({ groups, ...(acls && { acls }) });
  return {
    ...first,
    a: { ...first.a, ...rules(second.a) },
    b: { ...first.b, ...rules(second.b) },
    c: { ...first.c, ...rules(second.c) },
  };
}

function sentBy(one: Act, arrived: ReadonlyArray<WideSent & { arrival: Arrival }>): WideSent | undefined {
  if (one.act !== 'again' && one.act !== 'answer') return undefined;
  const recent = arrived.at(-1 - (one.which % Math.min(arrived.length, 4)));
  if (recent === undefined) return undefined;
  if (one.act === 'again') return { from: recent.from, packet: acknowledging(recent.packet) };
  return { from: placeOf(recent.arrival.at), packet: answer(recent.arrival.packet) };
}

function acknowledging(packet: Packet): Packet {
  return packet.transport.kind === 'tcp' ? { ...packet, transport: { ...packet.transport, flags: TCP_ACK } } : packet;
}

function placeOf(at: string): Entry {
  if (at.startsWith('eni-')) return { kind: 'eni', eni: at as EniId };
  return at.startsWith('vpce-') ? { kind: 'endpoint', endpoint: at as EndpointId } : { kind: 'internet' };
}

function insist(result: ReturnType<typeof judged>, from: Entry, packet: Packet, reached: Reached): Walk {
  if (result.dissent.length > 0) {
    const show = (value: unknown) =>
      JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `0x${one.toString(16)}` : one), 1);
    throw new Dissent(`${show(from)} ${show(packet)}\n${show(result.dissent)}`);
  }
  reach(reached, result.walk);
  return result.walk;
}
