import type * as ec2 from '../../aws/ec2.types.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { tagList } from '../tag-specifications.ts';

export function showNetworkAcl(acl: NetworkAcl, view: Snapshot): ec2.NetworkAcl {
  return {
    NetworkAclId: acl.id,
    VpcId: acl.vpc,
    OwnerId: acl.owner,
    IsDefault: acl.isDefault,
    Entries: acl.entries.toSorted(byDirectionAndNumber).map(showEntry),
    Associations: subnetsUsing(acl, view).map((subnet) => ({
      NetworkAclAssociationId: subnet.aclAssociation.id,
      NetworkAclId: acl.id,
      SubnetId: subnet.id,
    })),
    Tags: tagList(acl.tags),
  };
}

export function subnetsUsing(acl: NetworkAcl, view: Snapshot): readonly Subnet[] {
  return [...view.subnets.values()].filter((subnet) => subnet.aclAssociation.acl === acl.id);
}

/** Network ACLs give protocols as numbers, never as names. */
export function entryProtocol(entry: NetworkAclEntry): string {
  return entry.protocol === 'any' ? '-1' : String(entry.protocol);
}

function showEntry(entry: NetworkAclEntry): ec2.NetworkAclEntry {
  const cidr = formatPrefix(entry.prefix);
  return {
    RuleNumber: entry.number,
    Protocol: entryProtocol(entry),
    RuleAction: entry.action,
    Egress: entry.direction === 'egress',
    ...(entry.prefix.base.family === 4 ? { CidrBlock: cidr } : { Ipv6CidrBlock: cidr }),
    ...(entry.ports === undefined ? {} : { PortRange: { From: entry.ports.first, To: entry.ports.last } }),
    ...(entry.icmp === undefined ? {} : { IcmpTypeCode: { Type: entry.icmp.type, Code: entry.icmp.code } }),
  };
}

/** Egress first, then in the order of evaluation. */
function byDirectionAndNumber(a: NetworkAclEntry, b: NetworkAclEntry): number {
  if (a.direction !== b.direction) return a.direction === 'egress' ? -1 : 1;
  return a.number - b.number;
}
