import { compareAddresses } from '../../net/address.ts';
import { ALL_PORTS, type PortRange } from '../../net/port-range.ts';
import { comparePrefixes, lastAddress, type Prefix, prefixCovers, prefixHolds, samePrefix } from '../../net/prefix.ts';

/** A rectangle of addresses and numbers (ports; or ICMP types and codes, or protocols, as one number). */
export type Block = Readonly<{ prefix: Prefix; ports: PortRange }>;

/**
 * The same addresses and ports without overlap, for the kernel takes no overlapping elements: each prefix keeps what no
 * wider prefix has. Prefixes are nested or apart, never half over one another.
 */
export function disjoint(blocks: readonly Block[]): readonly Block[] {
  const result: Block[] = [];
  let wider: Array<{ prefix: Prefix; ports: readonly PortRange[] }> = []; // those around the present one, outermost first
  for (const { prefix, ports } of byPrefix(blocks)) {
    wider = wider.filter((around) => prefixCovers(around.prefix, prefix));
    const own = without(merged(ports), merged(wider.flatMap((around) => around.ports)));
    wider.push({ prefix, ports: own });
    for (const range of own) result.push({ prefix, ports: range });
  }
  return result;
}

/** The same addresses without overlap. */
export function disjointPrefixes(prefixes: readonly Prefix[]): readonly Prefix[] {
  return disjoint(prefixes.map((prefix) => ({ prefix, ports: ALL_PORTS }))).map(({ prefix }) => prefix);
}

/** Sorted, joined where they touch or overlap. */
export function merged(ranges: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const last = result.at(-1);
    if (last === undefined || range.first > last.last + 1) result.push(range);
    else result[result.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
  }
  return result;
}

/** Longest prefix wins, as address ranges that do not overlap. */
export function byLongestPrefix<T>(
  entries: ReadonlyArray<Readonly<{ prefix: Prefix; value: T }>>,
): ReadonlyArray<Readonly<{ first: bigint; last: bigint; value: T }>> {
  const sorted = [...entries].sort((a, b) => comparePrefixes(a.prefix, b.prefix));
  return sorted.flatMap(({ prefix, value }, i) => {
    const pieces: Array<{ first: bigint; last: bigint; value: T }> = [];
    let first = prefix.base.bits;
    for (const inner of outermost(
      sorted.slice(i + 1).map((entry) => entry.prefix),
      prefix,
    )) {
      if (inner.base.bits > first) pieces.push({ first, last: inner.base.bits - 1n, value });
      first = lastAddress(inner).bits + 1n;
    }
    const last = lastAddress(prefix).bits;
    if (first <= last) pieces.push({ first, last, value });
    return pieces;
  });
}

/** Of those inside `around`, which are inside no other one. `inner` is sorted. */
function outermost(inner: readonly Prefix[], around: Prefix): readonly Prefix[] {
  const result: Prefix[] = [];
  for (const prefix of inner) {
    if (!prefixHolds(around, prefix.base)) break;
    const before = result.at(-1);
    if (before === undefined || compareAddresses(prefix.base, lastAddress(before)) > 0) result.push(prefix);
  }
  return result;
}

function byPrefix(blocks: readonly Block[]): ReadonlyArray<Readonly<{ prefix: Prefix; ports: readonly PortRange[] }>> {
  const result: Array<{ prefix: Prefix; ports: PortRange[] }> = [];
  for (const { prefix, ports } of [...blocks].sort((a, b) => comparePrefixes(a.prefix, b.prefix))) {
    const last = result.at(-1);
    if (last !== undefined && samePrefix(last.prefix, prefix)) last.ports.push(ports);
    else result.push({ prefix, ports: [ports] });
  }
  return result;
}

/** What of `ranges` is not in `taken`; both merged. */
function without(ranges: readonly PortRange[], taken: readonly PortRange[]): readonly PortRange[] {
  return ranges.flatMap((range) => {
    const left: PortRange[] = [];
    let first = range.first;
    for (const hole of taken) {
      if (hole.last < first || hole.first > range.last) continue;
      if (hole.first > first) left.push({ first, last: hole.first - 1 });
      first = hole.last + 1;
    }
    if (first <= range.last) left.push({ first, last: range.last });
    return left;
  });
}
