import type { Direction } from '../../contract/flow-event.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { GroupRuleId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { MISSING, selectByIds } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { checkDescription } from './description.ts';
import { groupNamed } from './find.ts';
import { identityOf } from './permission.ts';
import { peersNamed } from './peers.ts';
import { requestedRules } from './requested-rules.ts';
import { ruleNotFound } from './revoke.ts';
import { rulesOfDirection } from './show.ts';

type Input = ec2.UpdateSecurityGroupRuleDescriptionsIngressRequest;
type Output = ec2.UpdateSecurityGroupRuleDescriptionsIngressResult;
/** The new description of each rule; undefined takes it away. */
type Descriptions = ReadonlyMap<GroupRuleId, string | undefined>;

export const updateSecurityGroupRuleDescriptionsIngress = updateOf('ingress', 'Ingress');
export const updateSecurityGroupRuleDescriptionsEgress = updateOf('egress', 'Egress');

function updateOf(direction: Direction, suffix: 'Ingress' | 'Egress'): Operation<Input, Output> {
  const action = `ec2:UpdateSecurityGroupRuleDescriptions${suffix}` as const;
  return {
    action,
    access: (input, view, call) => onResources(action, call, [['security-group', groupNamed(view, call, input).id]]),
    run: (tx, input, call) => update(tx, call, groupNamed(tx.view, call, input), direction, input),
  };
}

/** Packets notice nothing. All the rules named, or none. */
function update(tx: Transaction, call: Call, group: SecurityGroup, direction: Direction, input: Input): Output {
  const descriptions = descriptionsIn(tx.view, call, group, direction, input);
  const rules = group.rules.map((rule): SecurityGroupRule => {
    if (!descriptions.has(rule.id)) return rule;
    const { description: _before, ...rest } = rule;
    return { ...rest, ...checkDescription(descriptions.get(rule.id)) };
  });
  tx.put({ ...group, rules });
  return { Return: true };
}

function descriptionsIn(
  view: Snapshot,
  call: Call,
  group: SecurityGroup,
  direction: Direction,
  input: Input,
): Descriptions {
  const existing = rulesOfDirection(group, direction);
  const byId = input.SecurityGroupRuleDescriptions ?? [];
  if (byId.length === 0) {
    const known = new Map(existing.map((rule) => [identityOf(rule), rule.id]));
    const wanted = requestedRules(input, direction, peersNamed(view, call, group), nothingNamed);
    return new Map(wanted.map((body) => [known.get(identityOf(body)) ?? fail(ruleNotFound()), body.description]));
  }
  if ((input.IpPermissions ?? []).length > 0) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter securityGroupRuleDescriptions cannot be used with the parameter ipPermissions',
    );
  }
  const known = new Map<string, SecurityGroupRule>(existing.map((rule) => [rule.id, rule]));
  const ids = byId.map(({ SecurityGroupRuleId: id = '' }) => id);
  selectByIds(known, ids, MISSING['security-group-rule']);
  return new Map(byId.map((one) => [one.SecurityGroupRuleId as GroupRuleId, one.Description])); // they are known
}

function fail(error: Error): never {
  throw error;
}

function nothingNamed(): ApiError {
  return new ApiError(
    'MissingParameter',
    "Either 'ipPermissions' or 'securityGroupRuleDescriptions' should be provided.",
  );
}
