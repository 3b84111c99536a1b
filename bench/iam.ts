import { performance } from 'node:perf_hooks';
import { authorize, type Policies } from '../openvpc/src/iam/authorize.ts';
import type { Caller } from '../openvpc/src/iam/caller.ts';
import { type Document, parseDocument } from '../openvpc/src/iam/document.ts';
import { policySet } from '../openvpc/src/iam/policy-set.ts';
import type { Question } from '../openvpc/src/iam/question.ts';
import { policySize } from '../openvpc/src/iam/validate.ts';

/**
 * Decisions per second of a user with ten policies attached, on one core. `anew`: the documents are read and made ready
 * for each decision, in the same run: what compiling once is worth. "Usual" policies are what administrators write; "full"
 * ones name whole actions up to the quota of 6,144 characters, some 200 each, with a condition.
 */
const ACCOUNT = '111122223333';
const BOB: Caller = { kind: 'user', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/bob` };
const CONTEXT = new Map(
  Object.entries({
    'aws:CurrentTime': '2026-01-02T03:04:05Z',
    'aws:EpochTime': '1767323045',
    'aws:SourceIp': '203.0.113.7',
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': 'us-east-1',
    'aws:UserAgent': 'aws-cli/2',
    'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/bob`,
    'aws:PrincipalAccount': ACCOUNT,
    'aws:PrincipalType': 'User',
    'aws:username': 'bob',
    'aws:userid': 'AIDAEXAMPLE',
    'aws:PrincipalTag/team': 'net',
    'aws:ResourceTag/team': 'net',
    'aws:ResourceTag/owner': 'bob',
    'ec2:ResourceTag/team': 'net',
    'ec2:Region': 'us-east-1',
    'ec2:Vpc': `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/vpc-1`,
  }).map(([key, value]) => [key, [value]]),
);
const NUMBER = new Intl.NumberFormat('en');

/** A reader, an editor by tag, a guard by address and Region, in turn. */
function usual(n: number): unknown {
  const tagged = {
    StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}', 'aws:ResourceTag/n': String(n) },
  };
  const foreign = {
    NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] },
    StringNotLike: { 'aws:RequestedRegion': 'us-*' },
  };
  return [
    { Effect: 'Allow', Action: ['ec2:Describe*', 'logs:Get*', 's3:List*'], Resource: '*' },
    { Effect: 'Allow', Action: 'ec2:*SecurityGroup*', Resource: `arn:aws:ec2:*:${ACCOUNT}:*/*`, Condition: tagged },
    {
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:StopInstances'],
      Resource: `arn:aws:ec2:*:*:instance/i-${n}*`,
    },
    { Effect: 'Deny', NotAction: ['iam:*', 'sts:*'], Resource: '*', Condition: foreign },
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/*` } },
    },
  ];
}

function full(n: number): unknown {
  const Condition = { StringLike: { 'ec2:Vpc': 'arn:aws:ec2:*:*:vpc/*' } };
  const actions: string[] = [];
  const statement = () => [
    { Effect: 'Allow', Action: actions, Resource: `arn:aws:ec2:*:${ACCOUNT}:security-group/*`, Condition },
  ];
  for (let i = 0; policySize(textOf(statement())) < 6100; i++) actions.push(`ec2:SomeLongActionName${n}x${i}`);
  actions[100] = n === 9 ? 'ec2:DeleteSecurityGroup' : 'ec2:DeleteSecurityGrou?x';
  return statement();
}

const textOf = (Statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement });
const question = (action: string): Question => ({
  action,
  resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:security-group/sg-1`,
  context: CONTEXT,
});
const QUESTIONS = ['ec2:DeleteSecurityGroup', 'ec2:RunInstances', 'ec2:DescribeVpcs', 'ec2:CreateVpc'].map(question);

function policiesOf(texts: readonly string[]): Policies {
  const documents = texts.map((text): Document => parseDocument(text));
  return {
    identity: policySet(
      'identity-based policy',
      documents.map((document, i) => ({ id: `p${i}`, document })),
    ),
  };
}

let sink = 0;
console.log('policies     decisions/s      µs    anew, µs   ratio   compile, ms');
for (const [name, make] of [
  ['usual', usual],
  ['full', full],
] as const) {
  const texts = Array.from({ length: 10 }, (_, n) => textOf(make(n)));
  const policies = policiesOf(texts);
  const compile = median(() => policiesOf(texts), 1);
  const decide = median(() => ask(policies), 2_000) / QUESTIONS.length;
  const anew = median(() => ask(policiesOf(texts)), 5) / QUESTIONS.length;
  console.log(
    `10 ${name.padEnd(6)} ${NUMBER.format(Math.round(1000 / decide)).padStart(13)} ${(decide * 1000).toFixed(2).padStart(7)} ${(anew * 1000).toFixed(0).padStart(11)} ${(anew / decide).toFixed(0).padStart(7)} ${compile.toFixed(2).padStart(13)}`,
  );
}
if (Number.isNaN(sink)) console.log(sink); // keeps the work from being optimised away

function ask(policies: Policies): void {
  for (const one of QUESTIONS) sink += authorize(BOB, one, policies).effect.length;
}

/** Milliseconds of one run: the median of some rounds, each of that many runs. */
function median(work: () => unknown, times: number): number {
  for (let i = 0; i < times; i++) work(); // warm the code up
  const rounds = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < times; i++) work();
    return (performance.now() - start) / times;
  }).sort((a, b) => a - b);
  return rounds[4] as number; // the middle one
}
