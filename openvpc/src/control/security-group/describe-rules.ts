import type { DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseId } from '../../name/id.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { MISSING, selectByIds } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { showRule } from './show.ts';

/** A rule and the group it is in. */
export type HeldRule = Readonly<{ group: SecurityGroup; rule: SecurityGroupRule }>;

export const describeSecurityGroupRules: Operation<
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult
> = {
  action: 'ec2:DescribeSecurityGroupRules',
  access: () => onAnything('ec2:DescribeSecurityGroupRules'),
  run(tx, input, call) {
    const { view } = tx;
    checkGroupIds(input);
    const all = rulesById(view, call);
    const { SecurityGroupRuleIds: ids = [] } = input;
    const known = ids.length === 0 ? [...all.values()] : selectByIds(all, ids, MISSING['security-group-rule']);
    const page = describePage(known, input, {
      filters: FILTERS,
      view,
      tagsOf: ({ rule }) => rule.tags,
      keyOf: ({ rule }) => rule.id,
    });
    return {
      SecurityGroupRules: page.items.map(({ group, rule }) => showRule(view, group, rule)),
      ...nextTokenOf(page),
    };
  },
};

/** The caller's rules, of all its groups. */
export function rulesById(view: Snapshot, call: Call): ReadonlyMap<string, HeldRule> {
  const held = visible(view.securityGroups, call).flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  return new Map(held.map((one) => [one.rule.id, one]));
}

const FILTERS: FilterTable<HeldRule> = {
  'group-id': ({ group }) => [group.id],
  'security-group-rule-id': ({ rule }) => [rule.id],
};

/** This call alone looks at the syntax of a filter's values, as AWS's answers show. */
function checkGroupIds({ Filters = [] }: DescribeSecurityGroupRulesRequest): void {
  for (const { Name, Values = [] } of Filters) {
    if (Name !== 'group-id') continue;
    for (const id of Values) {
      if (parseId('sg', id) === undefined) {
        throw new ApiError('InvalidGroupId.Malformed', `The security group ID '${id}' is malformed`);
      }
    }
  }
}
