import { describe, expect, it } from 'vitest';
import { filterPattern } from './filter-pattern.ts';

const CASES: ReadonlyArray<readonly [pattern: string, value: string, matches: boolean]> = [
  ['web', 'web', true],
  ['web', 'Web', false],
  ['web', 'web1', false],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'anything at all', true],
  ['web*', 'web', true],
  ['web*', 'web-1', true],
  ['*web', 'my web', true],
  ['*web', 'web server', false],
  ['*web*', 'a web of b', true],
  ['a*b*c', 'a--b--b--c', true],
  ['a*b*c', 'a--c--b', false],
  ['?', 'x', true],
  ['?', '', false],
  ['?', 'xy', false],
  ['10.0.?.0/24', '10.0.5.0/24', true],
  ['10.0.?.0/24', '10.0.55.0/24', false],
  ['?', '😀', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['\\?', '?', true],
  ['\\?', 'x', false],
  ['\\\\', '\\', true],
  ['a\\*b*', 'a*b and more', true],
  ['a\\*b*', 'axb', false],
  ['a\\', 'a\\', true],
  ['.*', 'x', false],
  ['[a]', 'a', false],
];

describe('filter values', () => {
  it.each(CASES)('%j and %j: %j', (pattern, value, matches) => {
    expect(filterPattern(pattern)(value)).toBe(matches);
  });

  it('takes no exponential time for many stars', () => {
    const matches = filterPattern(`${'*a'.repeat(50)}b`);
    expect(matches('a'.repeat(5000))).toBe(false);
  });
});
