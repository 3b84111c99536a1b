import { describe, expect, it } from 'vitest';
import { EASTWARD } from './cases-inside.ts';
import { OUTWARD } from './cases-internet.ts';
import { SPECIAL } from './cases-special.ts';
import { Scenario } from './scenario.ts';
import { network } from './topology.ts';

/** The seventy cases of the packet path, each through the reference and every evaluator. */
const CASES = [...OUTWARD, ...EASTWARD, ...SPECIAL].sort((a, b) => a.number - b.number);

describe('the packet path', () => {
  it('has all of its cases here', () => {
    const numbers = new Set(CASES.map(({ number }) => number));
    expect(Array.from({ length: 70 }, (_, i) => i + 1).filter((number) => !numbers.has(number))).toEqual([]);
  });

  it.each(CASES)('$number: $title', ({ network: given, acts }) => {
    const scenario = new Scenario(given ?? network());
    for (const act of acts) {
      if ('revision' in act) scenario.becomes(act);
      else expect([act[0], scenario.act(act[0])]).toEqual(act);
    }
  });
});
