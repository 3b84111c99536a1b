import type { Dataplane } from '../../contract/dataplane.ts';
import type { Program } from '../../contract/program.ts';
import type { Entry, Walk } from '../../contract/verdict.ts';
import { FlowTable } from '../../engine/flow-table.ts';
import { walk } from '../../engine/walk.ts';
import type { Instant, Revision } from '../../name/scope.ts';
import type { Packet } from '../../net/packet.ts';
import type { Clock } from '../../seam/clock.ts';
import { FlowCounter } from './flow-counter.ts';
import { sightingsOf } from './sightings.ts';

/** What is in force: the program that was applied last, or nothing yet. */
export type Enforced = Program | undefined;
export type SimulatorPlan = Readonly<{ program: Program; isEmpty: boolean }>;

/** A data plane without a kernel: the engine judges virtual packets, one at a time, and remembers what it must. */
export interface Simulator extends Dataplane<Enforced, SimulatorPlan> {
  readonly name: 'simulator';
  /** One packet put into the network at that place, now. */
  send(packet: Packet, from: Entry): Walk;
}

/** Closed: before the first program nothing passes. */
const NOTHING: Program = {
  revision: 0 as Revision,
  digest: '',
  vpcs: new Map(),
  subnets: new Map(),
  enis: new Map(),
  groups: new Map(),
  acls: new Map(),
  routeTables: new Map(),
  sets: new Map(),
  natGateways: new Map(),
  egressOnlyGateways: new Map(),
  peerings: new Map(),
  endpoints: new Map(),
};

export function createSimulator({ clock }: Readonly<{ clock: Clock }>): Simulator {
  let enforced: Enforced;
  let tracked = new FlowTable();
  const counter = new FlowCounter();
  return {
    name: 'simulator',
    refusals: () => [], // the engine enforces every program exactly
    observe: () => Promise.resolve(enforced),
    plan: (program, observed) => ({ program, isEmpty: program.digest === observed?.digest }),
    isEmpty: (plan) => plan.isEmpty,
    apply({ program }) {
      enforced = program;
      // Of what stays, tracked flows outlive any rule change.
      const places: ReadonlyArray<ReadonlyMap<string, unknown>> = [
        program.enis,
        program.natGateways,
        program.egressOnlyGateways,
      ];
      tracked.keepOnly({ has: (at) => places.some((those) => those.has(at)) });
      return Promise.resolve();
    },
    send(packet, from) {
      const now = clock.now() as Instant;
      const program = enforced ?? NOTHING;
      const result = walk(program, tracked, packet, from, now);
      tracked.remember(result.remember, now);
      for (const sighting of sightingsOf(program, result, packet, from)) counter.count(sighting, now);
      return result;
    },
    flows: (signal) => counter.read(signal),
    close: () => Promise.resolve(), // nothing runs
    destroy() {
      enforced = undefined;
      tracked = new FlowTable();
      return Promise.resolve();
    },
  };
}
