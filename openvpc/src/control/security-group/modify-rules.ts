import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import { onResources } from '../access.ts';
import { MISSING, mustExist, selectByIds } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { given, invalidValue, missingParameter, required } from '../required.ts';
import { keepLists, refuseKnown, refuseTooMany } from './authorize.ts';
import { type FindPeers, noPeer, type RuleBody, rulesOf } from './permission.ts';
import { peersFor } from './peers.ts';
import { familyOf, rulesOfDirection } from './show.ts';
import { trafficOf } from './traffic.ts';

/** Each named rule gets another body whole; id, tags, direction and the kind of its peer stay. All rules or none. */
export const modifySecurityGroupRules: Operation<
  ec2.ModifySecurityGroupRulesRequest,
  ec2.ModifySecurityGroupRulesResult
> = {
  action: 'ec2:ModifySecurityGroupRules',
  access: (input, _view, call) =>
    onResources('ec2:ModifySecurityGroupRules', call, [
      ['security-group', input.GroupId],
      ...(input.SecurityGroupRules ?? []).map((one) => ['security-group-rule', one.SecurityGroupRuleId] as const),
    ]),
  run(tx, input, call) {
    const group = mustExist(tx.view, call, 'security-group', required(input.GroupId, 'groupId'));
    const bodies = bodiesById(group, input.SecurityGroupRules ?? [], peersFor(tx.view, call, group));
    const rules = group.rules.map((rule): SecurityGroupRule => {
      const body = bodies.get(rule.id);
      return body === undefined ? rule : { ...body, id: rule.id, direction: rule.direction, tags: rule.tags };
    });
    for (const rule of rules) {
      if (bodies.has(rule.id))
        refuseKnown(
          [rule],
          rules.filter((other) => other !== rule && isBeside(other, rule)),
        );
    }
    keepLists(tx, call, rules);
    const after = { ...group, rules };
    for (const direction of ['ingress', 'egress'] as const) {
      refuseTooMany(tx.view, rulesOfDirection(after, direction), quotaOf(call, 'rulesPerSecurityGroup'));
    }
    tx.put(after);
    return { Return: true };
  },
};

function bodiesById(
  group: SecurityGroup,
  updates: readonly ec2.SecurityGroupRuleUpdate[],
  find: FindPeers,
): ReadonlyMap<string, RuleBody> {
  if (updates.length === 0) throw missingParameter('securityGroupRule');
  const known = new Map<string, SecurityGroupRule>(group.rules.map((rule) => [rule.id, rule]));
  const bodies = new Map<string, RuleBody>();
  for (const { SecurityGroupRuleId, SecurityGroupRule: wanted } of updates) {
    const id = required(SecurityGroupRuleId, 'securityGroupRuleId');
    const [rule] = selectByIds(known, [id], MISSING['security-group-rule']);
    if (bodies.has(id)) throw invalidValue(id, 'securityGroupRuleId', 'A rule may be modified once in a request.');
    bodies.set(id, bodyOf(wanted ?? {}, rule as SecurityGroupRule, find)); // selectByIds found it
  }
  return bodies;
}

type Wanted = ec2.SecurityGroupRuleRequest;

function bodyOf(wanted: Wanted, rule: SecurityGroupRule, find: FindPeers): RuleBody {
  trafficOf(wanted, 'for portRange.'); // AWS looks at the traffic before the peer, in words of this call
  const [peer, second] = given(wanted, ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupId']);
  if (peer === undefined) throw noPeer();
  if (second !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      'Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified',
    );
  }
  const kind = kindOf(rule);
  if (peer !== PARAMETER[kind]) {
    throw new ApiError(
      'InvalidParameterValue',
      `Invalid rule type for security group rule '${rule.id}'. You may not specify ${peer} for an existing ${kind} rule.`,
    );
  }
  const [body] = rulesOf([permissionOf(wanted)], find);
  return body as RuleBody; // one peer, one rule
}

const PARAMETER = {
  'IPv4 CIDR': 'CidrIpv4',
  'IPv6 CIDR': 'CidrIpv6',
  'prefix list': 'PrefixListId',
  'referenced group': 'ReferencedGroupId',
} as const;

function kindOf({ peer }: SecurityGroupRule): keyof typeof PARAMETER {
  if (peer.kind === 'group') return 'referenced group';
  if (peer.kind === 'prefix-list') return 'prefix list';
  return familyOf(peer) === 4 ? 'IPv4 CIDR' : 'IPv6 CIDR';
}

function permissionOf(wanted: Wanted): ec2.IpPermission {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = wanted;
  return {
    IpProtocol,
    FromPort,
    ToPort,
    IpRanges: CidrIpv4 ? [{ CidrIp: CidrIpv4, Description }] : [],
    Ipv6Ranges: CidrIpv6 ? [{ CidrIpv6, Description }] : [],
    PrefixListIds: PrefixListId ? [{ PrefixListId, Description }] : [],
    UserIdGroupPairs: ReferencedGroupId ? [{ GroupId: ReferencedGroupId, Description }] : [],
  };
}

function isBeside(other: SecurityGroupRule, rule: SecurityGroupRule): boolean {
  return other.direction === rule.direction;
}
