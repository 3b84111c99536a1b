import { describe, expect, it } from 'vitest';
import { ApiError } from '../operation.ts';
import { compilePattern } from './log-pattern.ts';

const FL_02 = '2 123456789012 eni-0a 10.0.1.10 203.0.113.7 0 0 1 4 336 1700000045 1700000048 REJECT OK';
const FL_11 = '2 123456789012 eni-0a 203.0.113.7 10.0.1.10 40003 22 6 4 240 1700000041 1700000048 REJECT OK';
const FL_08 = '2 123456789012 eni-0a 203.0.113.7 10.0.1.10 40000 443 6 5 1368 1700000050 1700000051 ACCEPT OK';
const NODATA = '2 123456789012 eni-0a - - - - - - - 1700000040 1700000099 - NODATA';
const LINES = { FL_02, FL_11, FL_08, NODATA };

const hits = (pattern: string) => {
  const passes = compilePattern(pattern);
  return Object.entries(LINES).flatMap(([name, line]) => (passes(line) ? [name] : []));
};
const refusal = (pattern: string) => {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'taken';
};
const ALL = Object.keys(LINES);

describe('patterns of terms', () => {
  it.each([
    ['', ALL],
    ['""', ALL],
    ['" "', ALL],
    ['   ', ALL],
    ['REJECT', ['FL_02', 'FL_11']],
    ['reject', []],
    ['REJ', ['FL_02', 'FL_11']],
    ['REJECT 40003', ['FL_11']],
    ['?ACCEPT ?NODATA', ['FL_08', 'NODATA']],
    ['REJECT ?ACCEPT ?NODATA', ['FL_02', 'FL_11']],
    ['REJECT -40003', ['FL_02']],
    ['-REJECT', ['FL_08', 'NODATA']],
    ['-"- NODATA" -ACCEPT', ['FL_02', 'FL_11']],
    ['"REJECT OK"', ['FL_02', 'FL_11']],
    ['"203.0.113.7 10.0.1.10" ACCEPT', ['FL_08']],
    ['  REJECT   OK  ', ['FL_02', 'FL_11']],
  ])('%j', (pattern, expected) => expect(hits(pattern)).toEqual(expected));

  it('take escaped quotation marks in a phrase', () => {
    expect(compilePattern(String.raw`"say \"no\""`)('they say "no" again')).toBe(true);
  });

  it.each([
    ['10.0.1.10', "Invalid character(s) in term '10.0.1.10'"],
    ['"open', 'Invalid filter pattern'],
    ['"a"b', 'Invalid filter pattern'],
    ['%RE.*%', 'Regular expressions in filter patterns are not supported yet.'],
    ['{ $.action = "REJECT" }', 'JSON filter patterns are not supported yet.'],
  ])('%s is refused', (pattern, message) => expect(refusal(pattern)).toBe(`InvalidParameterException: ${message}`));

  it('of more than 1024 characters are refused', () => {
    expect(refusal('x'.repeat(1024))).toBe('taken');
    expect(refusal('x'.repeat(1025))).toContain("at 'filterPattern' failed to satisfy constraint");
  });
});

const FIELDS =
  'version, account, eni, source, destination, srcport, destport, protocol, packets, bytes, from, to, action, status';
/** The 14 names, some with conditions. */
const fields = (conditions: Readonly<Record<string, string>>) =>
  `[${FIELDS.split(', ')
    .map((name) => conditions[name] ?? name)
    .join(', ')}]`;

describe('patterns of fields', () => {
  it.each<[string, string, readonly string[]]>([
    ['the REJECT pattern', fields({ action: 'action="REJECT"' }), ['FL_02', 'FL_11']],
    [
      'the SSH pattern',
      fields({ destport: 'destport="22"', protocol: 'protocol="6"', action: 'action="REJECT"' }),
      ['FL_11'],
    ],
    ['one of two ports', fields({ destport: 'destport = 3389 || destport = 22' }), ['FL_11']],
    ['addresses by wildcard', fields({ source: 'source = 10.0.* || source = 192.168.*' }), ['FL_02']],
    ['a wildcard in quotes', fields({ source: 'source="203.*"' }), ['FL_11', 'FL_08']],
    ['numbers above', fields({ bytes: 'bytes > 1000' }), ['FL_08']],
    ['numbers from on', fields({ bytes: 'bytes >= 336' }), ['FL_02', 'FL_08']],
    ['numbers below', fields({ bytes: 'bytes<240' }), []],
    ['numbers up to', fields({ bytes: 'bytes<=240' }), ['FL_11']],
    ['a range', fields({ bytes: 'bytes > 200 && bytes < 340' }), ['FL_02', 'FL_11']],
    ['parentheses first', fields({ bytes: '(bytes = 240 || bytes = 1368) && bytes > 1000' }), ['FL_08']],
    ['and before or', fields({ bytes: 'bytes = 240 || bytes = 1368 && bytes > 9999' }), ['FL_11']],
    ['equal as numbers', fields({ destport: 'destport=22.0' }), ['FL_11']],
    ['unequal', fields({ source: 'source!="-"' }), ['FL_02', 'FL_11', 'FL_08']],
    ['unequal by wildcard', fields({ source: 'source != 203.*' }), ['FL_02', 'NODATA']],
    ['no blanks at all', fields({ action: 'action=REJECT' }).replaceAll(' ', ''), ['FL_02', 'FL_11']],
    ['the end alone', '[..., action=REJECT, status]', ['FL_02', 'FL_11']],
    ['the beginning alone', '[version, account, eni, source!="-", ...]', ['FL_02', 'FL_11', 'FL_08']],
    ['both ends', '[version=2, ..., status=NODATA]', ['NODATA']],
    ['a last bare name for all the rest', '[version=2, account, eni, source="10.*", rest]', ['FL_02']],
    ['as many words as entries', '[version, account=123456789012]', []],
    ['only the gap', '[...]', ALL],
    ['more entries than words', `[${FIELDS}, more]`, []],
  ])('%s', (_what, pattern, expected) => expect(hits(pattern)).toEqual(expected));

  it('take quoted and bracketed parts of a message as one word', () => {
    const passes = compilePattern('[ip, user, time, request = "*.html*", status = 4*, bytes]');
    expect(passes('127.0.0.1 frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534')).toBe(true);
    expect(passes('127.0.0.1 frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 200 1534')).toBe(false);
  });

  it.each([
    '[',
    '[a',
    '[]',
    '[a,]',
    '[a=]',
    '[a=b=c]',
    '[..., ...]',
    '[a = 1 && b = 2]',
    '[a > x]',
    '[(a=1]',
    '[a=1)]',
    '[1=a]',
    '[a b]',
    '[a=1 &]',
    '[a] b',
    '[a="x]',
  ])('%s is refused', (pattern) => expect(refusal(pattern)).toBe('InvalidParameterException: Invalid filter pattern'));

  it('refuse regular expressions', () => {
    expect(refusal('[a=%x.*%]')).toMatch(/^InvalidParameterException: Regular expressions/);
  });
});
