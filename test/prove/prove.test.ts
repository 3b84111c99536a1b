import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { walk } from '../../openvpc/src/engine/walk.ts';
import type { Step, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Evaluator } from '../differential/evaluator.ts';
import { portionsOf } from './crew.ts';
import { PARTS } from './parts.ts';
import { provePart, repeat } from './prove-part.ts';

/** The engine, and what it gets wrong: a proof that finds no fault proves nothing. */
function faulty(name: string, wrong: (walk: Walk) => Walk): Evaluator {
  return {
    name,
    judge: (program) => (flows, packet, from, now) => wrong(walk(program, flows, packet, from, now)),
  };
}

const without = (walk: Walk, isWrong: (step: Step) => boolean): Walk =>
  walk.steps.some(isWrong) ? { ...walk, steps: walk.steps.filter((step) => !isWrong(step)) } : walk;

const FAULTS: ReadonlyArray<readonly [part: string, fault: Evaluator]> = [
  ['same', faulty('group forgotten', (given) => without(given, ({ stage }) => stage === 'group-ingress'))],
  ['apart', faulty('ACL forgotten', (given) => without(given, ({ stage }) => stage === 'acl-ingress'))],
  ['gateways', faulty('translation forgotten', (given) => without(given, ({ because }) => because === 'translated'))],
  ['vpc-packets', faulty('open to self', (given) => ({ ...given, remember: [] }))],
  ['vpc-flows', faulty('tracking forgotten', (given) => without(given, ({ because }) => because === 'tracked-flow'))],
  ['packets', faulty('no-port forgotten', (given) => without(given, ({ because }) => because === 'no-port'))],
  ['flows', faulty('way back forgotten', (given) => without(given, ({ because }) => because === 'translated'))],
];

describe.each(FAULTS)('part %s', (part, fault) => {
  const portion = { part, seed: 1, cases: 60_000, thread: 0, threads: 2 };

  it('finds a fault, names the packet and the world, and the way to repeat it', () => {
    const report = reportOf(() => provePart(portion, () => {}, [fault]));
    expect(report).toMatch(/^\S+: \S+ sends (tcp|udp|icmp|\d+) \S+ > \S+/);
    expect(report).toContain(`${fault.name} says`);
    expect(report).toMatch(/^in (the smallest )?world/m);
    const again = /^Again: npm run prove -- --part (\S+)(?: --seed (\d+))? --run (\d+)$/m.exec(report);
    expect(again?.[1]).toBe(part);
    const [seed, run] = [Number(again?.[2] ?? 0), Number(again?.[3])];
    expect(reportOf(() => repeat(part, { seed, run }, [fault]))).toBe(report);
    expect(repeat(part, { seed, run }).cases).toBeGreaterThan(0); // the engine itself is right there
  }, 120_000);
});

describe('the threads', () => {
  it('judge each world of a whole part once, whoever judges it', () => {
    const cases = (thread: number, threads: number) =>
      provePart({ part: 'gateways', seed: 1, cases: 0, thread, threads }, () => {}, []).cases;
    expect(cases(0, 3) + cases(1, 3) + cases(2, 3)).toBe(cases(0, 1));
  });

  it('have portions that come to all cases, by the parts’ shares', () => {
    const portions = portionsOf(Object.keys(PARTS), 7, 1_000_000).flat();
    const sum = portions.reduce((all, { cases }) => all + cases, 0);
    expect(sum).toBeGreaterThanOrEqual(1_000_000);
    expect(sum).toBeLessThan(1_000_100);
    const alone = portionsOf(['histories'], 7, 1000).flat();
    expect(alone.map(({ cases }) => cases)).toEqual([500, 500]);
  });

  it('judge the same cases for the same seed, and others for the next', () => {
    const words = (seed: number) => [
      ...provePart({ part: 'packets', seed, cases: 300, thread: 0, threads: 2 }, () => {}, []).reached,
    ];
    expect(words(1)).toEqual(words(1));
    expect(words(1)).not.toEqual(words(2));
  });
});

describe('npm run prove', () => {
  const prove = (...options: readonly string[]) =>
    spawnSync(process.execPath, ['test/prove/prove.ts', ...options], {
      cwd: new URL('../../', import.meta.url).pathname,
      encoding: 'utf8',
    });

  it('ends with counts by part and by word', () => {
    const { status, stdout } = prove('--part', 'packets', '--cases', '500', '--seed', '42');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/cases, 0 disagreements, seed 42, \d+ s\n$/)]);
    expect(stdout).toMatch(/^ {2}packets: [\d,]+ cases/m);
    expect(stdout).toMatch(/^ {2}target of a route: route to local [\d,]+/m);
    expect(stdout).toMatch(/^ {2}engine: [\d,]+$/m);
  });

  it('repeats one run', () => {
    const { status, stdout } = prove('--part', 'flows', '--seed', '42', '--run', '3');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^flows, run 3: \d+ cases, 0 disagreements\n$/)]);
  });

  it.each([
    [['--part', 'all'], /there is no part all; there are same,/],
    [['--cases', 'many'], /--cases wants a whole number from 1/],
    [['--cases', '0'], /--cases wants a whole number from 1/],
    [['--run', '3'], /--run wants the --part/],
    [['--write-docs', '--cases', '1000'], /--write-docs wants all parts/],
  ] as const)('says what it wants instead of %j', (options, message) => {
    const { status, stderr } = prove(...options);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('proves nothing by a run that is not there', () => {
    const { status, stderr } = prove('--part', 'same', '--run', '999999');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/has no run 999999: nothing was judged/)]);
  });
});

function reportOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was found');
}
