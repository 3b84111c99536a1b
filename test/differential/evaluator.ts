import type { Program } from '../../openvpc/src/contract/program.ts';
import type { Entry, FlowView, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';

export type Judge = (flows: FlowView, packet: Packet, from: Entry, now: Instant) => Walk;

/** Something that answers about packets and is held to the reference. */
export type Evaluator = Readonly<{
  name: string;
  judge(program: Program): Judge;
  /** What of a walk this evaluator claims to know; all of it when absent. */
  claim?(walk: Walk, program: Program): unknown;
  /** Why it is not asked about this packet; undefined when it is. */
  excuse?(packet: Packet, expected: Walk, from: Entry, program: Program): string | undefined;
}>;
