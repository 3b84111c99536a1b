import type { Compute } from '../contract/compute.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import { createReconciler, type Reconciler } from '../control/reconcile.ts';
import type { AdvanceableClock } from '../seam/advanceable-clock.ts';
import type { Store } from '../store/store.ts';
import type { Configuration } from './configuration.ts';
import type { Log } from './logger.ts';
import { openPlatform, type Platform } from './platform.ts';

/**
 * The platform and the loop that makes it follow the store. Without root all of the platform stands on one process, which
 * holds the namespaces; when somebody ends that, both are made anew, and the loop begins with no memory, as after a restart.
 */
export interface Enforcement {
  readonly about: Readonly<Pick<Platform, 'name' | 'why' | 'stays'>>;
  readonly entrance: Platform['entrance'];
  readonly simulation: Platform['simulation'];
  readonly compute: Pick<Compute, 'observe' | 'console'>;
  readonly reconciler: Pick<Reconciler, 'enforced' | 'status' | 'program'>;
  flows(signal: AbortSignal): AsyncIterable<FlowEvent>;
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
  /** Instead of `run`. */
  abandon(): Promise<void>;
}

export type EnforcementOptions = Readonly<{
  configuration: Configuration;
  store: Store;
  clock: AdvanceableClock;
  log: Log;
}>;

/** One platform, its loop, and what ends with them. */
type Life = Readonly<{ platform: Platform; reconciler: Reconciler; over: AbortController }>;

export async function openEnforcement(options: EnforcementOptions): Promise<Enforcement> {
  const { configuration, store, clock, log } = options;
  const begin = async (): Promise<Life> => {
    const platform = await openPlatform(configuration, clock, log);
    const { dataplane, compute } = platform;
    return {
      platform,
      reconciler: createReconciler({ store, dataplane, compute, clock, log }),
      over: new AbortController(),
    };
  };
  let life = await begin();

  async function beginAnew(signal: AbortSignal): Promise<void> {
    log('the process that held the namespaces is gone; they and the instances are made anew');
    await life.platform.dataplane.close();
    while (!signal.aborted) {
      try {
        life = await begin();
        return;
      } catch (error) {
        log('that failed; it is tried again', { error: String(error) });
        await clock.sleep(2_000, signal);
      }
    }
  }

  return {
    about: { name: life.platform.name, why: life.platform.why, stays: life.platform.stays },
    entrance: life.platform.entrance, // the same in every life
    simulation: life.platform.simulation, // this as well: the simulator has one life
    compute: {
      observe: () => life.platform.compute.observe(),
      console: (instance) => life.platform.compute.console(instance),
    },
    reconciler: {
      enforced: (revision) => life.reconciler.enforced(revision),
      status: () => life.reconciler.status(),
      program: () => life.reconciler.program(),
    },
    async *flows(signal) {
      while (!signal.aborted) {
        const { platform, over } = life;
        yield* platform.dataplane.flows(AbortSignal.any([signal, over.signal]));
        await clock.sleep(100, signal); // it may be over, and the next not begun
      }
    },
    async run(signal) {
      while (!signal.aborted) {
        const { platform, reconciler, over } = life;
        const running = reconciler.run(AbortSignal.any([signal, over.signal]));
        await platform.lost(signal);
        over.abort();
        await running;
        if (!signal.aborted) await beginAnew(signal);
      }
    },
    close: () => life.platform.dataplane.close(),
    abandon: () => life.platform.abandon(),
  };
}
