import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Transaction } from '../../store/store.ts';
import { ApiError, type Call } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { peersFor } from './find.ts';
import { identityOf, type RuleBody, spelledOut } from './permission.ts';
import { type Direction, requestedRules, type RulesInput } from './requested-rules.ts';
import { familyOf, rulesOfDirection, showRule } from './show.ts';

type Input = RulesInput & Pick<ec2.AuthorizeSecurityGroupIngressRequest, 'TagSpecifications'>;

/** Adds all the rules or none: one bad peer, one duplicate, one too many, and nothing is added. */
export function authorize(
  tx: Transaction,
  call: Call,
  group: SecurityGroup,
  direction: Direction,
  input: Input,
): ec2.AuthorizeSecurityGroupIngressResult {
  const tags = tagsFor(input.TagSpecifications, 'security-group-rule');
  const wanted = requestedRules(input, direction, peersFor(tx.view, call, group));
  refuseDuplicates(wanted, rulesOfDirection(group, direction));
  const added = wanted.map((body): SecurityGroupRule => ({ ...body, id: call.mint('sgr'), direction, tags }));
  const after: SecurityGroup = { ...group, rules: [...group.rules, ...added] };
  refuseTooMany(rulesOfDirection(after, direction), quotaOf(call, 'rulesPerSecurityGroup'));
  tx.put(after);
  return { Return: true, SecurityGroupRules: added.map((rule) => showRule(after, rule)) };
}

function refuseDuplicates(wanted: readonly RuleBody[], existing: readonly SecurityGroupRule[]): void {
  if (new Set(wanted.map(identityOf)).size < wanted.length) {
    throw new ApiError('InvalidParameterValue', 'The same permission must not appear multiple times');
  }
  refuseKnown(wanted, existing);
}

export function refuseKnown(wanted: readonly RuleBody[], existing: readonly SecurityGroupRule[]): void {
  const known = new Set(existing.map(identityOf));
  for (const rule of wanted) {
    if (known.has(identityOf(rule))) {
      throw new ApiError('InvalidPermission.Duplicate', `the specified rule "${spelledOut(rule)}" already exists`);
    }
  }
}

/** Each family has a count of its own; a group as peer counts in both ("Amazon VPC quotas", an older edition). */
function refuseTooMany(rules: readonly SecurityGroupRule[], most: number): void {
  for (const family of [4, 6] as const) {
    const count = rules.filter(({ peer }) => peer.kind === 'group' || familyOf(peer) === family).length;
    if (count > most) {
      throw new ApiError(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    }
  }
}
