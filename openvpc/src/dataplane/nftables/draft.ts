import type { Chain, NftMap, NftSet, Ruleset } from './ruleset.ts';

/** A ruleset in the making: each part adds its chains, sets and maps. */
export type RulesetDraft = Readonly<{
  sets: Map<string, NftSet>;
  maps: Map<string, NftMap>;
  chains: Map<string, Chain>;
}>;

export const emptyDraft = (): RulesetDraft => ({ sets: new Map(), maps: new Map(), chains: new Map() });

/** In order of name, so that equal rules are equal text. */
export function finished(draft: RulesetDraft): Ruleset {
  return { sets: sorted(draft.sets), maps: sorted(draft.maps), chains: sorted(draft.chains) };
}

function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
