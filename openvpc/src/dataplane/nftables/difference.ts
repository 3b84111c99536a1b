import { TABLE } from './names.ts';
import { renderBase, renderElement, renderJump, renderMapBody, renderRule, renderSetBody } from './render.ts';
import type { Chain, NftSet, Ruleset, VerdictMap } from './ruleset.ts';

const NOTHING: Ruleset = { sets: new Map(), maps: new Map(), chains: new Map() };

/**
 * The lines of one nft transaction that turns `before` into `after`; none when they are equal. Without `before` (nothing
 * known of what is there) our table is made anew, in the same transaction, so that there is no moment without it.
 */
export function difference(before: Ruleset | undefined, after: Ruleset): readonly string[] {
  if (before === undefined) {
    const fresh = [`add table inet ${TABLE}`, `delete table inet ${TABLE}`, `add table inet ${TABLE}`];
    return [...fresh, ...changes(NOTHING, after)];
  }
  return changes(before, after);
}

/**
 * Order within the transaction: what others refer to is made first and removed last. The kernel shows all of it to packets
 * at once.
 */
function changes(before: Ruleset, after: Ruleset): readonly string[] {
  const oldSets = remade(before.sets, after.sets, (a, b) => renderSetBody(a) === renderSetBody(b));
  const oldMaps = remade(before.maps, after.maps, (a, b) => a.key === b.key);
  return [
    ...added(before.chains, after.chains).map(([name, chain]) => addChain(name, chain)),
    ...added(oldSets.kept, after.sets).map(([name, set]) => `add set inet ${TABLE} ${name} ${renderSetBody(set)}`),
    ...added(oldMaps.kept, after.maps).map(([name, map]) => `add map inet ${TABLE} ${name} ${renderMapBody(map)}`),
    ...[...after.sets].flatMap(([name, set]) =>
      elementChanges(name, setElements(oldSets.kept.get(name)), setElements(set)),
    ),
    ...[...after.maps].flatMap(([name, map]) =>
      elementChanges(name, mapElements(oldMaps.kept.get(name)), mapElements(map)),
    ),
    ...[...after.chains].flatMap(([name, chain]) => chainChanges(name, before, after, chain)),
    // A chain that goes may still call others, and be called by nothing any more: emptied first, then removed.
    ...added(after.chains, before.chains).map(([name]) => `flush chain inet ${TABLE} ${name}`),
    ...[...oldMaps.gone].map((name) => `delete map inet ${TABLE} ${name}`),
    ...added(after.chains, before.chains).map(([name]) => `delete chain inet ${TABLE} ${name}`),
    ...[...oldSets.gone].map((name) => `delete set inet ${TABLE} ${name}`),
  ];
}

/** Entries of `to` whose name `from` lacks. */
function added<T>(from: ReadonlyMap<string, T>, to: ReadonlyMap<string, T>): ReadonlyArray<readonly [string, T]> {
  return [...to].filter(([name]) => !from.has(name));
}

/** Which stay as they are, and which go. One that changed its type cannot stay: such a name never changes its type. */
function remade<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): { kept: ReadonlyMap<string, T>; gone: readonly string[] } {
  for (const [name, old] of before) {
    const now = after.get(name);
    if (now !== undefined && !same(old, now)) throw new Error(`the set or map ${name} changed its type`);
  }
  return { kept: before, gone: [...before.keys()].filter((name) => !after.has(name)) };
}

function addChain(name: string, chain: Chain): string {
  const base = chain.base === undefined ? '' : ` { ${renderBase(chain.base)} }`;
  return `add chain inet ${TABLE} ${name}${base}`;
}

function chainChanges(name: string, before: Ruleset, after: Ruleset, chain: Chain): readonly string[] {
  const rules = chain.rules.map((rule) => renderRule(rule, after.sets, after.maps));
  const known = before.chains.get(name)?.rules.map((rule) => renderRule(rule, before.sets, before.maps));
  if (known !== undefined && known.join('\n') === rules.join('\n')) return [];
  const emptied = known === undefined || known.length === 0 ? [] : [`flush chain inet ${TABLE} ${name}`];
  return [...emptied, ...rules.map((text) => `add rule inet ${TABLE} ${name} ${text}`)];
}

/** Element texts; keys first, so that a map entry that calls another chain is one removal and one addition. */
function setElements(set: NftSet | undefined): ReadonlySet<string> {
  return new Set(set?.elements.map(renderElement));
}

function mapElements(map: VerdictMap | undefined): ReadonlySet<string> {
  return new Set(map && [...map.jumps].map(([key, chain]) => renderJump(map, key, chain)));
}

const AT_ONCE = 500; // elements in one line

function elementChanges(name: string, before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  const gone = [...before].filter((element) => !after.has(element));
  const come = [...after].filter((element) => !before.has(element));
  return [...batches('delete', name, gone), ...batches('add', name, come)];
}

function batches(verb: 'add' | 'delete', name: string, elements: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < elements.length; at += AT_ONCE) {
    lines.push(`${verb} element inet ${TABLE} ${name} { ${elements.slice(at, at + AT_ONCE).join(', ')} }`);
  }
  return lines;
}
