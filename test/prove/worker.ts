import { parentPort, workerData } from 'node:worker_threads';
import { provePart } from './parts.ts';

/** One core's work: its portion of each part, one after the other; says how far it is after each chunk. */
export type Portion = Readonly<{ part: string; seed: number; cases: number }>;
export type News = Readonly<
  | { kind: 'progress'; part: string; cases: number; reached: ReadonlyMap<string, number> }
  | { kind: 'failed'; part: string; report: string }
>;

const say = (news: News) => parentPort?.postMessage(news);

for (const { part, seed, cases } of workerData as readonly Portion[]) {
  try {
    provePart(part, seed, cases, (tally) =>
      say({ kind: 'progress', part, cases: tally.cases, reached: tally.reached }),
    );
  } catch (error) {
    say({ kind: 'failed', part, report: error instanceof Error ? error.message : String(error) });
    break;
  }
}
