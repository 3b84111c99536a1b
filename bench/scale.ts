import { compile } from '../openvpc/src/compile/compile.ts';
import { createVerdicts } from '../openvpc/src/engine/verdicts.ts';
import type { Snapshot } from '../openvpc/src/model/snapshot.ts';
import { eniId, snapshotOf, withResources, type World } from '../test/world.ts';

/** Compile time and memory of a full Region: 5,000 ENIs, 2,500 groups with 60 rules, a group of 5,000 members. */
const ENIS = 5_000;
const GROUPS = 2_500;
const RULES = 60;

function world(): World {
  const groups = Object.fromEntries(
    Array.from({ length: GROUPS }, (_, g) => [
      `g${g}`,
      Array.from({ length: RULES }, (_unused, r) => {
        const way = r % 2 === 0 ? 'in' : 'out';
        const peer = r < 8 ? `g${(g + r * 17) % GROUPS}` : r < 10 ? 'all' : `10.${r}.${g % 256}.0/24`;
        return `${way} tcp ${1000 + r}-${1000 + r + (g % 50)} ${way === 'in' ? 'from' : 'to'} ${peer}`;
      }),
    ]),
  );
  const enis = Object.fromEntries(
    Array.from({ length: ENIS }, (_, n) => [
      `e${n}`,
      {
        subnet: 's',
        at: `10.0.${16 + (n >> 7)}.${10 + (n & 127)}`,
        groups: `all g${n % GROUPS} g${(n * 7 + 1) % GROUPS}`,
      },
    ]),
  );
  return { subnets: { s: { cidrs: '10.0.0.0/16' } }, groups: { ...groups, all: ['out all to 0.0.0.0/0'] }, enis };
}

const snapshot = snapshotOf(world());
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const before = heap();
const first = timed('compile, nothing known', () => compile(snapshot));
console.log(`program: ${Math.round(heap() - before)} MiB`);
timed('compile again, nothing changed', () => compile(snapshot));
const moved = withGroups(snapshot, 'e0', ['sg-all', 'sg-g1']);
const second = timed('compile after one ENI has changed its groups', () => compile(moved));
console.log(
  `sets that differ: ${differing(first.sets, second.sets)} of ${second.sets.size}; groups that differ: ${differing(first.groups, second.groups)}`,
);
const verdicts = createVerdicts(second);
timed('indexes of one ENI', () => verdicts.place(eniId('e0'), 'ingress'));
console.log(`with them: ${Math.round(heap() - before)} MiB`);

function timed<T>(what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`${what}: ${(performance.now() - start).toFixed(0)} ms`);
  return result;
}

function withGroups(from: Snapshot, name: string, groups: readonly string[]): Snapshot {
  const eni = from.enis.get(eniId(name));
  if (eni === undefined) throw new Error(`there is no ${name}`);
  return withResources(from, [{ ...eni, groups: groups as typeof eni.groups }]);
}

function differing<K>(a: ReadonlyMap<K, unknown>, b: ReadonlyMap<K, unknown>): number {
  return [...b].filter(([key, value]) => !same(a.get(key), value)).length;
}

function same(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
  return a === b || text(a) === text(b);
}
