import { describe, expect, it } from 'vitest';
import { PolicyError } from './policy-error.ts';
import { type PolicyKind, policySize, validatePolicy } from './validate.ts';

const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';
const GOOD = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
const policy = (statement: unknown, more = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement, ...more });
const having = (more: object) => policy({ ...GOOD, ...more });
const on = (resource: unknown) => having({ Resource: resource });

function refusal(text: string, kind: PolicyKind): string | undefined {
  try {
    validatePolicy(text, kind);
    return undefined;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return `${error.code === 'MalformedPolicyDocument' ? '' : `${error.code} `}${error.message}`;
  }
}

describe('managed policies', () => {
  it.each<[string, string]>([
    ['a statement alone', policy(GOOD)],
    ['a list', policy([GOOD, { ...GOOD, Effect: 'Deny' }])],
    ['an Id', policy(GOOD, { Id: 'x' })],
    ['services that do not exist', having({ Action: 'no-such.service:Do' })],
    ['NotAction with NotResource', policy({ Effect: 'Allow', NotAction: 'a:b', NotResource: 'arn:aws:s3:::b' })],
    ['a short ARN', on('arn:aws:fdsasf')],
    ['wildcards in all parts but the service', on('arn:*:ec2:?:*:vpc/*')],
    ['an empty Condition', having({ Condition: {} })],
    ['an unknown operator without keys', having({ Condition: { Foo: {} } })],
    ['an empty list of values', having({ Condition: { StringEquals: { a: [] } } })],
    ['numbers and booleans', having({ Condition: { Bool: { a: true }, NumericEquals: { b: [1, '2'] } } })],
    [
      'the same Sid twice, empty',
      policy([
        { ...GOOD, Sid: '' },
        { ...GOOD, Sid: '' },
      ]),
    ],
    ['dates', having({ Condition: { DateLessThan: { a: ['2026-01-02T03:04:05Z', '2026-01', 1_700_000_000] } } })],
    ['an access point with a Region', on('arn:aws:s3:us-east-1:111122223333:accesspoint/x')],
    ['an IAM resource', on(['arn:aws:iam::111122223333:role/x', 'arn:aws:iam::*:*'])],
  ])('may have %s', (_title, text) => expect(refusal(text, 'managed')).toBeUndefined());

  it.each<[string, string, string]>([
    ['no JSON', '{', SYNTAX],
    ['empty text', '', SYNTAX],
    ['a list at the top', '[]', SYNTAX],
    ['an unknown member', policy(GOOD, { Statements: [] }), SYNTAX],
    ['a member in lower case', '{"version":"2012-10-17","Statement":[]}', SYNTAX],
    [
      'an unknown version',
      '{"Version":"2012-10-18","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
      SYNTAX,
    ],
    ['no statement', '{"Version":"2012-10-17"}', SYNTAX],
    ['an empty list of statements', policy([]), SYNTAX],
    ['a statement that is text', policy(['Allow']), SYNTAX],
    ['an unknown element', having({ Foo: 1 }), SYNTAX],
    ['a Sid that is a number', having({ Sid: 1 }), SYNTAX],
    ['no Effect', policy({ Action: '*', Resource: '*' }), SYNTAX],
    ['another Effect', having({ Effect: 'Permit' }), SYNTAX],
    ['Action and NotAction', having({ NotAction: 'a:b' }), SYNTAX],
    ['Resource and NotResource', having({ NotResource: '*' }), SYNTAX],
    ['Principal and NotPrincipal', having({ Principal: '*', NotPrincipal: '*' }), SYNTAX],
    ['an Action that is a number', having({ Action: 1 }), SYNTAX],
    ['a list in a list', having({ Action: [['a:b']] }), SYNTAX],
    ['a Condition that is text', having({ Condition: 'x' }), SYNTAX],
    ['an operator with text', having({ Condition: { StringEquals: 'x' } }), SYNTAX],
    ['a condition value null', having({ Condition: { StringEquals: { a: null } } }), SYNTAX],
    ['an unknown operator', having({ Condition: { Foo: { a: 'b' } } }), SYNTAX],
    ['an operator in lower case', having({ Condition: { stringequals: { a: 'b' } } }), SYNTAX],
    [
      'a key twice',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}',
      SYNTAX,
    ],
    ['no version', JSON.stringify({ Statement: GOOD }), 'Policy document must be version 2012-10-17 or greater.'],
    [
      'the old version',
      policy(GOOD, { Version: '2008-10-17' }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    ['allow in lower case', having({ Effect: 'allow' }), LEGACY],
    ['allow in lower case in one statement', policy([GOOD, { ...GOOD, Effect: 'allow' }]), LEGACY],
    ['one ARN without a service', on(['*', 'arn:aws::r:1:x']), LEGACY],
    [
      'a resource that only looks like an ARN',
      on('x:aws:s3:::b'),
      'Resource x:aws:s3:::b must be in ARN format or "*".',
    ],
    ['a date that is none', having({ Condition: { DateLessThan: { a: '2026-02-30' } } }), LEGACY],
    ['an ARN with too few colons and two together', on('arn:aws:s3::b'), LEGACY],
    ['an ARN without a service', on('arn:aws::r:1:x'), LEGACY],
    [
      'the same Sid twice',
      policy([
        { ...GOOD, Sid: 'a' },
        { ...GOOD, Sid: 'a' },
      ]),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'a Sid with a space',
      having({ Sid: 'a b' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    ['no action', policy({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
    ['an empty list of actions', having({ Action: [] }), 'Policy statement must contain actions.'],
    ['a resource that is no ARN', on('x'), 'Resource x must be in ARN format or "*".'],
    ['the last of two bad resources', on(['a', 'b']), 'Resource b must be in ARN format or "*".'],
    ['another partition', on('arn:foo:s3'), 'Partition "foo" is not valid for resource "arn:foo:s3:*:*:*".'],
    [
      'a wildcard for the service',
      on('arn:aws:*:r:1:x'),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    [
      'an IAM resource in a Region',
      on('arn:aws:iam:r:1:user/x'),
      'IAM resource arn:aws:iam:r:1:user/x cannot contain region information.',
    ],
    ['a bucket in a Region', on('arn:aws:s3:r::b'), 'Resource arn:aws:s3:r::b can not contain region information.'],
    [
      'an action without a service',
      having({ Action: 'DeleteVpc' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    ['an action with two colons', having({ Action: 'a:b:c' }), 'Actions/Condition can contain only one colon.'],
    ['a wildcard in the service of an action', having({ Action: 'ec*:DeleteVpc' }), 'Vendor ec* is not valid'],
    ['no resource', policy({ Effect: 'Allow', Action: '*' }), 'Policy statement must contain resources.'],
    ['a principal', having({ Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      '6145 characters',
      having({ Sid: 'x'.repeat(6145 - policySize(having({ Sid: '' }))) }),
      'LimitExceeded Cannot exceed quota for PolicySize: 6144',
    ],
  ])('may not have %s', (_title, text, message) => expect(refusal(text, 'managed')).toBe(message));

  it('IAM paths', () => {
    expect(refusal(on('arn:aws:iam::1:x'), 'managed')).toMatch(
      /^IAM resource path must either be "\*" or start with user\/, .*access-report\/\.$/,
    );
  });

  it('may have 6144 characters', () => {
    const size = policySize(having({ Sid: '' }));
    expect(refusal(having({ Sid: 'x'.repeat(6144 - size) }), 'managed')).toBeUndefined();
  });

  it('may have white space beyond the quota', () => {
    expect(refusal(`${policy(GOOD)}${' \n\t\r'.repeat(5000)}`, 'managed')).toBeUndefined();
  });
});

describe('other policies', () => {
  const assume = (more = {}) =>
    policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole', ...more });
  const control = (more = {}) => policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', ...more });
  const user = 'arn:aws:iam::111122223333:user/bob';

  it.each<[PolicyKind, string]>([
    ['inline', JSON.stringify({ Statement: GOOD })],
    ['session', policy(GOOD)],
    ['serviceControl', policy(GOOD)],
    ['trust', assume()],
    ['trust', assume({ Principal: '*' })],
    ['trust', assume({ Action: ['sts:TagSession', 'sts:*', 'STS:assumerole'] })],
    [
      'trust',
      assume({
        Principal: {
          AWS: [
            '111122223333',
            'arn:aws:iam::111122223333:root',
            user,
            'AIDAEXAMPLE',
            'arn:aws:sts::111122223333:assumed-role/r/s',
          ],
        },
      }),
    ],
    ['resource', policy({ ...GOOD, Principal: { AWS: user } })],
    ['resource', policy({ ...GOOD, Effect: 'Deny', NotPrincipal: { AWS: user } })],
    ['resourceControl', control()],
  ])('%s may be %s', (kind, text) => expect(refusal(text, kind)).toBeUndefined());

  it.each<[PolicyKind, string, string]>([
    ['inline', policy({ ...GOOD, Principal: '*' }), 'Policy document should not specify a principal.'],
    ['trust', '{', 'This policy contains invalid Json'],
    [
      'trust',
      assume({ Action: 'ec2:*' }),
      'Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity',
    ],
    [
      'trust',
      assume({ Action: ['sts:AssumeRole', 'ec2:*'] }),
      'Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity',
    ],
    ['trust', assume({ Resource: '*' }), 'Has prohibited field Resource.'],
    [
      'trust',
      policy({ Effect: 'Allow', NotPrincipal: { AWS: user }, Action: 'sts:AssumeRole' }),
      'Has prohibited field NotPrincipal.',
    ],
    ['trust', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'Missing required field Principal'],
    ['trust', assume({ Principal: {} }), 'Missing required field Principal'],
    ['trust', assume({ Principal: 'bob' }), SYNTAX],
    ['trust', assume({ Principal: { User: 'bob' } }), SYNTAX],
    ['trust', assume({ Principal: { AWS: 'bob' } }), 'Invalid principal in policy: "AWS":"bob"'],
    [
      'trust',
      assume({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"',
    ],
    ['trust', assume({ Sid: 'x'.repeat(2048) }), 'LimitExceeded Cannot exceed quota for ACLSizePerRole: 2048'],
    ['resource', policy(GOOD), 'Missing required field Principal'],
    ['resource', policy({ Effect: 'Allow', Principal: '*', Action: '*' }), 'Policy statement must contain resources.'],
    ['resourceControl', control({ Effect: 'Allow' }), 'Effect must be Deny.'],
    [
      'resourceControl',
      policy({ Effect: 'Deny', NotPrincipal: '*', Action: '*', Resource: '*' }),
      'Principal must be "*".',
    ],
    ['resourceControl', control({ Principal: { AWS: '*' } }), 'Principal must be "*".'],
  ])('%s may not be %s', (kind, text, message) => expect(refusal(text, kind)).toBe(message));

  it('have the quota that their account has', () => {
    expect(() => validatePolicy(assume(), 'trust', 4096)).not.toThrow();
    expect(() => validatePolicy(assume({ Sid: 'x'.repeat(2048) }), 'trust', 4096)).not.toThrow();
  });
});

describe('where statements stand', () => {
  it('is told by the offsets of their braces', () => {
    const text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}';
    const [statement] = validatePolicy(text, 'managed').statements;
    expect(text.slice(statement?.start, (statement?.end ?? 0) + 1)).toBe(
      '{"Effect": "Allow", "Action": "*", "Resource": "*"}',
    );
    expect(statement?.start).toBe(39);
  });
});
