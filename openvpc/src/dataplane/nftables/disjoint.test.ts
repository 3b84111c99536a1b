import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, addressPlus } from '../../net/address.ts';
import { portRangeHolds } from '../../net/port-range.ts';
import { formatPrefix, prefix, prefixAt, prefixesOverlap, prefixHolds } from '../../net/prefix.ts';
import { type Block, byLongestPrefix, disjoint, disjointPrefixes, merged } from './disjoint.ts';

const prefixes = fc
  .record({ at: fc.nat(15), length: fc.integer({ min: 26, max: 32 }) })
  .map(({ at, length }) => prefixAt(addressPlus(address('10.0.0.0'), at * 4), length));
const ports = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const blocks: fc.Arbitrary<Block[]> = fc.array(fc.record({ prefix: prefixes, ports }), { maxLength: 12 });

const holds = (among: readonly Block[], at: number, port: number): number =>
  among.filter((b) => prefixHolds(b.prefix, addressPlus(address('10.0.0.0'), at)) && portRangeHolds(b.ports, port))
    .length;

describe('disjoint', () => {
  it('covers what the blocks cover, once', () => {
    fc.assert(
      fc.property(blocks, fc.nat(127), fc.nat(9), (given, at, port) => {
        expect(holds(disjoint(given), at, port)).toBe(Math.min(holds(given, at, port), 1));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('keeps the wider prefix, and of the narrower what the wider has not', () => {
    const given = [
      { prefix: prefix('10.1.0.0/16'), ports: { first: 85, last: 99 } },
      { prefix: prefix('10.0.0.0/8'), ports: { first: 80, last: 90 } },
    ];
    expect(disjoint(given).map((b) => `${formatPrefix(b.prefix)} ${b.ports.first}-${b.ports.last}`)).toEqual([
      '10.0.0.0/8 80-90',
      '10.1.0.0/16 91-99',
    ]);
  });

  it('of prefixes alone', () => {
    fc.assert(
      fc.property(fc.array(prefixes, { maxLength: 8 }), (given) => {
        const apart = disjointPrefixes(given);
        expect(apart.some((a, i) => apart.slice(i + 1).some((b) => prefixesOverlap(a, b)))).toBe(false);
      }),
      { seed: 1 },
    );
  });
});

describe('merged', () => {
  it('joins what touches', () => {
    expect(
      merged([
        { first: 5, last: 9 },
        { first: 1, last: 3 },
        { first: 4, last: 4 },
        { first: 11, last: 12 },
      ]),
    ).toEqual([
      { first: 1, last: 9 },
      { first: 11, last: 12 },
    ]);
  });
});

describe('byLongestPrefix', () => {
  it('gives each address to its longest prefix, once', () => {
    const entries = fc.uniqueArray(prefixes, { maxLength: 8, selector: formatPrefix });
    fc.assert(
      fc.property(entries, fc.nat(127), (given, at) => {
        const bits = address('10.0.0.0').bits + BigInt(at);
        const [longest] = given.filter((p) => prefixHolds(p, { family: 4, bits })).sort((a, b) => b.length - a.length);
        const found = byLongestPrefix(given.map((p) => ({ prefix: p, value: formatPrefix(p) }))).filter(
          ({ first, last }) => first <= bits && bits <= last,
        );
        expect(found.map(({ value }) => value)).toEqual(longest === undefined ? [] : [formatPrefix(longest)]);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('leaves nothing over when the whole space is given', () => {
    const pieces = byLongestPrefix([{ prefix: prefix('::/0'), value: 'all' }]);
    expect(pieces).toEqual([{ first: 0n, last: (1n << 128n) - 1n, value: 'all' }]);
  });
});
