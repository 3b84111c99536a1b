import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arnConditionPattern, arnParts, resourcePattern } from './arn-pattern.ts';
import { Context } from './context.ts';
import { parseInstant } from './instant.ts';
import { type Json, readJson } from './json.ts';
import { patternOf } from './pattern.ts';
import { parseTemplate } from './template.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 1000);
const EMPTY = new Context(new Map());
const GLOB = { wildcards: true, variables: false };

/** The meaning of wildcards, said without thought for time. */
function naive(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  if (pattern[0] === '*') return naive(pattern.slice(1), value) || (value !== '' && naive(pattern, value.slice(1)));
  return value !== '' && (pattern[0] === '?' || pattern[0] === value[0]) && naive(pattern.slice(1), value.slice(1));
}

const text = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters.split('')), { maxLength }).map((drawn) => drawn.join(''));

describe('wildcards', () => {
  it('match what a naive matcher matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(text('ab*?', 8), text('ab', 9), (pattern, value) => {
        const expected = naive(pattern, value);
        expect(patternOf(parseTemplate(pattern, GLOB))(value, EMPTY)).toBe(expected);
        if (expected) matched++;
      }),
      { numRuns, seed: 1 },
    );
    expect(matched).toBeGreaterThan(numRuns / 20);
  });

  it('match an ARN part by part', () => {
    const part = text('a*?', 3);
    const last = text('a:*?', 5);
    fc.assert(
      fc.property(
        fc.tuple(part, part, part, part, last),
        fc.tuple(text('a', 3), text('a', 3), text('a', 3), text('a', 3), text('a:', 5)),
        (pattern, value) => {
          const expected = pattern.every((one, i) => naive(one, value[i] ?? ''));
          const parts = arnParts(['arn', ...value].join(':'));
          const written = ['arn', ...pattern].join(':');
          expect(resourcePattern(written, true)(parts, EMPTY)).toBe(expected);
          expect(arnConditionPattern(parseTemplate(written, GLOB))(parts, EMPTY)).toBe(expected);
        },
      ),
      { numRuns, seed: 1 },
    );
  });

  it('never act inside what a variable stands for', () => {
    fc.assert(
      fc.property(text('ab*?:/', 6), text('ab*?:/', 6), (tag, value) => {
        const context = new Context(new Map([['aws:PrincipalTag/t', [tag]]]));
        const template = parseTemplate('${aws:PrincipalTag/t}', { wildcards: true, variables: true });
        expect(patternOf(template)(value, context)).toBe(tag === value);
        const resource = resourcePattern('arn:aws:s3:::${aws:PrincipalTag/t}', true);
        expect(resource(arnParts(`arn:aws:s3:::${value}`), context)).toBe(tag === value);
      }),
      { numRuns, seed: 1 },
    );
  });

  it('take time that grows with pattern and value, not with the ways to match', () => {
    const pattern = patternOf(parseTemplate(`${'*a?'.repeat(1000)}b`, GLOB));
    const value = 'a'.repeat(2000);
    const start = performance.now();
    expect(pattern(value, EMPTY)).toBe(false);
    // A matcher that tries every way would not end; this one needs milliseconds.
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** As JSON.parse would have it. */
function plain(json: Json | undefined): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(plain);
  if ('number' in json) return Number(json.number);
  return 'members' in json ? Object.fromEntries([...json.members].map(([key, value]) => [key, plain(value)])) : json;
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 1, 4), (written, indent) => {
        const spaced = JSON.stringify(JSON.parse(written), undefined, indent);
        expect(plain(readJson(spaced))).toEqual(JSON.parse(spaced));
      }),
      { numRuns, seed: 1 },
    );
  });

  it('is refused as JSON.parse refuses it', () => {
    const characters = fc.constantFrom(...'{}[]":,\\/ubn0123-+.eE \n\u0000\u00e9'.split(''), 'true', 'null', '\\u00e9');
    fc.assert(
      fc.property(
        fc.array(characters, { maxLength: 8 }).map((all) => all.join('')),
        (written) => {
          expect(plain(readJson(written))).toEqual(parsed(written));
        },
      ),
      { numRuns: numRuns * 5, seed: 1 },
    );
  });

  it('with the same key twice is refused, and so are brackets without end', () => {
    expect(readJson('{"a":1,"b":{"a":2}}')).toBeDefined();
    expect(readJson('{"a":1,"\\u0061":2}')).toBeUndefined();
    expect(readJson('['.repeat(100_000))).toBeUndefined();
    expect(readJson('['.repeat(17) + ']'.repeat(17))).toBeDefined();
    expect(readJson('['.repeat(18) + ']'.repeat(18))).toBeUndefined();
    expect(plain(readJson('{"__proto__":1}'))).toEqual(JSON.parse('{"__proto__":1}'));
  });
});

describe('dates', () => {
  const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };

  it('are what the calendar says', () => {
    fc.assert(
      fc.property(fc.date(years), (date) => {
        const iso = date.toISOString();
        expect(parseInstant(iso)).toBe(date.getTime());
        expect(parseInstant(iso.slice(0, 10))).toBe(Date.parse(iso.slice(0, 10)));
        expect(parseInstant(iso.slice(0, 7))).toBe(Date.parse(iso.slice(0, 7)));
        const seconds = Math.floor(date.getTime() / 1000);
        if (seconds >= 0) expect(parseInstant(String(seconds))).toBe(seconds * 1000);
      }),
      { numRuns, seed: 1 },
    );
  });

  it.each<[string, string | undefined]>([
    ['2026-01-02T03:04Z', '2026-01-02T03:04:00Z'],
    ['2026-01-02T03:04:05', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.5-0130', '2026-01-02T04:34:05.5Z'],
    ['2024-02-29', '2024-02-29'],
    ['2100-02-29', undefined],
    ['2026-04-31', undefined],
    ['2026-00-01', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:60:00Z', undefined],
    ['2026-01-01T00:00:00+23:59', '2026-01-01T00:00:00+23:59'],
    ['2026-01-01T00:00:00+24:00', undefined],
    ['2026-01-01T00:00:00+00:60', undefined],
    ['2026-01-01 00:00:00Z', undefined],
    ['9223372036854775808', undefined],
    ['-1', undefined],
    ['', undefined],
  ])('%s', (written, expected) => {
    expect(parseInstant(written)).toBe(expected === undefined ? undefined : Date.parse(expected));
  });

  it('reach to the last second that AWS takes', () => {
    expect(parseInstant('9223372036854775807')).toBeGreaterThan(9e21);
  });
});
