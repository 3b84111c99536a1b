import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorsDocument } from '../../../tools/errors-doc.ts';
import { ROOT, type Source, sourcesBelow } from '../../../tools/source.ts';
import { MISSING } from '../control/missing.ts';
import { ERROR_FAMILIES, isKnown, statusOf } from './errors.ts';
import { FAULT_CODES } from './faults.ts';

const rows = ERROR_FAMILIES.flatMap(({ errors }) => errors);
const sources = sourcesBelow('openvpc/src').filter(
  ({ path }) => !path.endsWith('.test.ts') && !/(^|\/)types\.ts$|\.types\.ts$/.test(path),
);

/** How AWS's error codes look, for those that reach `new ApiError` through a variable. */
const LOOKS_LIKE_A_CODE =
  /^([A-Z][A-Za-z]+\.(NotFound|Malformed|InUse|Duplicate|Conflict|Range|Reserved|NotAttached|AlreadyAssociated|Unavailable|Locked)|(Invalid|Incorrect|Insufficient)[A-Z][A-Za-z]+|[A-Z][A-Za-z]+(LimitExceeded|AlreadyExists|DoesNotExist|Exception|Violation))$/;

/** The codes that a file spells: every text in the first argument of `new ApiError`, and every text that looks like one. */
function codesIn(source: Source): readonly string[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const codes: string[] = [];
  const visit = (node: ts.Node, isCode: boolean): void => {
    if (ts.isStringLiteralLike(node) && (isCode || LOOKS_LIKE_A_CODE.test(node.text))) codes.push(node.text);
    const isError = ts.isNewExpression(node) && node.expression.getText(file) === 'ApiError';
    ts.forEachChild(node, (child) => visit(child, isCode || (isError && child === node.arguments?.[0])));
  };
  visit(file, false);
  return codes;
}

describe('the table of errors', () => {
  it('names each code once, with a status of an error and advice', () => {
    expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
    for (const [code, status, advice] of rows) {
      expect(code).toMatch(/^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(advice).toMatch(/\.$|\.\)$|\)\.$/);
    }
  });

  it('has every code that the source throws', () => {
    const used = sources.flatMap((source) => codesIn(source).map((code) => ({ code, path: source.path })));
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter(({ code }) => !isKnown(code))).toEqual([]);
  });

  it('finds codes however they are spelled', () => {
    const text = `
      throw new ApiError('Plain', 'm');
      throw new ApiError(isOne ? 'One' : 'Other', 'NotACode');
      const row = { notFound: 'InvalidThing.NotFound', limit: 'ThingLimitExceeded' };`;
    expect(codesIn({ path: 'x.ts', text })).toEqual([
      'Plain',
      'One',
      'Other',
      'InvalidThing.NotFound',
      'ThingLimitExceeded',
    ]);
  });

  it('has the codes of every kind of id that is missing or malformed', () => {
    const codes = Object.values(MISSING).flatMap(({ notFound, malformed }) => [notFound, malformed]);
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !isKnown(code))).toEqual([]);
  });

  it('has the code of every fault of a request', () => {
    expect(FAULT_CODES.filter((code) => !isKnown(code))).toEqual([]);
  });

  it('is what docs/errors.md says', () => {
    expect(readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8')).toBe(errorsDocument());
  });

  it("takes a code that it lacks for the client's mistake", () => {
    expect(statusOf('DryRunOperation')).toBe(412);
    expect(statusOf('NeverHeardOf')).toBe(400);
  });
});
