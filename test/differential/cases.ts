import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';

/**
 * One case of the packet path: what is done, in the words of Scenario.act, and what becomes of each act; a network in
 * between is what the world has become. `network` is the base when absent.
 */
export type Case = Readonly<{
  number: number;
  title: string;
  network?: Snapshot;
  acts: ReadonlyArray<readonly [act: string, outcome: string] | Snapshot>;
}>;
