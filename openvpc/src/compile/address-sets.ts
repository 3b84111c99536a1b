import { type GroupProgram, listSet, memberSet } from '../contract/program.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { GroupId, PrefixListId, SetId } from '../name/id.ts';
import { comparePrefixes, hostPrefix, type Prefix } from '../net/prefix.ts';
import { addressesOf } from './enis.ts';
import { rememberedBy } from './remembered.ts';
import { sortedById } from './sorted.ts';

/**
 * What the peers of rules stand for: of a referenced group, by VPC, all private addresses and delegated prefixes of the
 * ENIs there that carry it (VPC User Guide, "Referencing security groups"); of a prefix list, the entries of its newest
 * version. A member more or less changes a set and no rule.
 */
export function addressSets(
  snapshot: Snapshot,
  groups: ReadonlyMap<GroupId, GroupProgram>,
): ReadonlyMap<SetId, readonly Prefix[]> {
  const peers = [...groups.values()].flatMap(setPeers);
  const referenced = new Set(peers.flatMap((peer) => (peer.kind === 'members' ? [peer.group] : [])));
  const lists = new Set([
    ...peers.flatMap((peer) => (peer.kind === 'list' ? [peer.list] : [])),
    ...[...snapshot.endpoints.values()].map(({ prefixList }) => prefixList), // whence their services answer
  ]);
  return sortedById([...memberSets(snapshot, referenced), ...listSets(snapshot, lists)]);
}

/** Peers of a group's rules that stand for a set. */
const setPeers = rememberedBy(({ ingress, egress }: GroupProgram) =>
  [...ingress, ...egress].map(({ match }) => match.peer).filter((peer) => peer.kind !== 'prefix'),
);

/** A referenced group without members has no set. */
function memberSets(snapshot: Snapshot, referenced: ReadonlySet<GroupId>): ReadonlyMap<SetId, readonly Prefix[]> {
  const members = new Map<SetId, Prefix[]>();
  for (const eni of snapshot.enis.values()) {
    for (const group of eni.groups) {
      if (!referenced.has(group)) continue;
      const set = memberSet(group, eni.vpc);
      const own = members.get(set) ?? [];
      own.push(...addressesOf(eni).map(hostPrefix), ...(eni.prefixes ?? []));
      members.set(set, own);
    }
  }
  return new Map([...members].map(([set, prefixes]) => [set, prefixes.sort(comparePrefixes)]));
}

function listSets(snapshot: Snapshot, lists: ReadonlySet<PrefixListId>): ReadonlyMap<SetId, readonly Prefix[]> {
  return new Map(
    [...lists].map((id) => {
      const entries = snapshot.prefixLists.get(id)!.entries; // invariants: what is referred to exists
      return [listSet(id), entries.map(({ prefix }) => prefix).sort(comparePrefixes)] as const;
    }),
  );
}
