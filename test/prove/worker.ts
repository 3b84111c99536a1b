import { parentPort, workerData } from 'node:worker_threads';
import type { Tally } from '../differential/tally.ts';
import { type Portion, provePart } from './prove-part.ts';

/** One core's work: its portion of each part, one after the other; says how far it is after each chunk. */
export type News = Readonly<
  { kind: 'progress'; part: string; tally: Tally } | { kind: 'failed'; part: string; report: string }
>;

const say = (news: News) => parentPort?.postMessage(news);

for (const portion of workerData as readonly Portion[]) {
  const { part } = portion;
  try {
    provePart(portion, (tally) => say({ kind: 'progress', part, tally }));
  } catch (error) {
    say({ kind: 'failed', part, report: error instanceof Error ? error.message : String(error) });
    break;
  }
}
