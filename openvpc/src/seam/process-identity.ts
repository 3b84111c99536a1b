import { readFileSync } from 'node:fs';

/**
 * A process, told apart from a later one with the same number: by the machine's boot, and by when in it the process
 * started (clock ticks).
 */
export type ProcessIdentity = Readonly<{ pid: number; startedAt: string }>;

/** Undefined when there is no such process, or it is a zombie. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, startedAt: `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19] ?? ''}` };
  } catch {
    return undefined;
  }
}

export function isSameProcess(process: ProcessIdentity): boolean {
  return processIdentity(process.pid)?.startedAt === process.startedAt;
}

/** Kills the process if it is still that one, and resolves when it is gone. */
export async function endProcess(process_: ProcessIdentity): Promise<void> {
  for (let tries = 0; isSameProcess(process_); tries++) {
    if (tries === 2000) throw new Error(`process ${process_.pid} does not end`);
    if (tries % 100 === 0) kill(process_.pid);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone meanwhile is what was wanted
  }
}
