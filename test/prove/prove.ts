import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { reachedNothing } from '../differential/reached.ts';
import { proofDocument } from './document.ts';
import { PARTS } from './parts.ts';
import { type Counts, total } from './counts.ts';
import type { News, Portion } from './worker.ts';

/**
 * `npm run prove`: generated worlds in the large. Options: `--cases 1000000`, `--seed 1`, `--part flows` for one part,
 * `--write-docs` to make docs/proof.md from what was found. Exit code 1 when anything disagrees, or a verdict was never
 * reached in a run that is long enough to reach it.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const cases = wholeNumber('cases', values.cases);
const seed = wholeNumber('seed', values.seed);
/** The evaluator's machines have two cores, and more do no harm. */
const WORKERS = 2;
const LONG_ENOUGH = 100_000;

const started = Date.now();
console.log(`seed ${seed}, ${cases.toLocaleString('en')} cases on ${WORKERS} threads`);
const counts: Counts = new Map();
const timer = setInterval(showProgress, process.stderr.isTTY ? 500 : 10_000);
const failures = (await Promise.all(portions().map(work))).flat();
clearInterval(timer);

for (const [name, { title }] of Object.entries(PARTS)) {
  const { cases: done } = total(counts, name);
  if (done > 0) console.log(`  ${name}: ${done.toLocaleString('en')} cases (${title})`);
}
const all = total(counts);
const missing = values.part === undefined && all.cases >= LONG_ENOUGH ? reachedNothing(all.reached) : [];
const verdicts = [...all.reached].sort(([a], [b]) => a.localeCompare(b));
console.log(verdicts.map(([word, times]) => `${word} ${times}`).join(', '));
for (const report of failures) console.error(`\n${report}`);
if (missing.length > 0) console.error(`\nnever reached, so not proven: ${missing.join(', ')}`);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${all.cases.toLocaleString('en')} cases, ${failures.length} disagreements, ${seconds} s`);
if (values['write-docs']) {
  if (failures.length > 0) throw new Error('docs/proof.md is made of a run without disagreements');
  writeFileSync(new URL('../../docs/proof.md', import.meta.url), await proofDocument({ seed, seconds, counts }));
}
process.exitCode = failures.length + missing.length === 0 ? 0 : 1;

/** Each thread has a share of each part, with seeds of its own. */
function portions(): ReadonlyArray<readonly Portion[]> {
  const parts = Object.entries(PARTS).filter(([name]) => values.part === undefined || values.part === name);
  if (parts.length === 0) throw new Error(`--part is one of ${Object.keys(PARTS).join(', ')}`);
  if (values.part !== undefined) return [[{ part: values.part, seed, cases }]];
  return Array.from({ length: WORKERS }, (_, worker) =>
    parts.map(([part, { share }]) => ({
      part,
      seed: seed + worker * 1_000_000_000,
      cases: Math.ceil((cases * share) / WORKERS),
    })),
  );
}

function work(portion: readonly Portion[], worker: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const failed: string[] = [];
    const thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData: portion });
    thread.on('message', (news: News) => {
      if (news.kind === 'failed') failed.push(news.report);
      else counts.set(`${news.part} ${worker}`, { cases: news.cases, reached: new Map(news.reached) });
    });
    thread.on('error', reject);
    thread.on('exit', () => resolve(failed));
  });
}

function showProgress(): void {
  const { cases: done } = total(counts);
  const elapsed = (Date.now() - started) / 1000;
  const left = done === 0 ? '' : `, ${Math.max(0, Math.round((elapsed / done) * (cases - done)))} s left`;
  const line = `${done.toLocaleString('en')} of ${cases.toLocaleString('en')} cases${left}`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}   ` : `${line}\n`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${name} wants a whole number, not ${text}`);
  return Number(text);
}
