import { ARP_TABLE, IP_TABLE } from './names.ts';
import { renderBase, renderEntry, renderKey, renderMapType, renderRule, renderSetType } from './render.ts';
import type { Chain, NftMap, NftSet, Ruleset } from './ruleset.ts';

const NOTHING: Ruleset = { sets: new Map(), maps: new Map(), chains: new Map() };

/**
 * What turns `before` into `after`: nft transactions, to be made in this order; none when they are equal. Without `before`
 * (nobody knows what is there) our table is made anew, in one. While the kernel does that it drops packets for some
 * milliseconds.
 *
 * A packet that is being judged while the kernel takes a transaction over sees the old chains and, from then on, the new
 * elements of sets. So a packet that old and new rules refuse could pass between them, and would be tracked. Therefore
 * first everything is taken away that goes, then the chains change, and then what comes is added: whatever a packet sees
 * of two neighbours allows no more than one of them.
 */
export function difference(before: Ruleset | undefined, after: Ruleset): ReadonlyArray<readonly string[]> {
  if (before !== undefined) return changes(before, after).filter((commands) => commands.length > 0);
  const anew = [IP_TABLE, ARP_TABLE].flatMap((table) =>
    ['add', 'delete', 'add'].map((verb) => `${verb} table ${table}`),
  );
  return [[...anew, ...changes(NOTHING, after).flat()]];
}

function changes(before: Ruleset, after: Ruleset): ReadonlyArray<readonly string[]> {
  const sets = { before: textsOfSets(before), after: textsOfSets(after) };
  const maps = { before: textsOfMaps(before), after: textsOfMaps(after) };
  const chains = { before: textsOfChains(before), after: textsOfChains(after) };
  const elements = [...elementChanges(sets), ...elementChanges(maps)];
  const own = (phase: ElementChange['phase']): readonly string[] =>
    elements.flatMap((change) => (change.phase === phase ? [change.command] : []));
  return [own('closes'), [...structure(sets, maps, chains, own('new'))], own('opens')];
}

/** The order is for names alone: made before use, removed after it. */
function structure(sets: Change, maps: Change, chains: Change, elements: readonly string[]): readonly string[] {
  const goneChains = gone(chains).map(([name]) => name);
  return [
    ...come(chains).map(([name, { type }]) => `add chain ${name}${type}`),
    ...come(sets).map(([name, { type }]) => `add set ${name} ${type}`),
    ...come(maps).map(([name, { type }]) => `add map ${name} ${type}`),
    ...[...goneChains, ...changed(chains)].map((name) => `flush chain ${name}`),
    ...elements,
    ...[...come(chains).map(([name]) => name), ...changed(chains)].flatMap((name) =>
      [...(chains.after.get(name)?.lines ?? [])].map((line) => `add rule ${name} ${line}`),
    ),
    ...gone(maps).map(([name]) => `delete map ${name}`),
    ...gone(sets).map(([name]) => `delete set ${name}`),
    ...goneChains.map((name) => `delete chain ${name}`),
  ];
}

/** A set's elements, a map's entries, or a chain's rules, by table and name; `key` is what removes an element. */
type Texts = ReadonlyMap<string, Text>;
type Text = Readonly<{ type: string; lines: readonly string[]; key: (line: string) => string; refuses?: true }>;
type Change = Readonly<{ before: Texts; after: Texts }>;

function textsOfSets({ sets }: Ruleset): Texts {
  const lines = ({ fields, elements }: NftSet): readonly string[] => elements.map((key) => renderKey(fields, key));
  return new Map(
    [...sets].map(([name, set]) => [
      placed(name, set),
      {
        type: renderSetType(set),
        lines: lines(set),
        key: (line) => line,
        ...(set.refuses && { refuses: set.refuses }),
      },
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

/** `new`: of a set that was not there. */
type ElementChange = Readonly<{ phase: 'closes' | 'new' | 'opens'; command: string }>;

/** Elements of sets that go altogether go with them; verdicts of maps do too, before the chains that they name. */
function elementChanges({ before, after }: Change): readonly ElementChange[] {
  return [...after].flatMap(([name, { lines, key, refuses }]): readonly ElementChange[] => {
    const old = new Set(before.get(name)?.lines);
    const now = new Set(lines);
    const removed = [...old].filter((line) => !now.has(line)).map(key);
    const added = lines.filter((line) => !old.has(line));
    const [out, into] = refuses ? (['opens', 'closes'] as const) : (['closes', 'opens'] as const);
    const of = (verb: string, phase: ElementChange['phase'], all: readonly string[]): readonly ElementChange[] =>
      all.length === 0 ? [] : [{ phase, command: `${verb} element ${name} { ${all.join(', ')} }` }];
    return [...of('delete', out, removed), ...of('add', before.has(name) ? into : 'new', added)];
  });
}
