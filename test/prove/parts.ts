import fc from 'fast-check';
import type { Evaluator } from '../differential/evaluator.ts';
import { evaluators } from '../differential/evaluators.ts';
import { judgeGatewayWorlds } from '../differential/gateway-exchange.ts';
import { oneVpcFlows, oneVpcPackets } from '../differential/one-vpc-properties.ts';
import { judgeSmallWorlds, type Slice } from '../differential/small-exchange.ts';
import type { Tally } from '../differential/tally.ts';
import { flowsProperty, packetsProperty } from '../differential/wide-properties.ts';
import { historiesProperty } from '../history/histories.ts';

/** A law over generated worlds, of which as many are drawn as are asked for; `share` of all cases is its own. */
export type DrawnPart = Readonly<{
  kind: 'drawn';
  title: string;
  share: number;
  property(tally: Tally, among: readonly Evaluator[]): fc.IRawProperty<unknown>;
}>;
/** Worlds of which there are so many and no more; `about` that many cases. */
export type WholePart = Readonly<{
  kind: 'whole';
  title: string;
  about: number;
  judge(tally: Tally, slice: Slice, among: readonly Evaluator[]): void;
}>;
export type Part = DrawnPart | WholePart;

/** A case is one packet, judged by the reference and by every evaluator that knows of such packets; or one history. */
export const PARTS: Readonly<Record<string, Part>> = {
  same: {
    kind: 'whole',
    title: 'every small world of two instances in one subnet',
    about: 48_906,
    judge: (tally, slice, among) => judgeSmallWorlds('same', tally, slice, among),
  },
  apart: {
    kind: 'whole',
    title: 'every small world of two instances in two subnets',
    about: 442_632,
    judge: (tally, slice, among) => judgeSmallWorlds('apart', tally, slice, among),
  },
  gateways: {
    kind: 'whole',
    title: 'every small world around a gateway',
    about: 34_735,
    judge: judgeGatewayWorlds,
  },
  'vpc-packets': {
    kind: 'drawn',
    title: 'single packets in large worlds of one VPC, near every boundary',
    share: 0.12,
    property: (tally, among) => oneVpcPackets(tally, among) as fc.IRawProperty<unknown>,
  },
  'vpc-flows': {
    kind: 'drawn',
    title: 'flows in large worlds of one VPC, with time and changes of rules',
    share: 0.08,
    property: (tally, among) => oneVpcFlows(tally, among) as fc.IRawProperty<unknown>,
  },
  packets: {
    kind: 'drawn',
    title: 'single packets in large worlds with every gateway, near every boundary',
    share: 0.38,
    property: (tally, among) => packetsProperty(tally, among) as fc.IRawProperty<unknown>,
  },
  flows: {
    kind: 'drawn',
    title: 'flows through every gateway, with time and changes of rules, routes, gateways and interfaces',
    share: 0.415,
    property: (tally, among) => flowsProperty(tally, among) as fc.IRawProperty<unknown>,
  },
  histories: {
    kind: 'drawn',
    title: 'histories: any order, split, squash or repeat of changes ends in the same program and digest',
    share: 0.005,
    property: (tally) => historiesProperty((ways) => tellHistories(tally, ways)) as fc.IRawProperty<unknown>,
  },
};

/** From each pair of worlds by several ways. */
function tellHistories(tally: Tally, ways: number): void {
  tally.worlds += 2;
  tally.cases += ways;
}

export function partNamed(name: string): Part {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  return part;
}

/** Who is held to the reference when nobody else is named. */
export const ALL_EVALUATORS: readonly Evaluator[] = evaluators;
