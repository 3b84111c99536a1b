import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { reachedNothing } from '../differential/reached.ts';
import { runCaseTables, type TableResult } from './case-tables.ts';
import { expectedCases, portionsOf, Progress, THREADS, work } from './crew.ts';
import { proofDocument } from './document.ts';
import { PARTS, partNamed } from './parts.ts';
import { repeat } from './prove-part.ts';
import { reportLines } from './report.ts';

/**
 * `npm run prove`: the tables of cases, every small world, and generated worlds in the large. Options: `--cases 1000000`
 * of generated ones, `--seed 1`, `--part flows` for one part, `--run 7` with the part and seed of a report for just that,
 * `--write-docs` to make docs/proof.md of what was found. Exit code 1 when anything disagrees, or when a run that is long
 * enough never reached some word of the contract.
 */
const { values, cases, seed, run } = asked(() => {
  const { values: given } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      part: { type: 'string' },
      run: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  if (given.part !== undefined) partNamed(given.part);
  if (given.run !== undefined && given.part === undefined)
    throw new Error('--run wants the --part of the report, and its --seed');
  return {
    values: given,
    cases: wholeNumber('cases', given.cases, 1, 1e12),
    seed: wholeNumber('seed', given.seed, 0, 1e12),
    run: given.run === undefined ? undefined : wholeNumber('run', given.run, 0, 1e6),
  };
});
/** From here on every small world is judged too, and every word must be reached. */
const LONG_ENOUGH = 100_000;

if (run === undefined) await prove();
else repeatOne(values.part ?? '', run);

/** What the caller wants; a wish that cannot be read ends here, in a line. */
function asked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error(`prove: ${(error as Error).message}`);
    process.exit(2);
  }
}

async function prove(): Promise<void> {
  const isWhole = values.part === undefined && cases >= LONG_ENOUGH;
  if (values['write-docs'] && !isWhole)
    asked(() => {
      throw new Error(`--write-docs wants all parts, and ${LONG_ENOUGH} cases or more`);
    });
  const parts = partsToProve(isWhole);
  console.log(`seed ${seed}, ${cases.toLocaleString('en')} generated cases on ${THREADS} threads`);

  const started = Date.now();
  const progress = new Progress();
  const timer = setInterval(() => tellProgress(progress, parts, started), process.stderr.isTTY ? 500 : 10_000);
  const [tables, disagreements] = await Promise.all([
    values.part === undefined ? runCaseTables() : [],
    work(portionsOf(parts, seed, cases), progress),
  ]).finally(() => clearInterval(timer));
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const seconds = Math.round((Date.now() - started) / 1000);

  const failures = [...tables.flatMap(({ failed }) => failed), ...disagreements];
  const missing = isWhole && failures.length === 0 ? reachedNothing(progress.total().reached) : [];
  for (const line of reportLines(parts, progress, tables)) console.log(line);
  for (const failure of failures) console.error(`\n${failure}`);
  if (missing.length > 0) console.error(`\nnever reached, so not proven: ${missing.join(', ')}`);
  const count = progress.total().cases.toLocaleString('en');
  console.log(`${count} cases, ${failures.length} disagreements, seed ${seed}, ${seconds} s`);
  process.exitCode = failures.length + missing.length === 0 ? 0 : 1;
  if (values['write-docs']) await writeDocument(parts, progress, tables, seconds);
}

function partsToProve(isWhole: boolean): readonly string[] {
  if (values.part !== undefined && partNamed(values.part)) return [values.part];
  const parts = Object.keys(PARTS).filter((name) => isWhole || partNamed(name).kind === 'drawn');
  if (!isWhole) console.log(`a short run: the parts that judge all of their worlds are left out`);
  return parts;
}

function repeatOne(part: string, number: number): void {
  try {
    const { cases: judged } = repeat(part, { seed, run: number });
    if (judged === 0) throw new Error(`${part} has no run ${number}: nothing was judged`);
    console.log(`${part}, run ${number}: ${judged} cases, 0 disagreements`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

async function writeDocument(
  parts: readonly string[],
  progress: Progress,
  tables: readonly TableResult[],
  seconds: number,
): Promise<void> {
  if (process.exitCode !== 0) throw new Error('docs/proof.md is made of a run without disagreements');
  const text = await proofDocument({ seed, seconds, parts, progress, tables });
  writeFileSync(new URL('../../docs/proof.md', import.meta.url), text);
}

function tellProgress(progress: Progress, parts: readonly string[], started: number): void {
  const all = expectedCases(parts, cases);
  const { cases: done } = progress.total();
  const elapsed = (Date.now() - started) / 1000;
  const left = done === 0 ? '' : `, ${Math.max(0, Math.round((elapsed / done) * (all - done)))} s left`;
  const line = `${done.toLocaleString('en')} of about ${all.toLocaleString('en')} cases${left}`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new Error(`--${name} wants a whole number from ${least} to ${most}, not ${text}`);
  return Number(text);
}
