import { type CheckView, createCommitter } from './committer.ts';
import type { Store } from './store.ts';

/** A store that lives as long as the process: for tests and for the core as a library. */
export function createMemoryStore(check: CheckView = () => {}): Store {
  return createCommitter({ write: () => Promise.resolve(), check, close: () => Promise.resolve() });
}
