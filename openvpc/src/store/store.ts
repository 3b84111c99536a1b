import type { Resource, ResourceKind, Snapshot } from '../model/snapshot.ts';
import type { Revision } from '../name/scope.ts';

/** Reads and writes of one commit. `view` includes what this transaction has already put. */
export interface Transaction {
  readonly view: Snapshot;
  put(resource: Resource): void;
  remove(kind: ResourceKind, id: string): void;
}

/** The state of everything. One commit, one revision; an acknowledged commit survives kill -9 and power loss. */
export interface Store {
  /** The newest committed view. */
  snapshot(): Snapshot;
  /**
   * Runs `work` on the newest view, checks the model's invariants and commits; `work` may run again if another commit
   * came between. Resolves when the commit is durable, or at once when `work` changed nothing. What `work` throws
   * comes out and nothing has changed.
   */
  transact<T>(work: (tx: Transaction) => T): Promise<Committed<T>>;
  /** Resolves with the newest revision once it is beyond `after`; rejects when the signal aborts. Says that, never what. */
  changed(after: Revision, signal: AbortSignal): Promise<Revision>;
  close(): Promise<void>;
}
/** `revision` is that of the view after the work. */
export type Committed<T> = Readonly<{ value: T; revision: Revision }>;
