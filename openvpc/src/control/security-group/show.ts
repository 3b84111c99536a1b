import type * as ec2 from '../../aws/ec2.types.ts';
import type { GroupPeer, SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Owned } from '../../model/resource.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { protocolName } from '../../net/protocol.ts';
import { type ArnKind, resourceArn } from '../access.ts';
import { tagList } from '../tag-specifications.ts';
import { showPeerGroup } from './show-peer.ts';
import type { RuleBody } from './permission.ts';

/** As DescribeSecurityGroups answers: the rules grouped. */
export function showGroup(view: Snapshot, group: SecurityGroup): ec2.SecurityGroup {
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpc,
    OwnerId: group.owner,
    SecurityGroupArn: ownArn(group, 'security-group', group.id),
    IpPermissions: showGrouped(view, group, rulesOfDirection(group, 'ingress')),
    IpPermissionsEgress: showGrouped(view, group, rulesOfDirection(group, 'egress')),
    Tags: tagList(group.tags),
  };
}

/** One permission for each distinct protocol and range, with its peers by kind; all four lists are always there. */
export function showGrouped(
  view: Snapshot,
  group: SecurityGroup,
  rules: readonly RuleBody[],
): readonly ec2.IpPermission[] {
  const alike = Map.groupBy(rules, (rule) => JSON.stringify(shownRange(rule)));
  return [...alike.values()].map((same) => ({
    ...shownRange(same[0] as RuleBody), // groupBy makes no empty groups
    IpRanges: same.flatMap((rule) =>
      familyOf(rule.peer) === 4 ? [{ CidrIp: cidr(rule), ...descriptionOf(rule) }] : [],
    ),
    Ipv6Ranges: same.flatMap((rule) =>
      familyOf(rule.peer) === 6 ? [{ CidrIpv6: cidr(rule), ...descriptionOf(rule) }] : [],
    ),
    PrefixListIds: same.flatMap((rule) =>
      rule.peer.kind === 'prefix-list' ? [{ PrefixListId: rule.peer.list, ...descriptionOf(rule) }] : [],
    ),
    UserIdGroupPairs: same.flatMap((rule) =>
      rule.peer.kind === 'group' ? [{ ...showPeerGroup(view, group, rule.peer), ...descriptionOf(rule) }] : [],
    ),
  }));
}

/** As DescribeSecurityGroupRules and the authorize calls answer: one element a rule, with only the peer it has. */
export function showRule(view: Snapshot, group: SecurityGroup, rule: SecurityGroupRule): ec2.SecurityGroupRule {
  const { peer } = rule;
  return {
    ...perRule(group, rule),
    GroupOwnerId: group.owner,
    ...(peer.kind === 'group' ? { ReferencedGroupInfo: showPeerGroup(view, group, peer) } : {}),
    Tags: tagList(rule.tags),
    SecurityGroupRuleArn: ownArn(group, 'security-group-rule', rule.id),
  };
}

export function showRevoked(group: SecurityGroup, rule: SecurityGroupRule): ec2.RevokedSecurityGroupRule {
  const { peer } = rule;
  return { ...perRule(group, rule), ...(peer.kind === 'group' ? { ReferencedGroupId: peer.group } : {}) };
}

export function rulesOfDirection(
  group: SecurityGroup,
  direction: SecurityGroupRule['direction'],
): readonly SecurityGroupRule[] {
  return group.rules.filter((rule) => rule.direction === direction);
}

export function ownArn(resource: Owned, kind: ArnKind, id: string): string {
  return resourceArn({ account: resource.owner, region: resource.region }, kind, id);
}

export function familyOf(peer: GroupPeer): 4 | 6 | undefined {
  return peer.kind === 'prefix' ? peer.prefix.base.family : undefined;
}

/** FromPort and ToPort hold ports, or ICMP type and code; a rule without either has none (`-1` in the per-rule view). */
export function rangeOf({ ports, icmp }: RuleBody): Readonly<{ FromPort?: number; ToPort?: number }> {
  if (ports !== undefined) return { FromPort: ports.first, ToPort: ports.last };
  return icmp === undefined ? {} : { FromPort: icmp.type, ToPort: icmp.code };
}

function shownRange(rule: RuleBody): ec2.IpPermission {
  return { IpProtocol: protocolName(rule.protocol), ...rangeOf(rule) };
}

function perRule(group: SecurityGroup, rule: SecurityGroupRule) {
  const family = familyOf(rule.peer);
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: group.id,
    IsEgress: rule.direction === 'egress',
    IpProtocol: protocolName(rule.protocol),
    FromPort: -1,
    ToPort: -1,
    ...rangeOf(rule),
    ...(family === 4 ? { CidrIpv4: cidr(rule) } : {}),
    ...(family === 6 ? { CidrIpv6: cidr(rule) } : {}),
    ...(rule.peer.kind === 'prefix-list' ? { PrefixListId: rule.peer.list } : {}),
    ...descriptionOf(rule),
  };
}

function cidr({ peer }: RuleBody): string {
  return peer.kind === 'prefix' ? formatPrefix(peer.prefix) : '';
}

function descriptionOf(rule: RuleBody): Readonly<{ Description?: string }> {
  return rule.description === undefined ? {} : { Description: rule.description };
}
