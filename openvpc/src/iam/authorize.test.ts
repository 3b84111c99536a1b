import { describe, expect, it } from 'vitest';
import { setOf } from '../../../test/authorization/cases.ts';
import { authorize, type Policies } from './authorize.ts';
import { type Caller, callerNamed } from './caller.ts';
import { type Decision, denialReason } from './decision.ts';
import type { PolicyType } from './policy-set.ts';

const HERE = '111122223333';
const THERE = '444455556666';
const ROOT: Caller = { kind: 'root', account: HERE };
const BOB: Caller = { kind: 'user', account: HERE, arn: `arn:aws:iam::${HERE}:user/bob`, id: 'AIDABOB' };
const DEV: Caller = {
  kind: 'role',
  account: HERE,
  arn: `arn:aws:iam::${HERE}:role/team/dev`,
  id: 'AROADEV',
  sessionArn: `arn:aws:sts::${HERE}:assumed-role/dev/s1`,
};
const APP: Caller = {
  kind: 'federated',
  account: HERE,
  arn: `arn:aws:iam::${HERE}:user/bob`,
  sessionArn: `arn:aws:sts::${HERE}:federated-user/app`,
};
const ROOTS_APP: Caller = { ...APP, arn: `arn:aws:iam::${HERE}:root` };
const EC2: Caller = { kind: 'service', service: 'ec2.amazonaws.com' };
const GITHUB: Caller = {
  kind: 'provider',
  provider: `arn:aws:iam::${HERE}:oidc-provider/token.actions.githubusercontent.com`,
};
const NOBODY: Caller = { kind: 'anonymous' };

const queue = (account: string) => `arn:aws:sqs:us-east-1:${account}:q`;
const ALLOW = { Version: '2012-10-17', Statement: { Sid: 'all', Effect: 'Allow', Action: '*', Resource: '*' } };
const DENY = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
const NOTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
const to = (principal: unknown, more = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: principal, Action: '*', Resource: '*', ...more },
});
const identity = (...texts: object[]) => ({ identity: setOf('identity-based policy', texts as never) });
const boundary = (text: object) => ({ boundary: setOf('permissions boundary', [text as never]) });
const session = (text: object) => ({ session: setOf('session policy', [text as never]) });
const resource = (text: object) => ({ resource: setOf('resource-based policy', [text as never]) });
const trust = (text: object) => ({ resource: setOf('role trust policy', [text as never]) });
const scp = (...levels: object[]) => ({
  serviceControl: levels.map((level) => setOf('service control policy', [level as never])),
});
const rcp = (...levels: object[]) => ({
  resourceControl: levels.map((level) => setOf('resource control policy', [level as never])),
});
const endpoint = (text: object) => ({ endpoint: setOf('VPC endpoint policy', [text as never]) });

const send = (caller: Caller, policies: Policies, of = HERE): Decision =>
  authorize(caller, { action: 'sqs:SendMessage', resource: queue(of), context: new Map() }, policies);
const missing = (...types: PolicyType[]) => ({ effect: 'implicit-deny', missing: types });

