import type { Address, Family } from '../../net/address.ts';
import type { PortRange } from '../../net/port-range.ts';
import { lastAddress, type Prefix } from '../../net/prefix.ts';
import {
  type Action,
  type Condition,
  CONNECTION_DIRECTION,
  CONNECTION_STATE,
  type Field,
  type Interval,
  type Rule,
  type Value,
  type Verdict,
} from './ruleset.ts';

/** Short words for writing rules: what the rule files are written in. */

export const FAMILIES: readonly Family[] = [4, 6];

export const one = (value: Value | number): Interval => {
  const exact = typeof value === 'number' ? BigInt(value) : value;
  return { first: exact, last: exact };
};
export const addressKey = (a: Address): Interval => one(a.bits);
export const prefixKey = (p: Prefix): Interval => ({ first: p.base.bits, last: lastAddress(p).bits });
export const portKey = (range: PortRange): Interval => ({ first: BigInt(range.first), last: BigInt(range.last) });

export const is = (field: Field, ...anyOf: readonly Interval[]): Condition => ({ kind: 'is', field, anyOf });
export const isNot = (field: Field, ...noneOf: readonly Interval[]): Condition => ({
  kind: 'is',
  field,
  anyOf: noneOf,
  not: true,
});
export const isIn = (fields: readonly Field[], set: string): Condition => ({ kind: 'in', fields, set });
export const ofFamily = (family: Family): Condition => is('family', one(family));
export const ofProtocol = (...protocols: readonly number[]): Condition => is('protocol', ...protocols.map(one));
/** All of these bits are set in the packet's mark. */
export const marked = (bits: number): Condition => ({ kind: 'is', field: 'mark', mask: bits, anyOf: [one(bits)] });
export const unmarked = (bits: number): Condition => ({ kind: 'is', field: 'mark', mask: bits, anyOf: [one(0)] });
export const connectionMarked = (bits: number): Condition => ({
  kind: 'is',
  field: 'connection-mark',
  mask: bits,
  anyOf: [one(bits)],
});
export const connectionUnmarked = (bits: number): Condition => ({
  kind: 'is',
  field: 'connection-mark',
  mask: bits,
  anyOf: [one(0)],
});
export const going = (direction: keyof typeof CONNECTION_DIRECTION): Condition =>
  is('connection-direction', one(CONNECTION_DIRECTION[direction]));
/** Part of the connection itself. An ICMP error is "related": it is about a connection and no part of it. */
export const OF_CONNECTION: Condition = is(
  'connection-state',
  one(CONNECTION_STATE.new),
  one(CONNECTION_STATE.established),
);

export const setBits = (bits: number): Action => ({ kind: 'set-bits', of: 'mark', bits });
export const setConnectionBits = (bits: number): Action => ({ kind: 'set-bits', of: 'connection-mark', bits });
export const clearBits = (bits: number): Action => ({ kind: 'clear-bits', bits });
export const markBy = (fields: readonly Field[], map: string): Action => ({ kind: 'mark-by', fields, map });
export const verdictBy = (fields: readonly Field[], map: string): Action => ({ kind: 'verdict-by', fields, map });
export const ACCEPT: Verdict = { kind: 'accept' };
export const DROP: Verdict = { kind: 'drop' };
export const RETURN: Verdict = { kind: 'return' };
export const call = (chain: string): Verdict => ({ kind: 'call', chain });
export const go = (chain: string): Verdict => ({ kind: 'go', chain });

export const rule = (when: readonly Condition[], ...actions: readonly Action[]): Rule => ({ when, actions });

export const source = (family: Family): Field => (family === 4 ? 'source4' : 'source6');
export const destination = (family: Family): Field => (family === 4 ? 'destination4' : 'destination6');
