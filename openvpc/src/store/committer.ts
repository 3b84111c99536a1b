import { EMPTY_SNAPSHOT, type Resource, type ResourceKind, type Snapshot, withChanges } from '../model/snapshot.ts';
import type { Revision } from '../name/scope.ts';
import type { Committed, Store, Transaction } from './store.ts';

export type Change = Resource | Readonly<{ kind: ResourceKind; removed: true }>;
export type Changes = ReadonlyMap<string, Change>;

/** Makes a batch of changes durable, all or nothing. `revision` is that of the view after them. */
export type WriteChanges = (changes: Changes, revision: Revision) => Promise<void>;
/** Throws when the view breaks an invariant that the touched resources could have broken. */
export type CheckView = (view: Snapshot, touched: Changes) => void;

type Waiting = Readonly<{
  run: (view: Snapshot) => { changes: Changes; settle: (revision: Revision) => void };
  fail: (error: unknown) => void;
}>;

/**
 * The part that all stores share: works queue up; each batch runs on one evolving view, is written once, and only then
 * is published and answered. Works that wait while a write is under way share the next write (group commit).
 */
export function createCommitter(options: {
  initial?: Snapshot;
  write: WriteChanges;
  check: CheckView;
  close: () => Promise<void>;
}): Store {
  let current = options.initial ?? EMPTY_SNAPSHOT;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  const watchers = new Set<() => void>();

  async function drain(): Promise<void> {
    await Promise.resolve(); // let works that arrive in this very turn join the batch
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await commit(batch);
    }
    running = undefined;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    let view = current;
    const all = new Map<string, Change>();
    const done: Array<{ work: Waiting; settle: (revision: Revision) => void; revision: Revision }> = [];
    for (const work of batch) {
      try {
        const { changes, settle } = work.run(view);
        if (changes.size > 0) {
          const next = withChanges(view, (view.revision + 1) as Revision, changes);
          options.check(next, changes);
          view = next;
          for (const [id, change] of changes) all.set(id, change);
        }
        done.push({ work, settle, revision: view.revision });
      } catch (error) {
        work.fail(error);
      }
    }
    try {
      if (all.size > 0) await options.write(all, view.revision);
    } catch (error) {
      for (const { work } of done) work.fail(error); // nothing was published: the view they saw never was
      return;
    }
    if (view !== current) {
      current = view;
      for (const wake of watchers) wake();
    }
    for (const { settle, revision } of done) settle(revision);
  }

  return {
    snapshot: () => current,
    transact<T>(work: (tx: Transaction) => T): Promise<Committed<T>> {
      return new Promise((resolve, fail) => {
        waiting.push({
          run(view) {
            const { value, changes } = runWork(view, work);
            return { changes, settle: (revision) => resolve({ value, revision }) };
          },
          fail,
        });
        running ??= drain();
      });
    },
    changed(after, signal) {
      return new Promise((resolve, reject) => {
        const settle = () => {
          if (current.revision <= after) return;
          watchers.delete(settle);
          signal.removeEventListener('abort', abort);
          resolve(current.revision);
        };
        const abort = () => {
          watchers.delete(settle);
          reject(signal.reason as Error);
        };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        watchers.add(settle);
        settle();
      });
    },
    async close() {
      await running;
      await options.close();
    },
  };
}

/** Runs one work on a view of its own; the view it reads shows what it has already put. */
function runWork<T>(before: Snapshot, work: (tx: Transaction) => T): { value: T; changes: Changes } {
  const changes = new Map<string, Change>();
  let view: Snapshot | undefined = before;
  const record = (id: string, change: Change): void => {
    changes.set(id, change);
    view = undefined; // made again when asked for: many puts, few looks
  };
  const value = work({
    get view() {
      return (view ??= withChanges(before, before.revision, changes));
    },
    put: (resource) => record(resource.id, resource),
    remove: (kind, id) => record(id, { kind, removed: true }),
  });
  return { value, changes };
}
