import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { MutatedRoom, Mutation } from '../../test/prove/document.ts';

/**
 * `npm run mutate`: changes the pure core in small ways, one at a time, and asks the tests each time. The tool is installed
 * here when it is first wanted. What it found goes to test/prove/mutation.json, from which `npm run prove -- --write-docs`
 * writes docs/proof.md. It takes the better part of an hour.
 */
const HERE = new URL('.', import.meta.url).pathname;
const ROOT = new URL('../../', import.meta.url).pathname;
const STRYKER = `${HERE}node_modules/@stryker-mutator/core/bin/stryker.js`;

run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'], HERE);
run(process.execPath, [STRYKER, 'run', 'tools/mutation/stryker.json', ...process.argv.slice(2)], ROOT);

type Mutant = Readonly<{
  status: string;
  mutatorName: string;
  replacement?: string;
  location: Readonly<{ start: Readonly<{ line: number }> }>;
}>;
type Report = Readonly<{ files: Readonly<Record<string, Readonly<{ mutants: readonly Mutant[] }>>> }>;

const report = JSON.parse(readFileSync(`${ROOT}.stryker/report.json`, 'utf8')) as Report;
const byRoom = Map.groupBy(Object.entries(report.files), ([file]) => file.split('/')[2] ?? file);
const rooms = Object.fromEntries([...byRoom].map(([room, files]) => [room, roomOf(files)]));
writeFileSync(`${ROOT}test/prove/mutation.json`, `${JSON.stringify({ rooms } satisfies Mutation, undefined, 2)}\n`);
for (const [room, { score }] of Object.entries(rooms)) console.log(`${room}: ${score.toFixed(1)} %`);

function roomOf(files: ReadonlyArray<readonly [string, Readonly<{ mutants: readonly Mutant[] }>]>): MutatedRoom {
  const all = files.flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
  const count = (status: string) => all.filter((mutant) => mutant.status === status).length;
  const [killed, timeout, survived, noCoverage] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(count) as [
    number,
    number,
    number,
    number,
  ];
  const survivors = all
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ file, location, mutatorName, replacement = '' }) => {
      const what = replacement.replaceAll(/\s+/g, ' ').slice(0, 60);
      return `${file.replace('openvpc/src/', '')}:${location.start.line} ${mutatorName} ${what}`;
    });
  const score = (100 * (killed + timeout)) / (killed + timeout + survived + noCoverage);
  return { killed, timeout, survived, noCoverage, score, survivors };
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}`);
}
