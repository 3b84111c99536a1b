import { LAST_ENTRY, LAST_ENTRY_IPV6, type NetworkAclEntry } from '../../model/network-acl.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Family } from '../../net/address.ts';
import { everyone } from '../../net/prefix.ts';

/** What every network ACL ends with: `*`, which denies, in both directions; for IPv6 when the VPC has it. */
export function lastEntries(vpc: Vpc): readonly NetworkAclEntry[] {
  return familiesOf(vpc).flatMap((family) => bothWays(family === 4 ? LAST_ENTRY : LAST_ENTRY_IPV6, family, 'deny'));
}

/** The default network ACL lets everything through until it is changed (Amazon VPC User Guide, default network ACL). */
export function defaultEntries(vpc: Vpc): readonly NetworkAclEntry[] {
  const open = familiesOf(vpc).flatMap((family) => bothWays(family === 4 ? 100 : 101, family, 'allow'));
  return [...open, ...lastEntries(vpc)];
}

function familiesOf(vpc: Vpc): readonly Family[] {
  return vpc.ipv6.length > 0 ? [4, 6] : [4];
}

function bothWays(number: number, family: Family, action: NetworkAclEntry['action']): readonly NetworkAclEntry[] {
  return (['egress', 'ingress'] as const).map((direction) => ({
    number,
    direction,
    protocol: 'any',
    action,
    prefix: everyone(family),
  }));
}
