import type { FlowEvent } from '../contract/flow-event.ts';

/** Flow events to whoever watches, each with what `explain` made of it when it came: rules may be others later. */
export interface LiveFlows<T> {
  publish(event: FlowEvent): void;
  /** What came last, oldest first. */
  recent(): readonly T[];
  /** What comes from now on, until the signal aborts. A watcher too slow for its queue is told how many it missed. */
  follow(signal: AbortSignal): AsyncGenerator<LiveMessage<T>, void>;
}
export type LiveMessage<T> = Readonly<{ kind: 'flow'; flow: T } | { kind: 'missed'; count: number }>;

export type LiveOptions<T> = Readonly<{
  explain: (event: FlowEvent) => T;
  /** How many `recent` keeps. */
  keep?: number;
  /** How many wait for one watcher. */
  queue?: number;
}>;

type Watcher<T> = { waiting: T[]; missed: number; wake: () => void };

export function createLiveFlows<T extends object>({
  explain,
  keep = 1000,
  queue = 1000,
}: LiveOptions<T>): LiveFlows<T> {
  const kept: T[] = [];
  const watchers = new Set<Watcher<T>>();

  return {
    publish(event) {
      const flow = explain(event);
      kept.push(flow);
      if (kept.length > keep) kept.shift();
      for (const watcher of watchers) {
        // Once some are missed, all are until the watcher is told: order tells where the gap is.
        if (watcher.missed === 0 && watcher.waiting.length < queue) watcher.waiting.push(flow);
        else watcher.missed++;
        watcher.wake();
      }
    },
    recent: () => [...kept],
    follow(signal) {
      const watcher: Watcher<T> = { waiting: [], missed: 0, wake: () => {} };
      watchers.add(watcher); // now, not at the first read: nothing in between is missed
      const leave = () => {
        watchers.delete(watcher);
        watcher.wake();
      };
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      return messages(watcher, signal, leave);
    },
  };
}

/** In the order they came: what was missed came after what still waits. */
async function* messages<T>(
  watcher: Watcher<T>,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<LiveMessage<T>, void> {
  try {
    while (!signal.aborted) {
      const flow = watcher.waiting.shift();
      if (flow !== undefined) yield { kind: 'flow', flow };
      else if (watcher.missed > 0) {
        const count = watcher.missed;
        watcher.missed = 0;
        yield { kind: 'missed', count };
      } else await new Promise<void>((resolve) => (watcher.wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
