import { ALL_PORTS, type PortRange } from '../../net/port-range.ts';
import { comparePrefixes, type Prefix, prefixCovers, samePrefix } from '../../net/prefix.ts';

/** A rectangle of addresses and ports. */
export type Block = Readonly<{ prefix: Prefix; ports: PortRange }>;

/** The same addresses and ports as the given blocks, without overlap: the kernel takes no overlapping elements. */
export function disjoint(blocks: readonly Block[]): readonly Block[] {
  const prefixes = distinct(blocks.map(({ prefix }) => prefix));
  return prefixes.flatMap((prefix) => {
    const own = merged(blocks.filter((block) => samePrefix(block.prefix, prefix)).map(({ ports }) => ports));
    const wider = blocks.filter((block) => prefixCovers(block.prefix, prefix) && !samePrefix(block.prefix, prefix));
    return without(own, merged(wider.map(({ ports }) => ports))).map((ports) => ({ prefix, ports }));
  });
}

/** The same addresses without overlap. */
export function disjointPrefixes(prefixes: readonly Prefix[]): readonly Prefix[] {
  return disjoint(prefixes.map((prefix) => ({ prefix, ports: ALL_PORTS }))).map(({ prefix }) => prefix);
}

/** Sorted, joined where they touch or overlap. */
export function merged(ranges: readonly PortRange[]): readonly PortRange[] {
  const out: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const last = out.at(-1);
    if (last !== undefined && range.first <= last.last + 1) {
      out[out.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
    } else out.push(range);
  }
  return out;
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

function distinct(prefixes: readonly Prefix[]): readonly Prefix[] {
  return [...prefixes].sort(comparePrefixes).filter((prefix, i, all) => {
    const before = all[i - 1];
    return before === undefined || !samePrefix(before, prefix);
  });
}
