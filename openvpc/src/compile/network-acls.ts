import type { AclEntry, AclProgram, SubnetProgram } from '../contract/program.ts';
import { LAST_ENTRY, LAST_ENTRY_IPV6, type NetworkAcl, type NetworkAclEntry } from '../model/network-acl.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { AclId, SubnetId } from '../name/id.ts';
import { everyone } from '../net/prefix.ts';
import { rememberedBy } from './remembered.ts';
import { trafficMatch } from './security-groups.ts';
import { sortedById } from './sorted.ts';

/** The ACLs that some subnet has. */
export function aclPrograms(
  snapshot: Snapshot,
  subnets: ReadonlyMap<SubnetId, SubnetProgram>,
): ReadonlyMap<AclId, AclProgram> {
  const used = new Set([...subnets.values()].map((subnet) => subnet.acl));
  return sortedById(
    [...used].map((id) => {
      const acl = snapshot.networkAcls.get(id)!; // an invariant
      return [id, aclProgram(acl)] as const;
    }),
  );
}

const aclProgram = rememberedBy((acl: NetworkAcl): AclProgram => {
  const of = (direction: NetworkAclEntry['direction']): readonly AclEntry[] => [
    ...acl.entries
      .filter((entry) => entry.direction === direction && entry.number < LAST_ENTRY)
      .sort((a, b) => a.number - b.number)
      .map((entry) => aclEntry(acl, entry)),
    ...lastEntries(acl),
  ];
  return { ingress: of('ingress'), egress: of('egress') };
});

function aclEntry(acl: NetworkAcl, entry: NetworkAclEntry): AclEntry {
  return {
    number: entry.number,
    action: entry.action,
    match: { ...trafficMatch(entry), peer: { kind: 'prefix', prefix: entry.prefix } },
    origin: { resource: acl.id, rule: String(entry.number) },
  };
}

/**
 * `*` denies what no entry matched (VPC User Guide, "Network ACLs"). Listings show it for IPv6
 * only when the VPC has IPv6; packets are denied either way, so a program always has both.
 */
function lastEntries(acl: NetworkAcl): readonly AclEntry[] {
  return ([4, 6] as const).map((family) => ({
    number: family === 4 ? LAST_ENTRY : LAST_ENTRY_IPV6,
    action: 'deny',
    match: { protocol: 'any', peer: { kind: 'prefix', prefix: everyone(family) } },
    origin: { resource: acl.id, rule: '*' },
  }));
}
