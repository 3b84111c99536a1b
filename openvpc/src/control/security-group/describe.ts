import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { protocolName } from '../../net/protocol.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Call, Operation } from '../operation.ts';
import { groupOfDefaultVpc } from './find.ts';
import { familyOf, rangeOf, rulesOfDirection, showGroup } from './show.ts';

export const describeSecurityGroups: Operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> = {
  action: 'ec2:DescribeSecurityGroups',
  access: () => onAnything('ec2:DescribeSecurityGroups'),
  run(tx, input, call) {
    const { view } = tx;
    const known = chosen(view, call, input);
    const page = describePage(known, input, { filters: FILTERS, view, tagsOf: (group) => group.tags });
    return { SecurityGroups: page.items.map((group) => showGroup(view, group)), ...nextTokenOf(page) };
  },
};

/** Groups named by id and groups named by name add up. */
function chosen(view: Snapshot, call: Call, input: DescribeSecurityGroupsRequest): readonly SecurityGroup[] {
  const { GroupIds: ids = [], GroupNames: names = [] } = input;
  if (names.length === 0) return select(view, call, 'security-group', ids);
  const byName = names.map((name) => groupOfDefaultVpc(view, call, name));
  const byId = ids.length === 0 ? [] : select(view, call, 'security-group', ids);
  return [...new Set([...byId, ...byName])];
}

type RuleValue = (rule: SecurityGroupRule, group: SecurityGroup, view: Snapshot) => string | number | undefined;

const RULE_VALUES: Readonly<Record<string, RuleValue>> = {
  cidr: (rule) => cidrOf(rule, 4),
  'ipv6-cidr': (rule) => cidrOf(rule, 6),
  'from-port': (rule) => rangeOf(rule).FromPort,
  'to-port': (rule) => rangeOf(rule).ToPort,
  protocol: ({ protocol }) => protocolName(protocol),
  'group-id': ({ peer }) => (peer.kind === 'group' ? peer.group : undefined),
  'group-name': ({ peer }, _group, view) =>
    peer.kind === 'group' ? view.securityGroups.get(peer.group)?.name : undefined,
  'user-id': ({ peer }, group) => (peer.kind === 'group' ? group.owner : undefined),
  'prefix-list-id': ({ peer }) => (peer.kind === 'prefix-list' ? peer.list : undefined),
};

/** When several ask about rules, each may be answered by another rule (EC2 API Reference). */
const FILTERS: FilterTable<SecurityGroup> = {
  description: (group) => [group.description],
  'group-id': (group) => [group.id],
  'group-name': (group) => [group.name],
  'owner-id': (group) => [group.owner],
  'vpc-id': (group) => [group.vpc],
  ...ruleFilters('ip-permission.', 'ingress'),
  ...ruleFilters('egress.ip-permission.', 'egress'),
};

function ruleFilters(prefix: string, direction: SecurityGroupRule['direction']): FilterTable<SecurityGroup> {
  const filter = (valueOf: RuleValue): FilterTable<SecurityGroup>[string] => {
    return (group, view) =>
      rulesOfDirection(group, direction).flatMap((rule) => {
        const value = valueOf(rule, group, view);
        return value === undefined ? [] : [String(value)];
      });
  };
  const entries = Object.entries(RULE_VALUES).map(([name, valueOf]) => [`${prefix}${name}`, filter(valueOf)] as const);
  return Object.fromEntries(entries);
}

function cidrOf({ peer }: SecurityGroupRule, family: 4 | 6): string | undefined {
  return peer.kind === 'prefix' && familyOf(peer) === family ? formatPrefix(peer.prefix) : undefined;
}
