import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was loaded into a namespace (`rulesetDigest`), and how the kernel listed it right after (`listTable`). */
export type Note = Readonly<{ rules: string; listing: string }>;

/**
 * Notes on disk, one for each namespace: with them a new process tells its predecessor's work from drift. A note that is
 * lost or damaged costs a reload of the rules and nothing else.
 */
export interface Notes {
  get(name: string): Note | undefined;
  set(name: string, note: Note): void;
  remove(name: string): void;
}

export function openNotes(folder: string): Notes {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = (name: string): string => join(folder, `${name}.json`);
  const cache = new Map<string, Note | undefined>();
  return {
    get(name) {
      if (!cache.has(name)) cache.set(name, read(path(name)));
      return cache.get(name);
    },
    set(name, note) {
      cache.set(name, note);
      const draft = `${path(name)}.new`;
      writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
      renameSync(draft, path(name));
    },
    remove(name) {
      cache.set(name, undefined);
      rmSync(path(name), { force: true });
    },
  };
}

function read(path: string): Note | undefined {
  try {
    const note = JSON.parse(readFileSync(path, 'utf8')) as Partial<Note>;
    return typeof note.rules === 'string' && typeof note.listing === 'string'
      ? { rules: note.rules, listing: note.listing }
      : undefined;
  } catch {
    return undefined;
  }
}
