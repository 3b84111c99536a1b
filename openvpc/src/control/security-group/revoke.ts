import type { Direction } from '../../contract/flow-event.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { MISSING, selectByIds } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { identityOf, type RuleBody } from './permission.ts';
import { peersNamed } from './peers.ts';
import { requestedRules, type RulesInput } from './requested-rules.ts';
import { rulesOfDirection, showGrouped, showRevoked } from './show.ts';

type Input = RulesInput & Pick<ec2.RevokeSecurityGroupIngressRequest, 'SecurityGroupRuleIds'>;
type Found = Readonly<{ rules: readonly SecurityGroupRule[]; unknown: readonly RuleBody[] }>;

/**
 * Takes away all the rules named, or none; a default VPC overlooks those that are not there (EC2 API Reference,
 * RevokeSecurityGroupIngress).
 */
export function revoke(
  tx: Transaction,
  call: Call,
  group: SecurityGroup,
  direction: Direction,
  input: Input,
): ec2.RevokeSecurityGroupIngressResult {
  const { rules, unknown } = find(tx.view, call, group, direction, input);
  if (rules.length > 0) tx.put({ ...group, rules: group.rules.filter((rule) => !rules.includes(rule)) });
  return {
    Return: true,
    UnknownIpPermissions: showGrouped(tx.view, group, unknown),
    RevokedSecurityGroupRules: rules.map((rule) => showRevoked(group, rule)),
  };
}

function find(view: Snapshot, call: Call, group: SecurityGroup, direction: Direction, input: Input): Found {
  const existing = rulesOfDirection(group, direction);
  const ids = input.SecurityGroupRuleIds ?? [];
  if (ids.length > 0) {
    if ((input.IpPermissions ?? []).length > 0) {
      throw new ApiError(
        'InvalidParameterCombination',
        'The parameter securityGroupRuleIds cannot be used with the parameter ipPermissions',
      );
    }
    // A rule of another group or of the other direction is as unknown as one that is nowhere.
    const known = new Map<string, SecurityGroupRule>(existing.map((rule) => [rule.id, rule]));
    return { rules: selectByIds(known, ids, MISSING['security-group-rule']), unknown: [] };
  }
  const wanted = requestedRules(input, direction, peersNamed(view, call, group), nothingNamed);
  const found = byValue(wanted, existing);
  if (found.unknown.length > 0 && view.vpcs.get(group.vpc)?.isDefault !== true) {
    throw ruleNotFound();
  }
  return found;
}

/** Protocol, range and peer must be equal; the description is not looked at, and no rule is split. */
function byValue(wanted: readonly RuleBody[], existing: readonly SecurityGroupRule[]): Found {
  const known = new Map(existing.map((rule) => [identityOf(rule), rule]));
  const found = wanted.map((body) => ({ body, rule: known.get(identityOf(body)) }));
  return {
    rules: [...new Set(found.flatMap(({ rule }) => rule ?? []))],
    unknown: found.flatMap(({ body, rule }) => (rule === undefined ? [body] : [])),
  };
}

export function ruleNotFound(): ApiError {
  return new ApiError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
}

function nothingNamed(): ApiError {
  return new ApiError('MissingParameter', "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
}
