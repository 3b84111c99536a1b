import type { FlowEvent } from './flow-event.ts';
import type { Program } from './program.ts';
import type { Origin } from './verdict.ts';

/**
 * WAIST 3: what a driver is. The reconcile loop calls `observe`, `plan`, `isEmpty`, `apply` and `refusals`, in that
 * order, one round at a time; `flows` runs beside them.
 */
export interface Dataplane<Observed = unknown, Plan = unknown> {
  readonly name: 'simulator' | 'nftables';
  /** What this driver cannot enforce exactly. Never silently weakened: the API shows it. */
  refusals(desired: Program): readonly Refusal[];
  /** Reads back what is really there, and only what is ours. */
  observe(): Promise<Observed>;
  /** Pure; `isEmpty(plan)` when nothing differs. */
  plan(desired: Program, observed: Observed): Plan;
  isEmpty(plan: Plan): boolean;
  /** An empty plan changes nothing, and tells the driver whose the packets are. Stopped anywhere, and at every instant: no packet passes that both the old and the new program deny. */
  apply(plan: Plan): Promise<void>;
  /** Within a second of the packets. Ends when the signal aborts. */
  flows(signal: AbortSignal): AsyncIterable<FlowEvent>;
  /** Lets go of processes and handles; enforcement goes on. */
  close(): Promise<void>;
  /** Takes away everything that is ours. */
  destroy(): Promise<void>;
}
export type Refusal = Readonly<{ origin: Origin; why: string }>;
