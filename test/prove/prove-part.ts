import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Evaluator } from '../differential/evaluator.ts';
import { newTally, type Tally } from '../differential/tally.ts';
import { ALL_EVALUATORS, type DrawnPart, partNamed, type WholePart } from './parts.ts';

/** What one of several threads is to do of a part: of a drawn one so many cases, of a whole one its slice. */
export type Portion = Readonly<{ part: string; seed: number; cases: number; thread: number; threads: number }>;

/** Runs of a property, and slices of a thread's worlds, between two words to the one who waits. */
const RUNS = 40;
const SLICES = 12;
/** No longer than this is a failing world made smaller; that is many times what the runs themselves take. */
const PATIENCE_MS = 90_000;

/**
 * Judges a portion. Throws with the seed, the smallest world and packet that fail, and the command that repeats just
 * that. `among`: who is judged, for tests of the proof itself.
 */
export function provePart(portion: Portion, tell: (tally: Tally) => void, among = ALL_EVALUATORS): Tally {
  const part = partNamed(portion.part);
  const tally = newTally();
  if (part.kind === 'whole') judgeSlices(portion, part, tally, tell, among);
  else judgeChunks(portion, part, tally, tell, among);
  return tally;
}

function judgeSlices(
  { part: name, thread, threads }: Portion,
  part: WholePart,
  tally: Tally,
  tell: (tally: Tally) => void,
  among: readonly Evaluator[],
): void {
  for (let slice = 0; slice < SLICES; slice++) {
    const [first, stride] = [thread + threads * slice, threads * SLICES];
    orNameWorld(name, () => part.judge(tally, { first, stride }, among));
    tell(tally);
  }
}

function judgeChunks(
  { part: name, seed, cases, thread }: Portion,
  part: DrawnPart,
  tally: Tally,
  tell: (tally: Tally) => void,
  among: readonly Evaluator[],
): void {
  for (let chunk = 0; tally.cases < cases; chunk++) {
    const chunkSeed = seedOf(`${seed} ${name} ${thread} ${chunk}`);
    checkRuns(name, part, tally, { seed: chunkSeed, numRuns: RUNS }, among);
    tell(tally);
  }
}

/** One failing run again, by the seed and number that its report gave; or one world of a part that has all. */
export function repeat(
  name: string,
  { seed, run }: Readonly<{ seed: number; run: number }>,
  among = ALL_EVALUATORS,
): Tally {
  const part = partNamed(name);
  const tally = newTally();
  if (part.kind === 'whole') {
    orNameWorld(name, () => part.judge(tally, { first: run, stride: Number.MAX_SAFE_INTEGER }, among));
  } else checkRuns(name, part, tally, { seed, path: String(run), numRuns: 1 }, among);
  return tally;
}

function checkRuns(
  name: string,
  part: DrawnPart,
  tally: Tally,
  parameters: Readonly<{ seed: number; numRuns: number; path?: string }>,
  among: readonly Evaluator[],
): void {
  const property = part.property(tally, among);
  // The properties are synchronous, and so is the check.
  const result = fc.check(property, {
    ...parameters,
    unbiased: true,
    skipAllAfterTimeLimit: PATIENCE_MS,
  }) as fc.RunDetails<unknown>;
  if (result.failed) throw new Error(report(name, parameters.seed, result));
}

/** The packet and who said what of it, the world that is left after shrinking, and the way back here. */
function report(name: string, seed: number, result: fc.RunDetails<unknown>): string {
  const { errorInstance, counterexample, counterexamplePath, numShrinks } = result;
  const why = errorInstance instanceof Error ? errorInstance : new Error(inspect(errorInstance));
  const what = why.name === 'Dissent' ? why.message : (why.stack ?? why.message);
  const run = counterexamplePath?.split(':')[0] ?? '0';
  const example = inspect(counterexample, { depth: 20, breakLength: 120, maxArrayLength: 200, maxStringLength: 400 });
  return [
    `${name}: ${what}`,
    `in the smallest world that was found (seed ${seed}, run ${run}, shrunk ${numShrinks} times):`,
    example,
    again(`--part ${name} --seed ${seed} --run ${run}`),
  ].join('\n');
}

function orNameWorld(name: string, judge: () => void): void {
  try {
    judge();
  } catch (error) {
    const { message } = error as Error;
    const run = /^in world (\d+)$/m.exec(message)?.[1] ?? '0';
    throw new Error(`${name}: ${message}\n${again(`--part ${name} --run ${run}`)}`, { cause: error });
  }
}

function again(options: string): string {
  return `Again: npm run prove -- ${options}`;
}

/** Seeds that lie beside one another are to begin nothing alike. */
function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) >>> 1;
}