describe('root', () => {
  const ask = (principal: string, asked: string) =>
    authorize(callerNamed(principal), { action: 'ec2:DeleteVpc', resource: asked, context: new Map() }, {});
  const ROOT_ARN = `arn:aws:iam::${HERE}:root`;

  it.each(['*', `arn:aws:ec2:us-east-1:${HERE}:vpc/vpc-1`, 'arn:aws:ec2:us-east-1::image/ami-1'])(
    'is allowed %s',
    (asked) =>
      expect(ask(ROOT_ARN, asked)).toEqual({ effect: 'allow', because: 'root of the account', statements: [] }),
  );

  it("is not allowed another account's resource", () => {
    expect(ask(ROOT_ARN, `arn:aws:ec2:us-east-1:${THERE}:vpc/vpc-1`)).toEqual(missing('resource-based policy'));
  });

  it("is allowed another account's resource if its policy says so", () => {
    const granted = send(ROOT, resource(to({ AWS: HERE })), THERE);
    expect(granted).toMatchObject({ effect: 'allow', because: 'policies allow' });
  });

  it.each([
    `arn:aws:iam::${HERE}:user/root`,
    `arn:aws:iam::${HERE}:user/alice`,
    `arn:aws:iam::${HERE}:root/x`,
    'arn:aws:iam::1:root',
    `x arn:aws:iam::${HERE}:root`,
    `arn:aws:iam::${HERE}:root\n`,
    'root',
    '',
  ])('is not %j', (principal) => expect(ask(principal, '*').effect).toBe('implicit-deny'));

  it('is bound by service control policies', () => {
    expect(send(ROOT, scp(ALLOW, NOTHING))).toEqual(missing('service control policy'));
  });
});

