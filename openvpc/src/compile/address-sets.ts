import type { GroupProgram } from '../contract/program.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { GroupId, SetId } from '../name/id.ts';
import { comparePrefixes, hostPrefix, type Prefix } from '../net/prefix.ts';
import { addressesOf } from './enis.ts';
import { sortedById } from './sorted.ts';

/** The set of a referenced group's members has the group's name. */
export function setOf(group: GroupId): SetId {
  return group as string as SetId; // the one place where a group's id becomes a set's
}

/**
 * Members of every group that a rule refers to: all private addresses, both families, of the ENIs that carry it (VPC
 * User Guide, "Referencing security groups"). A member more or less changes a set and no rule.
 */
export function memberSets(
  snapshot: Snapshot,
  groups: ReadonlyMap<GroupId, GroupProgram>,
): ReadonlyMap<SetId, readonly Prefix[]> {
  const members = new Map<SetId, Prefix[]>();
  for (const { ingress, egress } of groups.values()) {
    for (const { match } of [...ingress, ...egress]) if (match.peer.kind === 'set') members.set(match.peer.set, []);
  }
  for (const eni of snapshot.enis.values()) {
    for (const group of eni.groups) members.get(setOf(group))?.push(...addressesOf(eni).map(hostPrefix));
  }
  return sortedById([...members].map(([set, prefixes]) => [set, prefixes.sort(comparePrefixes)] as const));
}
