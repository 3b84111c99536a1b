import { describe, expect, it } from 'vitest';
import { compileCondition, isOperator } from './condition.ts';
import { Context } from './context.ts';

const KEY = 'aws:Key';
type Values = readonly string[] | undefined;

/** Whether a condition on `aws:Key` holds in an Allow of a 2012 policy. */
function holds(operator: string, written: readonly string[], requested: Values, more: Record<string, string[]> = {}) {
  const entries = Object.entries({ ...more, ...(requested && { [KEY]: [...requested] }) });
  const place = { effect: 'Allow', variables: true } as const;
  return compileCondition({ operator, key: 'AWS:key', values: written }, place).holds(new Context(new Map(entries)));
}

describe('operators', () => {
  it.each<[string, string[], string, boolean]>([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', ['a'], 'A', false],
    ['StringEquals', ['a*'], 'ab', false],
    ['StringEquals', ['a*'], 'a*', true],
    ['StringEquals', [''], '', true],
    ['StringEquals', [], 'a', false],
    ['StringNotEquals', [], 'a', true],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringEqualsIgnoreCase', ['Ab'], 'aB', true],
    ['StringNotEqualsIgnoreCase', ['Ab'], 'aB', false],
    ['StringLike', ['a?c*'], 'abcd', true],
    ['StringLike', ['a?c'], 'ac', false],
    ['StringLike', ['*'], '', true],
    ['StringNotLike', ['a*'], 'ab', false],
    ['stringlike', ['a*'], 'ab', true],
    ['NumericEquals', ['10'], '10.0', true],
    ['NumericEquals', ['1e1'], '10', true],
    ['NumericEquals', ['10'], 'ten', false],
    ['NumericEquals', ['ten'], '10', false],
    ['NumericNotEquals', ['10'], 'ten', true],
    ['NumericNotEquals', ['ten'], '10', true],
    ['NumericEquals', [''], '', false],
    ['NumericEquals', ['Infinity'], 'Infinity', false],
    ['NumericLessThan', ['10'], '9', true],
    ['NumericLessThan', ['10'], '10', false],
    ['NumericLessThan', ['5', '10'], '7', true],
    ['NumericLessThanEquals', ['10'], '10', true],
    ['NumericGreaterThan', ['10'], '10', false],
    ['NumericGreaterThan', ['-10'], '-9.5', true],
    ['NumericGreaterThanEquals', ['10'], '10', true],
    ['DateEquals', ['2026-01-02T03:04:05Z'], '2026-01-02T04:04:05+01:00', true],
    ['DateLessThan', ['2026-01-02'], '2026-01-01T23:59:59Z', true],
    ['DateLessThan', ['2026-01-02'], '2026-01-02T00:00:00Z', false],
    ['DateGreaterThan', ['1767312000'], '2026-01-02T00:00:01Z', true],
    ['DateGreaterThan', ['2026-01-02T00:00:00Z'], '1767312001', true],
    ['DateLessThan', ['2026-13-02'], '2026-01-02T00:00:00Z', false],
    ['DateNotEquals', ['2026-01-02'], 'yesterday', true],
    ['Bool', ['true'], 'TRUE', true],
    ['Bool', ['True'], 'false', false],
    ['Bool', ['yes'], 'yes', false],
    ['BinaryEquals', ['QmluYXJ5'], 'QmluYXJ5', true],
    ['BinaryEquals', ['QmluYXJ5'], 'qmluYXJ5', false],
    ['IpAddress', ['203.0.113.0/24'], '203.0.113.255', true],
    ['IpAddress', ['203.0.113.9/24'], '203.0.113.1', true],
    ['IpAddress', ['203.0.113.0/24'], '203.0.114.0', false],
    ['IpAddress', ['203.0.113.7'], '203.0.113.7', true],
    ['IpAddress', ['203.0.113.7'], '203.0.113.8', false],
    ['IpAddress', ['2001:db8::/32'], '2001:db8:1::1', true],
    ['IpAddress', ['2001:db8::1'], '2001:DB8:0::1', true],
    ['IpAddress', ['0.0.0.0/0'], '2001:db8::1', false],
    ['IpAddress', ['::/0'], '203.0.113.7', false],
    ['IpAddress', ['::ffff:0:0/96'], '203.0.113.7', false],
    ['IpAddress', ['nonsense'], '203.0.113.7', false],
    ['NotIpAddress', ['203.0.113.0/24'], '203.0.113.1', false],
    ['NotIpAddress', ['203.0.113.0/24'], 'nonsense', true],
    ['ArnEquals', ['arn:aws:sns:*:1:t'], 'arn:aws:sns:r:1:t', true],
    ['ArnLike', ['arn:aws:s3:::b/*'], 'arn:aws:s3:::b/c:d/e', true],
    ['ArnLike', ['arn:aws:*:vpc/v'], 'arn:aws:ec2:r:1:vpc/v', false],
    ['ArnLike', ['arn:aws:ec2:*'], 'arn:aws:ec2:r:1:vpc/v', false],
    ['ArnLike', ['*'], 'arn:aws:ec2:r:1:vpc/v', true],
    ['ArnLike', ['*'], 'vpc/v', false],
    ['ArnLike', ['*'], 'x:aws:ec2:r:1:vpc/v', false],
    ['ArnLike', ['*x'], 'arn:aws:ec2:r:1:vpc/v', false],
    ['ArnLike', ['arn:aws:s3:::b', 'arn:aws:ec2:*:*:*'], 'arn:aws:ec2:r:1:vpc/v', true],
    ['ArnLike', ['ARN:aws:ec2:r:1:vpc/v'], 'arn:aws:ec2:r:1:vpc/v', false],
    ['ArnNotLike', ['arn:aws:ec2:*:*:vpc/*'], 'arn:aws:ec2:r:1:vpc/v', false],
    ['ArnNotEquals', ['arn:aws:ec2:*:*:vpc/*'], 'not an ARN', true],
    ['Null', ['true'], 'x', false],
    ['Null', ['false'], '', true],
    ['Null', ['False'], '', true],
    ['StringEqualsIgnoreCase', ['${aws:none}'], 'undefined', false],
    ['Null', ['true', 'false'], 'x', true],
  ])('%s %j: %j is %s', (operator, written, requested, expected) => {
    expect(holds(operator, written, [requested])).toBe(expected);
  });

  it.each<[string, boolean]>([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['NotIpAddress', true],
    ['Bool', false],
    ['BoolIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAllValues:StringNotEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ForAllValues:Null', true],
    ['ForAnyValue:Null', false],
  ])('%s without the key, and with an empty list, is %s', (operator, expected) => {
    expect(holds(operator, ['true'], undefined)).toBe(expected);
    expect(holds(operator, ['true'], [])).toBe(expected);
  });

  it('Null without the key', () => {
    expect(holds('Null', ['true'], undefined)).toBe(true);
    expect(holds('Null', ['false'], undefined)).toBe(false);
  });

  it.each<[string, string[], string[], boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], [''], false],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'a'], false],
    ['forallvalues:StringLike', ['a*'], ['ab', 'ac'], true],
    ['StringEquals', ['a', 'b'], ['a', 'b'], false],
    ['StringNotEquals', ['c'], ['a', 'b'], false],
    ['StringEqualsIfExists', ['a', 'b'], ['a', 'b'], false],
  ])('%s %j: %j is %s', (operator, written, requested, expected) => {
    expect(holds(operator, written, requested)).toBe(expected);
  });

  it('a negated operator on a list stops no Deny', () => {
    const condition = { operator: 'StringNotEquals', key: KEY, values: ['c'] };
    const context = new Context(new Map([[KEY, ['a', 'b']]]));
    expect(compileCondition(condition, { effect: 'Deny', variables: true }).holds(context)).toBe(true);
  });
});

