import { ARP_TABLE, IP_TABLE } from './names.ts';
import { renderBase, renderEntry, renderKey, renderMapType, renderRule, renderSetType } from './render.ts';
import type { Chain, NftMap, NftSet, Ruleset } from './ruleset.ts';

const NOTHING: Ruleset = { sets: new Map(), maps: new Map(), chains: new Map() };

/**
 * The commands of one nft transaction that turn `before` into `after`; none when they are equal. Without `before` (nobody
 * knows what is there) our table is made anew. While the kernel does that it drops packets for some milliseconds.
 */
export function difference(before: Ruleset | undefined, after: Ruleset): readonly string[] {
  if (before !== undefined) return changes(before, after);
  const anew = [IP_TABLE, ARP_TABLE].flatMap((table) =>
    ['add', 'delete', 'add'].map((verb) => `${verb} table ${table}`),
  );
  return [...anew, ...changes(NOTHING, after)];
}

/** The kernel shows all of it to packets at once; the order is for names alone: made before use, removed after it. */
function changes(before: Ruleset, after: Ruleset): readonly string[] {
  const sets = { before: textsOfSets(before), after: textsOfSets(after) };
  const maps = { before: textsOfMaps(before), after: textsOfMaps(after) };
  const chains = { before: textsOfChains(before), after: textsOfChains(after) };
  const goneChains = gone(chains).map(([name]) => name);
  return [
    ...come(chains).map(([name, { type }]) => `add chain ${name}${type}`),
    ...come(sets).map(([name, { type }]) => `add set ${name} ${type}`),
    ...come(maps).map(([name, { type }]) => `add map ${name} ${type}`),
    ...[...goneChains, ...changed(chains)].map((name) => `flush chain ${name}`),
    ...elementChanges(sets),
    ...elementChanges(maps),
    ...[...come(chains).map(([name]) => name), ...changed(chains)].flatMap((name) =>
      [...(chains.after.get(name)?.lines ?? [])].map((line) => `add rule ${name} ${line}`),
    ),
    ...gone(maps).map(([name]) => `delete map ${name}`),
    ...gone(sets).map(([name]) => `delete set ${name}`),
    ...goneChains.map((name) => `delete chain ${name}`),
  ];
}

/** A set's elements, a map's entries, or a chain's rules, by table and name; `key` is what removes an element. */
type Texts = ReadonlyMap<string, Readonly<{ type: string; lines: readonly string[]; key: (line: string) => string }>>;
type Change = Readonly<{ before: Texts; after: Texts }>;

function textsOfSets({ sets }: Ruleset): Texts {
  const lines = ({ fields, elements }: NftSet): readonly string[] => elements.map((key) => renderKey(fields, key));
  return new Map(
    [...sets].map(([name, set]) => [
      placed(name, set),
      { type: renderSetType(set), lines: lines(set), key: (line) => line },
    ]),
  );
}

function textsOfMaps({ maps }: Ruleset): Texts {
  const lines = ({ fields, entries }: NftMap): readonly string[] => entries.map((entry) => renderEntry(fields, entry));
  const key = (line: string): string => line.slice(0, line.lastIndexOf(' : '));
  return new Map(
    [...maps].map(([name, map]) => [placed(name, map), { type: renderMapType(map), lines: lines(map), key }]),
  );
}

function textsOfChains({ chains }: Ruleset): Texts {
  return new Map(
    [...chains].map(([name, chain]) => [
      placed(name, chain),
      { type: baseOf(chain), lines: chain.rules.map(renderRule), key: String },
    ]),
  );
}

function placed(name: string, { arp }: Readonly<{ arp?: true }>): string {
  return `${arp === true ? ARP_TABLE : IP_TABLE} ${name}`;
}

function baseOf(chain: Chain | undefined): string {
  return chain?.base === undefined ? '' : ` ${renderBase(chain.base)}`;
}

/** What changes its type is another thing of the same name; the names are made so that it never happens. */
function come({ before, after }: Change): ReadonlyArray<readonly [string, NonNullable<ReturnType<Texts['get']>>]> {
  for (const [name, { type }] of after) {
    const old = before.get(name);
    if (old !== undefined && old.type !== type) throw new Error(`${name} changed from ${old.type} to ${type}`);
  }
  return [...after].filter(([name]) => !before.has(name));
}

function gone({ before, after }: Change): ReturnType<typeof come> {
  return [...before].filter(([name]) => !after.has(name));
}

function changed({ before, after }: Change): readonly string[] {
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((line, i) => line === b[i]);
  return [...after].flatMap(([name, { lines }]) => {
    const old = before.get(name);
    return old === undefined || same(old.lines, lines) ? [] : [name];
  });
}

/** Elements of sets that go altogether go with them; verdicts of maps do too, before the chains that they name. */
function elementChanges({ before, after }: Change): readonly string[] {
  const out: string[] = [];
  const into: string[] = [];
  for (const [name, { lines, key }] of after) {
    const old = new Set(before.get(name)?.lines);
    const now = new Set(lines);
    const removed = [...old].filter((line) => !now.has(line)).map(key);
    const added = lines.filter((line) => !old.has(line));
    if (removed.length > 0) out.push(`delete element ${name} { ${removed.join(', ')} }`);
    if (added.length > 0) into.push(`add element ${name} { ${added.join(', ')} }`);
  }
  return [...out, ...into];
}
