import { type Address, compareAddresses, type Family, formatAddress, parseAddress, WIDTH } from './address.ts';

/** A CIDR block in canonical form: no bit of `base` is set beyond `length`. */
export type Prefix = Readonly<{ base: Address; length: number }>;

/** Host bits are cleared, as AWS does (`100.68.0.18/18` is `100.68.0.0/18`); undefined for anything that is not CIDR. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const base = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (base === undefined || !/^(?:0|[1-9][0-9]{0,2})$/.test(digits)) return undefined;
  const length = Number(digits);
  return length > WIDTH[base.family] ? undefined : prefixAt(base, length);
}

/** For constants in code and tests: throws on text that is not CIDR. */
export function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new Error(`not a CIDR block: ${text}`);
  return parsed;
}

export function formatPrefix(p: Prefix): string {
  return `${formatAddress(p.base)}/${p.length}`;
}

/** The block of that length which holds the address. */
export function prefixAt(a: Address, length: number): Prefix {
  const host = BigInt(WIDTH[a.family] - length);
  return { base: { family: a.family, bits: (a.bits >> host) << host }, length };
}

/** The block that is one address. */
export function hostPrefix(a: Address): Prefix {
  return { base: a, length: WIDTH[a.family] };
}

export function everyone(family: Family): Prefix {
  return { base: { family, bits: 0n }, length: 0 };
}

export function samePrefix(a: Prefix, b: Prefix): boolean {
  return a.length === b.length && a.base.family === b.base.family && a.base.bits === b.base.bits;
}

export function prefixHolds(p: Prefix, a: Address): boolean {
  if (p.base.family !== a.family) return false;
  const host = BigInt(WIDTH[a.family] - p.length);
  return a.bits >> host === p.base.bits >> host;
}

/** Whether every address of `inner` is in `outer`. */
export function prefixCovers(outer: Prefix, inner: Prefix): boolean {
  return outer.length <= inner.length && prefixHolds(outer, inner.base);
}

export function prefixesOverlap(a: Prefix, b: Prefix): boolean {
  return prefixCovers(a, b) || prefixCovers(b, a);
}

export function lastAddress(p: Prefix): Address {
  const host = BigInt(WIDTH[p.base.family] - p.length);
  return { family: p.base.family, bits: p.base.bits | ((1n << host) - 1n) };
}

export function prefixSize(p: Prefix): bigint {
  return 1n << BigInt(WIDTH[p.base.family] - p.length);
}

/** By base address, shorter (wider) first. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  return compareAddresses(a.base, b.base) || a.length - b.length;
}