describe('variables', () => {
  const TAG = { 'aws:PrincipalTag/Team': ['blue'], 'aws:list': ['a', 'b'], 'aws:star': ['*'], 'aws:empty': [''] };

  it.each<[string, string, string, boolean]>([
    ['StringEquals', '${aws:PrincipalTag/Team}', 'blue', true],
    ['StringEquals', 'x-${AWS:principaltag/team}-y', 'x-blue-y', true],
    ['StringEqualsIgnoreCase', '${aws:PrincipalTag/Team}', 'BLUE', true],
    ['StringLike', '${aws:PrincipalTag/Team}*', 'blue-1', true],
    ['StringLike', '${aws:star}', 'anything', false],
    ['StringLike', '${aws:star}', '*', true],
    ['StringLike', "${aws:none, '*'}", 'anything', false],
    ['StringEquals', '${aws:none}', '', false],
    ['StringNotEquals', '${aws:none}', 'x', true],
    ['StringEquals', "${aws:none, 'dflt'}", 'dflt', true],
    ['StringEquals', "${aws:PrincipalTag/Team, 'dflt'}", 'dflt', false],
    ['StringEquals', "${aws:none,''}", '', true],
    ['StringEquals', '${aws:none, dflt}', 'dflt', false],
    ['StringEquals', '${ aws:PrincipalTag/Team }', 'blue', true],
    ['StringEquals', "${ aws:PrincipalTag/Team , 'dflt' }", 'blue', true],
    ['StringEquals', "${aws:none, 'dflt}", 'dfl', false],
    ['StringEquals', "${aws:none, dflt'}", 'flt', false],
    ['StringEquals', '${aws:empty}', '', true],
    ['StringEquals', '${aws:list}', 'a', false],
    ['StringEquals', "${aws:list, 'a'}", 'a', false],
    ['StringLike', 'a${*}b${?}c${$}', 'a*b?c$', true],
    ['StringLike', 'a${*}b', 'axxb', false],
    ['StringEquals', 'a${*}b', 'a*b', true],
    ['StringEquals', 'a${', 'a${', true],
    ['StringEquals', '${}', '', false],
    ['ArnLike', 'arn:aws:s3:::${aws:PrincipalTag/Team}/*', 'arn:aws:s3:::blue/x', true],
    ['ArnLike', 'arn:aws:${aws:star}:::x', 'arn:aws:s3:::x', false],
    ['Bool', '${aws:PrincipalTag/Team}', 'blue', false],
    ['NumericEquals', '${aws:PrincipalTag/Team}', 'blue', false],
  ])('%s %j: %j is %s', (operator, written, requested, expected) => {
    expect(holds(operator, [written], [requested], TAG)).toBe(expected);
  });

  it('are text in policies of 2008', () => {
    const condition = { operator: 'StringEquals', key: KEY, values: ['${aws:username}'] };
    const compiled = compileCondition(condition, { effect: 'Allow', variables: false });
    expect(compiled.holds(new Context(new Map([[KEY, ['${aws:username}']]])))).toBe(true);
    expect(compiled.keys.map(({ name }) => name)).toEqual([KEY]);
  });
});

describe('keys', () => {
  it('of two tags that differ in case, the spelling of the policy counts, else the first', () => {
    const context = new Context(
      new Map([
        ['aws:ResourceTag/a', ['1']],
        ['aws:ResourceTag/A', ['2']],
      ]),
    );
    const is = (key: string, value: string) =>
      compileCondition({ operator: 'StringEquals', key, values: [value] }, { effect: 'Allow', variables: true }).holds(
        context,
      );
    expect([is('aws:ResourceTag/A', '2'), is('aws:ResourceTag/a', '1'), is('AWS:ResourceTag/A', '1')]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('which operators AWS takes', () => {
  it.each([
    'StringEquals',
    'ForAllValues:StringLikeIfExists',
    'ForAnyValue:ArnNotEquals',
    'Null',
    'NumericLessThanEqualsIfExists',
  ])('%s', (name) => expect(isOperator(name)).toBe(true));
  it.each([
    'stringEquals',
    'NullIfExists',
    'ForAllValue:StringEquals',
    'String',
    'IfExists',
    '',
    'StringEquals ',
    'BinaryNotEquals',
    'toString',
  ])('not %j', (name) => expect(isOperator(name)).toBe(false));
});