describe('what must allow', () => {
  const USER = { AWS: `arn:aws:iam::${HERE}:user/bob` };
  const ROLE = { AWS: `arn:aws:iam::${HERE}:role/team/dev` };
  const SESSION = { AWS: `arn:aws:sts::${HERE}:assumed-role/dev/s1` };
  const silent = { ...boundary(NOTHING), ...session(NOTHING) };

  it.each<[string, Caller, Policies, string, ...PolicyType[]]>([
    ['nothing there', BOB, {}, HERE, 'identity-based policy'],
    ['identity', BOB, identity(ALLOW), HERE],
    ['identity, one of several', BOB, identity(NOTHING, ALLOW), HERE],
    ['a boundary too', BOB, { ...identity(ALLOW), ...boundary(NOTHING) }, HERE, 'permissions boundary'],
    ['a session policy too', DEV, { ...identity(ALLOW), ...session(NOTHING) }, HERE, 'session policy'],
    ['each level of SCPs', BOB, { ...identity(ALLOW), ...scp(ALLOW, NOTHING) }, HERE, 'service control policy'],
    [
      'each level of RCPs',
      BOB,
      { ...identity(ALLOW), ...rcp(to('*'), to('*', { Action: 's3:*' })) },
      HERE,
      'resource control policy',
    ],
    ['the endpoint', BOB, { ...identity(ALLOW), ...endpoint(to({ AWS: THERE })) }, HERE, 'VPC endpoint policy'],
    [
      'several are named in order',
      BOB,
      { ...silent, ...scp(NOTHING) },
      HERE,
      'service control policy',
      'permissions boundary',
      'session policy',
      'identity-based policy',
    ],
    ['a grant to the user', BOB, { ...silent, ...resource(to(USER)) }, HERE],
    ['a grant to the user by id', BOB, { ...silent, ...resource(to({ AWS: 'AIDABOB' })) }, HERE],
    [
      'a grant to another user',
      BOB,
      resource(to({ AWS: `arn:aws:iam::${HERE}:user/eve` })),
      HERE,
      'identity-based policy',
    ],
    ['a grant to the account delegates', BOB, resource(to({ AWS: HERE })), HERE, 'identity-based policy'],
    [
      'a grant to the account, and identity',
      BOB,
      { ...identity(ALLOW), ...resource(to({ AWS: `arn:aws:iam::${HERE}:root` })) },
      HERE,
    ],
    [
      'a grant to the role leaves boundary and session',
      DEV,
      { ...silent, ...resource(to(ROLE)) },
      HERE,
      'permissions boundary',
      'session policy',
    ],
    ['a grant to the role by id', DEV, resource(to({ AWS: 'AROADEV' })), HERE],
    ['a grant to the session', DEV, { ...silent, ...resource(to(SESSION)) }, HERE],
    ['a grant to everyone', DEV, { ...silent, ...resource(to({ AWS: '*' })) }, HERE],
    [
      'a grant does not open an SCP',
      DEV,
      { ...resource(to(SESSION)), ...scp(NOTHING) },
      HERE,
      'service control policy',
    ],
    ['the user of a federated session', APP, resource(to(USER)), HERE, 'session policy'],
    ['the user of a federated session, with session policies', APP, { ...resource(to(USER)), ...session(ALLOW) }, HERE],
    ['a federated session by name', APP, resource(to({ AWS: APP.sessionArn })), HERE],
    ['a federated session needs its user too', APP, session(ALLOW), HERE, 'identity-based policy'],
    ['a federated session of root', ROOTS_APP, session(ALLOW), HERE],
    [
      'a federated session of root is not the account',
      ROOTS_APP,
      { ...session(NOTHING), ...resource(to({ AWS: HERE })) },
      HERE,
      'session policy',
    ],
    [
      'NotPrincipal',
      BOB,
      resource({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', NotPrincipal: { AWS: THERE }, Action: '*', Resource: '*' },
      }),
      HERE,
    ],
    [
      'NotPrincipal of the own account',
      BOB,
      resource({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', NotPrincipal: { AWS: HERE }, Action: '*', Resource: '*' },
      }),
      HERE,
      'identity-based policy',
    ],
    ['across accounts: both', BOB, { ...identity(ALLOW), ...resource(to(USER)) }, THERE],
    ['across accounts: a grant to the user is not enough', BOB, resource(to(USER)), THERE, 'identity-based policy'],
    ['across accounts: a grant to everyone is not enough', BOB, resource(to('*')), THERE, 'identity-based policy'],
    ['across accounts: nothing there', BOB, {}, THERE, 'identity-based policy', 'resource-based policy'],
    ['a service needs the resource alone', EC2, resource(to({ Service: 'ec2.amazonaws.com' })), HERE],
    [
      'a service is not bound by SCPs',
      EC2,
      { ...resource(to({ Service: 'ec2.amazonaws.com' })), ...scp(NOTHING) },
      HERE,
    ],
    ['another service', EC2, resource(to({ Service: 's3.amazonaws.com' })), HERE, 'resource-based policy'],
    ['a service that nothing names', EC2, {}, HERE, 'resource-based policy'],
    ['a service is not what AWS names', EC2, resource(to({ AWS: 'ec2.amazonaws.com' })), HERE, 'resource-based policy'],
    ['a provider', GITHUB, resource(to({ Federated: (GITHUB as { provider: string }).provider })), HERE],
    ['anonymous, everyone', NOBODY, resource(to('*')), HERE],
    ['anonymous, an account', NOBODY, resource(to({ AWS: HERE })), HERE, 'resource-based policy'],
  ])('%s', (_title, caller, policies, account, ...types) => {
    const decision = send(caller, policies, account);
    if (types.length > 0) expect(decision).toEqual(missing(...types));
    else expect(decision.effect).toBe('allow');
  });

  it('takes the owner from the question where the ARN has none', () => {
    const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', context: new Map() };
    expect(authorize(BOB, question, identity(ALLOW)).effect).toBe('allow');
    const foreign = { ...question, resourceAccount: THERE };
    expect(authorize(BOB, foreign, identity(ALLOW))).toEqual(missing('resource-based policy'));
  });
});

