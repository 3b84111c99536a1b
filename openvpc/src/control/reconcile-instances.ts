import type { Compute, RunningInstance } from '../contract/compute.ts';
import type { Instance } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InstanceId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Store } from '../store/store.ts';
import { forgetTerminated, markFailed, markRunning, markStopped, markTerminated } from './instance/lifecycle.ts';
import { instanceSpec } from './instance/spec.ts';

/** The part of a reconcile round that is about instances, around the data plane's part. */
export interface InstanceKeeper {
  /** Before the data plane: ends what must not run, makes what must. True when it did either. */
  prepare(snapshot: Snapshot): Promise<boolean>;
  /** After it: connects, boots, and tells the store how far each instance has come. */
  follow(snapshot: Snapshot): Promise<void>;
}

const shouldRun = (instance: Instance): boolean => instance.state === 'pending' || instance.state === 'running';

/** So many instances are brought up at once: rules wait for them, and a machine has few processors. */
const AT_ONCE = 4;
/** A machine that is short of processes, memory or locks for a moment is not for the next. */
const TRIES = 3;
const QUICK_MS = 5_000;

/** One failing instance fails alone: it is marked so, and the others and the rules go on. */
export function createInstanceKeeper(options: {
  store: Store;
  compute: Compute;
  clock: Clock;
  log: (message: string, details?: Readonly<Record<string, unknown>>) => void;
}): InstanceKeeper {
  const { store, compute, clock, log } = options;
  /** Instances this server has seen running: when one of them is gone, it ended itself. */
  const seenRunning = new Set<InstanceId>();
  let observed: ReadonlyMap<InstanceId, RunningInstance> = new Map();
  /** Those that would not end in this round: the next tries again, and until then nothing is said of them. */
  const unending = new Set<InstanceId>();

  return {
    async prepare(snapshot) {
      observed = await compute.observe();
      unending.clear();
      let moved = false;
      for (const id of observed.keys()) {
        const instance = snapshot.instances.get(id);
        if (instance !== undefined && shouldRun(instance)) continue;
        await ended(id, () => compute.stop(id));
        moved = true;
      }
      const missing = [...snapshot.instances.values()].filter((one) => shouldRun(one) && !observed.has(one.id));
      const starting = missing.values();
      const starter = async (): Promise<void> => {
        for (const instance of starting) await start(snapshot, instance);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, starter));
      return moved || missing.length > 0;
    },
    async follow(snapshot) {
      for (const instance of snapshot.instances.values()) await followOne(snapshot, instance);
      await store.transact((tx) => forgetTerminated(tx, clock.now() as Instant));
    },
  };

  async function start(snapshot: Snapshot, instance: Instance): Promise<void> {
    if (seenRunning.has(instance.id)) {
      seenRunning.delete(instance.id);
      log('an instance ended by itself', { instance: instance.id });
      await store.transact((tx) => markStopped(tx, instance.id));
      return;
    }
    await guarded(instance, () => compute.create(instanceSpec(snapshot, instance)));
  }

  /** Whether it did; that it did not is no reason to keep new rules from packets. */
  async function ended(id: InstanceId, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      unending.add(id);
      log('an instance could not be ended; it is tried again', {
        instance: id,
        error: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
  }

  async function followOne(snapshot: Snapshot, instance: Instance): Promise<void> {
    if (unending.has(instance.id)) return;
    switch (instance.state) {
      case 'pending':
      case 'running':
        return followRunning(snapshot, instance);
      case 'stopping':
        seenRunning.delete(instance.id);
        await store.transact((tx) => markStopped(tx, instance.id));
        return;
      case 'shutting-down':
        seenRunning.delete(instance.id);
        if (!(await ended(instance.id, () => compute.forget(instance.id)))) return;
        await store.transact((tx) => markTerminated(tx, instance.id, clock.now() as Instant));
        return;
      case 'stopped':
      case 'terminated':
        return;
    }
  }

  async function followRunning(snapshot: Snapshot, instance: Instance): Promise<void> {
    const current = store.snapshot().instances.get(instance.id);
    if (current === undefined || !shouldRun(current)) return; // changed meanwhile: the next round sees to it
    const spec = instanceSpec(snapshot, instance);
    const held = observed.get(instance.id)?.connected ?? [];
    const connected = spec.interfaces.every(({ eni }) => held.includes(eni));
    if (instance.state === 'running' && connected && seenRunning.has(instance.id)) return;
    await guarded(instance, async () => {
      await compute.connect(spec);
      await compute.boot(spec);
      seenRunning.add(instance.id);
      if (instance.state === 'pending')
        await store.transact((tx) => markRunning(tx, instance.id, clock.now() as Instant));
    });
  }

  /**
   * A pending instance that cannot start is terminated with the reason, as AWS does, unless it was for a moment only: it is
   * tried again, while that is quick. A running one is tried again with the next round.
   */
  async function guarded(instance: Instance, work: () => Promise<void>): Promise<void> {
    const started = clock.now();
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log('an instance could not be brought up', { instance: instance.id, error: message, tries });
        if (instance.state !== 'pending') return;
        if (tries === TRIES || clock.now() - started > QUICK_MS) {
          await store.transact((tx) => markFailed(tx, instance.id, message));
          return;
        }
      }
    }
  }
}
