import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by when it started (clock ticks since boot). */
export type ProcessIdentity = Readonly<{ pid: number; startedAt: string }>;

/** Undefined when there is no such process, or it is a zombie. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

export function isSameProcess(process: ProcessIdentity): boolean {
  return processIdentity(process.pid)?.startedAt === process.startedAt;
}