describe('trust policies', () => {
  const role = `arn:aws:iam::${HERE}:role/target`;
  const assume = (caller: Caller, policies: Policies, action = 'sts:AssumeRole') =>
    authorize(caller, { action, resource: role, context: new Map() }, policies);

  it.each(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])(
    'must allow %s in the own account too',
    (action) => {
      expect(assume(BOB, identity(ALLOW), action)).toEqual(missing('role trust policy'));
      expect(assume(BOB, { ...identity(ALLOW), ...trust(to({ AWS: HERE })) }, action).effect).toBe('allow');
    },
  );

  it('let a service and a provider in', () => {
    expect(assume(EC2, trust(to({ Service: 'ec2.amazonaws.com' }))).effect).toBe('allow');
    const web = trust(to({ Federated: (GITHUB as { provider: string }).provider }));
    expect(assume(GITHUB, web, 'sts:AssumeRoleWithWebIdentity').effect).toBe('allow');
  });

  it('never let root in, whatever they say', () => {
    const decision = assume(ROOT, trust(to('*')));
    expect(decision).toEqual({ effect: 'implicit-deny', missing: [] });
    expect(denialReason(decision, 'sts:AssumeRole')).toBe('');
  });

  it('have no say in GetFederationToken with tags', () => {
    const resourceArn = `arn:aws:sts::${HERE}:federated-user/app`;
    const question = { action: 'sts:TagSession', resource: resourceArn, context: new Map() };
    expect(authorize(BOB, question, identity(ALLOW)).effect).toBe('allow');
  });
});

describe('the decision', () => {
  it('names the statements that allowed', () => {
    expect(send(BOB, { ...identity(NOTHING, ALLOW), ...boundary(ALLOW) })).toEqual({
      effect: 'allow',
      because: 'policies allow',
      statements: [
        { type: 'permissions boundary', policy: 'p1', index: 0, sid: 'all' },
        { type: 'identity-based policy', policy: 'p2', index: 0, sid: 'all' },
      ],
    });
  });

  it.each<[string, Policies, string]>([
    ['an identity-based policy', identity(ALLOW, DENY), 'with an explicit deny in an identity-based policy'],
    [
      'a boundary before identity',
      { ...identity(DENY), ...boundary(DENY) },
      'with an explicit deny in a permissions boundary',
    ],
    ['an SCP first', { ...identity(DENY), ...scp(DENY) }, 'with an explicit deny in a service control policy'],
    [
      'a resource policy',
      { ...identity(ALLOW), ...resource(to('*', { Effect: 'Deny' })) },
      'with an explicit deny in a resource-based policy',
    ],
    ['a trust policy', trust(to('*', { Effect: 'Deny' })), 'with an explicit deny in the role trust policy'],
    ['nothing', {}, 'because no identity-based policy allows the sqs:SendMessage action'],
    [
      'a silent session',
      { ...identity(ALLOW), ...session(NOTHING) },
      'because no session policy allows the sqs:SendMessage action',
    ],
    ['an allow', identity(ALLOW), ''],
  ])('says why: %s', (_title, policies, reason) => {
    expect(denialReason(send(BOB, policies), 'sqs:SendMessage')).toBe(reason);
  });
});

describe('statements that AWS would not have stored', () => {
  const NO_RESOURCE = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*' } };
  const UNKNOWN = { Condition: { StringSounds: { 'aws:username': 'bob' } } };

  it.each<[string, Policies]>([
    ['an identity policy without Resource', identity(NO_RESOURCE)],
    ['an identity policy with a Principal', identity(to('*'))],
    ['a resource policy without Principal', resource(ALLOW)],
    ['an operator that nobody knows', identity({ ...ALLOW, Statement: { ...ALLOW.Statement, ...UNKNOWN } })],
    ['no action', identity({ Statement: { Effect: 'Allow', Resource: '*' } })],
    ['a wildcard in the ARN of a principal', resource(to({ AWS: `arn:aws:iam::${HERE}:user/*` }))],
  ])('do not allow: %s', (_title, policies) => expect(send(BOB, policies).effect).toBe('implicit-deny'));

  it.each<[string, Policies]>([
    ['an identity policy without Resource', identity({ Statement: { Effect: 'Deny', Action: '*' } })],
    ['a resource policy without Principal', resource(DENY)],
    ['an operator that nobody knows', identity({ Statement: { ...DENY.Statement, ...UNKNOWN } })],
  ])('deny: %s', (_title, policies) => expect(send(BOB, policies).effect).toBe('explicit-deny'));
});
