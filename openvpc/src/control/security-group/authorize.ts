import type { Direction } from '../../contract/flow-event.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { ApiError, type Call } from '../operation.ts';
import { keepList } from '../prefix-list/find.ts';
import { weighRules } from '../prefix-list/weight.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { identityOf, type RuleBody, spelledOut } from './permission.ts';
import { peersFor } from './peers.ts';
import { requestedRules, type RulesInput } from './requested-rules.ts';
import { rulesOfDirection, showRule } from './show.ts';

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
  keepLists(tx, call, added);
  refuseTooMany(tx.view, rulesOfDirection(after, direction), quotaOf(call, 'rulesPerSecurityGroup'));
  tx.put(after);
  return { Return: true, SecurityGroupRules: added.map((rule) => showRule(tx.view, after, rule)) };
}

export function keepLists(tx: Transaction, call: Call, rules: readonly SecurityGroupRule[]): void {
  for (const { peer } of rules) if (peer.kind === 'prefix-list') keepList(tx, call, peer.list);
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

/** Each family has a count of its own. */
export function refuseTooMany(view: Snapshot, rules: readonly SecurityGroupRule[], most: number): void {
  for (const family of [4, 6] as const) {
    if (weighRules(view, rules, family) > most) {
      throw new ApiError(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    }
  }
}
