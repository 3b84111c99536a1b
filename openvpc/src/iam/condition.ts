import * as compare from './comparison.ts';
import { type Context, type ContextKey, contextKey } from './context.ts';
import type { DocumentCondition } from './document.ts';

/** One entry of a Condition block, ready to be asked. All entries of a statement must hold. */
export type Condition = Readonly<{
  holds: (context: Context) => boolean;
  /** The key itself, then those that variables among its values ask for. */
  keys: readonly ContextKey[];
}>;

/** `ForAllValues:StringNotLikeIfExists`, taken apart. */
type Operator = Readonly<{ set: Quantifier | undefined; base: Base; ifExists: boolean }>;
type Quantifier = 'every' | 'some';
/** A negated operator is true of a value that matches none of the policy's. */
type Base = Readonly<{ name: string; comparison: compare.Comparison | 'null'; negated: boolean }>;

const BASES: ReadonlyMap<string, Base> = new Map(
  [
    base('StringEquals', compare.stringEquals),
    base('StringNotEquals', compare.stringEquals, true),
    base('StringEqualsIgnoreCase', compare.stringEqualsIgnoreCase),
    base('StringNotEqualsIgnoreCase', compare.stringEqualsIgnoreCase, true),
    base('StringLike', compare.stringLike),
    base('StringNotLike', compare.stringLike, true),
    ...ordered('Numeric', compare.numeric),
    ...ordered('Date', compare.instant),
    base('Bool', compare.bool),
    base('BinaryEquals', compare.binaryEquals),
    base('IpAddress', compare.ipAddress),
    base('NotIpAddress', compare.ipAddress, true),
    base('ArnEquals', compare.arnLike),
    base('ArnLike', compare.arnLike),
    base('ArnNotEquals', compare.arnLike, true),
    base('ArnNotLike', compare.arnLike, true),
    base('Null', 'null'),
  ].map((known) => [known.name.toLowerCase(), known]),
);

function base(name: string, comparison: compare.Comparison | 'null', negated = false): Base {
  return { name, comparison, negated };
}

type Order = (requested: number, written: number) => boolean;

function ordered(prefix: string, comparison: (order: Order) => compare.Comparison): readonly Base[] {
  const equal = comparison((requested, written) => requested === written);
  return [
    base(`${prefix}Equals`, equal),
    base(`${prefix}NotEquals`, equal, true),
    base(
      `${prefix}LessThan`,
      comparison((requested, written) => requested < written),
    ),
    base(
      `${prefix}LessThanEquals`,
      comparison((requested, written) => requested <= written),
    ),
    base(
      `${prefix}GreaterThan`,
      comparison((requested, written) => requested > written),
    ),
    base(
      `${prefix}GreaterThanEquals`,
      comparison((requested, written) => requested >= written),
    ),
  ];
}

/** What a condition stands in. */
export type Place = Readonly<{ effect: 'Allow' | 'Deny'; variables: boolean }>;

/**
 * An operator that nobody knows is refused when a policy is written. If one is met all the same, no Allow applies by it,
 * and a Deny does.
 */
export function compileCondition({ operator: name, key: keyName, values }: DocumentCondition, place: Place): Condition {
  const operator = parseOperator(name);
  const key = contextKey(keyName);
  if (operator === undefined) return { holds: () => place.effect === 'Deny', keys: [key] };
  if (operator.base.comparison === 'null') return { holds: nullHolds(operator, key, values), keys: [key] };
  const { matches, keys } = operator.base.comparison(values, place.variables);
  const { negated } = operator.base;
  const ifAbsent = holdsWithoutKey(operator);
  const holds = (context: Context): boolean => {
    const requested = context.values(key);
    if (requested === undefined) return ifAbsent;
    const one = (value: string): boolean => matches(value, context) !== negated;
    if (operator.set !== undefined) return requested[operator.set](one);
    // AWS does not say what a list means to an operator for one value. Here it never helps an Allow, nor stops a Deny.
    return requested.length === 1 ? one(requested[0] as string) : negated && place.effect === 'Deny';
  };
  return { holds, keys: [key, ...keys] };
}

/**
 * IAM User Guide, "Condition operators" ("…IfExists", negated operators) and "Multivalued context keys": an absent key is
 * true for IfExists and for ForAllValues, false for ForAnyValue even when negated, else true if the operator is negated.
 */
function holdsWithoutKey({ set, base: { negated }, ifExists }: Operator): boolean {
  if (ifExists || set === 'every') return true;
  return set === undefined && negated;
}

/** `"true"`: the key must be absent; `"false"`: it must be there. An empty string is there. */
function nullHolds({ set }: Operator, key: ContextKey, values: readonly string[]): Condition['holds'] {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (context) => {
    const absent = context.values(key) === undefined;
    return absent && set !== undefined ? set === 'every' : wanted.has(String(absent));
  };
}

/** Operator names ignore case when they are asked. */
function parseOperator(name: string): Operator | undefined {
  const [, set, rest = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/is.exec(name) ?? [];
  const folded = rest.toLowerCase();
  const ifExists = folded.endsWith('ifexists');
  const found = BASES.get(ifExists ? folded.slice(0, -'ifexists'.length) : folded);
  if (found === undefined || (ifExists && found.comparison === 'null')) return undefined;
  return { base: found, ifExists, set: set === undefined ? undefined : /all/i.test(set) ? 'every' : 'some' };
}

/** Whether AWS takes this operator in a policy: the documented spelling only. */
export function isOperator(name: string): boolean {
  const operator = parseOperator(name);
  if (operator === undefined) return false;
  const set = { every: 'ForAllValues:', some: 'ForAnyValue:' };
  const prefix = operator.set === undefined ? '' : set[operator.set];
  return name === `${prefix}${operator.base.name}${operator.ifExists ? 'IfExists' : ''}`;
}

export function isDateOperator(name: string): boolean {
  return parseOperator(name)?.base.name.startsWith('Date') === true;
}
