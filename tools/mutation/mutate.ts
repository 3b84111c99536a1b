import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { MutatedRoom, Mutation } from '../../test/prove/document.ts';

/**
 * `npm run mutate [-- ROOM …]`: changes the pure core in small ways, one at a time, and asks the tests each time: the quick
 * ones of every change, the thorough ones of those that survived. The tool is installed here when it is first wanted. What it
 * found goes to test/prove/mutation.json, from which `npm run prove -- --write-docs` writes docs/proof.md. It takes the
 * better part of an hour.
 */
const HERE = new URL('.', import.meta.url).pathname;
const ROOT = new URL('../../', import.meta.url).pathname;
const STRYKER = `${HERE}node_modules/@stryker-mutator/core/bin/stryker.js`;
const CONFIG = 'tools/mutation/stryker.json';
const FOUND = `${ROOT}test/prove/mutation.json`;

type Place = Readonly<{ line: number; column: number }>;
type Mutant = {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: Readonly<{ start: Place; end: Place }>;
};
type Report = Readonly<{ files: Readonly<Record<string, Readonly<{ mutants: Mutant[] }>>> }>;

const wanted = process.argv.slice(2);
const all = ['reference', 'compile', 'engine'];
const unknown = wanted.find((room) => !all.includes(room));
if (unknown !== undefined) throw new Error(`there is no room ${unknown} to change; there are ${all.join(', ')}`);

run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'], HERE);
const { rooms } = JSON.parse(readFileSync(FOUND, 'utf8')) as Mutation;
const found = { ...rooms };
for (const room of wanted.length > 0 ? wanted : all) {
  const files = Object.entries(mutated(room).files);
  found[room] = roomOf(files);
  writeFileSync(FOUND, `${JSON.stringify({ rooms: found } satisfies Mutation, undefined, 2)}\n`);
  console.log(`${room}: ${found[room].score.toFixed(1)} %`);
}

function mutated(room: string): Report {
  const quick = stryker([`openvpc/src/${room}/**/*.ts`, '!openvpc/src/**/*.test.ts'], {});
  const left = Object.entries(quick.files).flatMap(([file, { mutants }]) =>
    mutants.filter(hasSurvived).map((mutant) => ({ file, mutant })),
  );
  if (left.length === 0) return quick;
  const thorough = stryker(
    left.map(({ file, mutant }) => `${file}:${rangeOf(mutant)}`),
    { OPENVPC_MUTATION: 'thorough' },
  );
  const killed = new Map(
    Object.entries(thorough.files).flatMap(([file, { mutants }]) =>
      mutants.map((mutant) => [keyOf(file, mutant), mutant.status] as const),
    ),
  );
  for (const { file, mutant } of left) mutant.status = killed.get(keyOf(file, mutant)) ?? mutant.status;
  return quick;
}

function stryker(mutate: readonly string[], env: Readonly<Record<string, string>>): Report {
  const config = JSON.parse(readFileSync(`${ROOT}${CONFIG}`, 'utf8')) as Record<string, unknown>;
  const own = `${HERE}run.json`;
  writeFileSync(own, JSON.stringify({ ...config, mutate }));
  run(process.execPath, [STRYKER, 'run', own], ROOT, env);
  return JSON.parse(readFileSync(`${ROOT}.stryker/report.json`, 'utf8')) as Report;
}

function hasSurvived({ status }: Mutant): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

/** As the tool takes it: lines count from 1 and columns from 0, where its report has both from 1. */
function rangeOf({ location: { start, end } }: Mutant): string {
  return `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}

function keyOf(file: string, { location: { start, end }, mutatorName, replacement = '' }: Mutant): string {
  return JSON.stringify([file, start.line, start.column, end.line, end.column, mutatorName, replacement]);
}

function roomOf(files: ReadonlyArray<readonly [string, Readonly<{ mutants: readonly Mutant[] }>]>): MutatedRoom {
  const all = files.flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
  const count = (status: string) => all.filter((mutant) => mutant.status === status).length;
  const [killed, timeout, survived, noCoverage] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(count) as [
    number,
    number,
    number,
    number,
  ];
  const survivors = all.filter(hasSurvived).map(({ file, location, mutatorName, replacement = '' }) => {
    const what = replacement.replaceAll(/\s+/g, ' ').slice(0, 60);
    return `${file.replace('openvpc/src/', '')}:${location.start.line} ${mutatorName} ${what}`;
  });
  const score = (100 * (killed + timeout)) / (killed + timeout + survived + noCoverage);
  return { killed, timeout, survived, noCoverage, score, survivors };
}

function run(program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}`);
}
