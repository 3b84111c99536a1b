import { Worker } from 'node:worker_threads';
import { sumOf, type Tally } from '../differential/tally.ts';
import { type Part, PARTS } from './parts.ts';
import type { Portion } from './prove-part.ts';
import type { News } from './worker.ts';

/** Always two, so that a seed means the same cases on every machine. */
export const THREADS = 2;

/** What each thread has done of each part so far. */
export class Progress {
  readonly #tallies = new Map<string, Tally>();

  set(part: string, thread: number, tally: Tally): void {
    this.#tallies.set(`${part} ${thread}`, tally);
  }

  /** Of one part, or of all. */
  total(part?: string): Tally {
    const wanted = [...this.#tallies].filter(([key]) => part === undefined || key.startsWith(`${part} `));
    return sumOf(wanted.map(([, tally]) => tally));
  }
}

/** The portions of each thread; whole parts first. */
export function portionsOf(parts: readonly string[], seed: number, cases: number): ReadonlyArray<readonly Portion[]> {
  const shares = parts.reduce((sum, name) => sum + shareOf(PARTS[name]), 0);
  return Array.from({ length: THREADS }, (_, thread) =>
    parts.map((part) => {
      const own = shares === 0 ? 0 : (cases * shareOf(PARTS[part])) / shares;
      return { part, seed, cases: Math.ceil(own / THREADS), thread, threads: THREADS };
    }),
  );
}

/** How many cases these parts come to, for who wants to know how long it will take. */
export function expectedCases(parts: readonly string[], cases: number): number {
  const whole = parts.map((name) => PARTS[name]).filter((part) => part?.kind === 'whole');
  const drawn = parts.some((name) => PARTS[name]?.kind === 'drawn') ? cases : 0;
  return whole.reduce((sum, part) => sum + (part?.kind === 'whole' ? part.about : 0), drawn);
}

function shareOf(part: Part | undefined): number {
  return part?.kind === 'drawn' ? part.share : 0;
}

/** Everything that failed; with the first failure the others stop too. */
export async function work(
  portions: ReadonlyArray<readonly Portion[]>,
  progress: Progress,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const threads = portions.map((workerData) => new Worker(new URL('./worker.ts', import.meta.url), { workerData }));
  const stop = () => threads.forEach((thread) => void thread.terminate());
  const ends = threads.map((thread, number) => {
    thread.on('message', (news: News) => {
      if (news.kind === 'progress') progress.set(news.part, number, news.tally);
      else {
        failures.push(news.report);
        stop();
      }
    });
    return new Promise<void>((resolve, reject) => {
      thread.on('error', reject);
      thread.on('exit', () => resolve());
    });
  });
  await Promise.all(ends);
  return failures;
}
