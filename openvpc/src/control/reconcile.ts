import { compile } from '../compile/compile.ts';
import type { Compute } from '../contract/compute.ts';
import type { Dataplane, Refusal } from '../contract/dataplane.ts';
import type { Program } from '../contract/program.ts';
import type { Instant, Revision } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Store } from '../store/store.ts';
import { followNatGateways } from './nat-gateway/lifecycle.ts';
import { createInstanceKeeper } from './reconcile-instances.ts';

/** What the loop says of itself; shown by `openvpc status`. */
export type ReconcileStatus = Readonly<{
  desired: Revision;
  /** The newest revision that the data plane judges by; absent before the first success. */
  enforced?: Revision;
  digest?: string;
  refusals: readonly Refusal[];
  /** Times that the data plane was found different from what had been applied, and mended. */
  driftsRepaired: number;
  /** Why the last round failed, and how many rounds have in a row. */
  failure?: Readonly<{ message: string; rounds: number; since: Instant }>;
}>;

export interface Reconciler {
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** True once that revision (or a later one) is in force; false after the bounded wait. */
  enforced(revision: Revision): Promise<boolean>;
  status(): ReconcileStatus;
  /** The program in force, for explanations; absent before the first success. */
  program(): Program | undefined;
}

export type ReconcileOptions = Readonly<{
  store: Store;
  dataplane: Dataplane;
  compute?: Compute;
  clock: Clock;
  /** A line for the operator. */
  log: (message: string, details?: Readonly<Record<string, unknown>>) => void;
  /** How long a call waits for its revision to be enforced. */
  waitMs?: number;
  /** How often to look for drift when nothing changes. */
  driftCheckMs?: number;
}>;

/**
 * The loop that makes data plane and instances follow the store. It is told *that* something changed, never *what*: each
 * round takes the newest snapshot, so rounds under load skip what came between. A failed round leaves the old rules in
 * force and is tried again with backoff; after a restart the same loop runs with no memory.
 */
export function createReconciler(options: ReconcileOptions): Reconciler {
  const { store, dataplane, clock, log } = options;
  const keeper = options.compute && createInstanceKeeper({ ...options, compute: options.compute });
  const waitMs = options.waitMs ?? 10_000;
  const driftCheckMs = options.driftCheckMs ?? 5_000;
  let status: ReconcileStatus = { desired: store.snapshot().revision, refusals: [], driftsRepaired: 0 };
  let program: Program | undefined;
  const waiters = new Set<() => void>();

  /** One round. `look` also reads back the data plane when the program is the one already applied. */
  async function round(look: boolean): Promise<void> {
    const snapshot = store.snapshot();
    const desired = compile(snapshot);
    // An instance that starts or ends takes its cables with it: the data plane has to look, whatever the program says.
    const moved = (await keeper?.prepare(snapshot)) === true;
    const same = desired.digest === program?.digest;
    if (!same || look || moved) await enforce(desired, same && !moved);
    program = desired;
    status = { ...status, enforced: snapshot.revision, digest: desired.digest, refusals: dataplane.refusals(desired) };
    for (const wake of waiters) wake();
    await keeper?.follow(snapshot);
    await store.transact((tx) => followNatGateways(tx, clock.now() as Instant));
  }

  async function enforce(desired: Program, same: boolean): Promise<void> {
    const plan = dataplane.plan(desired, await dataplane.observe());
    if (same && !dataplane.isEmpty(plan)) {
      log('the data plane was not as applied; repairing it', { revision: desired.revision });
      status = { ...status, driftsRepaired: status.driftsRepaired + 1 };
    }
    await dataplane.apply(plan);
  }

  async function attempt(look: boolean): Promise<boolean> {
    try {
      await round(look);
      const { failure: _gone, ...rest } = status;
      status = rest;
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const before = status.failure;
      const since = before?.since ?? (clock.now() as Instant);
      status = { ...status, failure: { message, rounds: (before?.rounds ?? 0) + 1, since } };
      log('a reconcile round failed; the rules before it stay in force', {
        error: message,
        rounds: status.failure?.rounds,
      });
      return false;
    }
  }

  return {
    async run(signal) {
      let look = true;
      while (!signal.aborted) {
        const seen = store.snapshot().revision;
        const fine = await attempt(look);
        const pause = fine ? driftCheckMs : Math.min(100 * 2 ** Math.min(status.failure?.rounds ?? 0, 6), 5_000);
        look = await changedOrLater(seen, pause, signal);
      }
    },
    enforced(revision) {
      return waitFor(() => (status.enforced ?? -1) >= revision);
    },
    status: () => ({ ...status, desired: store.snapshot().revision }),
    program: () => program,
  };

  /** Sleeps until the store moves on (answers false), or the pause ends (answers true: look for drift). */
  async function changedOrLater(seen: Revision, pauseMs: number, signal: AbortSignal): Promise<boolean> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const changed = store.changed(seen, either).then(
      () => false,
      () => true,
    );
    const later = clock.sleep(pauseMs, either).then(() => true);
    const look = await Promise.race([changed, later]);
    over.abort();
    return look || status.failure !== undefined;
  }

  async function waitFor(reached: () => boolean): Promise<boolean> {
    if (reached()) return true;
    const over = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => {
        const wake = () => {
          if (!reached()) return;
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
        over.signal.addEventListener('abort', () => waiters.delete(wake));
      }),
      clock.sleep(waitMs, over.signal),
    ]);
    over.abort();
    return reached();
  }
}
