import { describe, expect, it } from 'vitest';
import {
  type Check,
  contextOf,
  EC2_CASES,
  type Ec2Case,
  IAM_CASES,
  type IamCase,
  setOf,
} from '../../../test/authorization/cases.ts';
import { authorize, type Policies } from './authorize.ts';

const EFFECTS = { allow: 'allow', 'implicit-deny': 'implicitDeny', 'explicit-deny': 'explicitDeny' } as const;

function policiesOf({ identity, boundary, session, resource, scp, rcp }: IamCase['policies']): Policies {
  return {
    ...(identity && { identity: setOf('identity-based policy', identity) }),
    ...(boundary && { boundary: setOf('permissions boundary', [boundary]) }),
    ...(session && { session: setOf('session policy', [session]) }),
    ...(resource && { resource: setOf('resource-based policy', [resource]) }),
    ...(scp && { serviceControl: scp.map((level) => setOf('service control policy', level)) }),
    ...(rcp && { resourceControl: rcp.map((level) => setOf('resource control policy', level)) }),
  };
}

describe('worked cases of IAM', () => {
  it('are all there', () => expect(IAM_CASES).toHaveLength(56));

  it.each(IAM_CASES.map((one) => [one.id, one.title, one] as const))('%s %s', (_id, _title, one) => {
    const question = { ...one.request, context: contextOf(one.context) };
    expect(EFFECTS[authorize(one.principal, question, policiesOf(one.policies)).effect], one.why).toBe(one.expect);
  });
});

/**
 * The checks of each call, with their contexts, are taken from the case. That a call makes just these checks is for the
 * table of EC2's actions to say, which is not this room's, nor here yet; nor are the answers of the API (DryRun, the
 * message, NotFound) which that table's cases are about.
 */
describe('worked cases of EC2: the checks that a call makes', () => {
  const { principal, policies, cases } = EC2_CASES;

  const decide = (one: Ec2Case, { action, resource, context }: Check) => {
    const identity = setOf(
      'identity-based policy',
      one.policies.map((name) => policies[name] ?? {}),
    );
    return authorize(principal, { action, resource, context: contextOf(context) }, { identity }).effect;
  };

  it('are all there', () => expect(cases).toHaveLength(36));

  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', (_id, _title, one) => {
    const effects = one.checks.map((check) => EFFECTS[decide(one, check)]);
    const denied = effects.find((effect) => effect === 'explicitDeny');
    expect(denied ?? effects.find((effect) => effect !== 'allow') ?? 'allow', one.why).toBe(one.expect);
  });
});
