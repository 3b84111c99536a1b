import { describe, expect, it } from 'vitest';
import { contextKeysOf, missingContextKeys } from './context-keys.ts';
import { type Document, parseDocument } from './document.ts';
import { policySet } from './policy-set.ts';

function document(version: string): Document {
  const statement = (Action: string, Condition: object, Resource = '*') => ({
    Effect: 'Allow',
    Action,
    Resource,
    Condition,
  });
  const Statement = [
    statement('ec2:*', { StringEquals: { 'aws:ResourceTag/Team': '${aws:PrincipalTag/team}' } }),
    statement('ec2:*', { Bool: { 'AWS:resourcetag/team': 'true' } }, 'arn:aws:ec2:*:*:vpc/${ec2:VpcID}'),
    statement('s3:*', { Null: { 's3:prefix': 'true' } }),
  ];
  return parseDocument(JSON.stringify({ Version: version, Statement }));
}

describe('context keys', () => {
  it('of policies: conditions and variables, each once, as first written', () => {
    const names = ['aws:PrincipalTag/team', 'aws:ResourceTag/Team', 'ec2:VpcID', 's3:prefix'];
    expect(contextKeysOf([document('2012-10-17')])).toEqual(names);
    expect(contextKeysOf([document('2008-10-17')])).toEqual(['aws:ResourceTag/Team', 's3:prefix']);
  });

  it('that a request lacks: those of statements on its action and resource', () => {
    const identity = policySet('identity-based policy', [{ id: 'p', document: document('2012-10-17') }]);
    const ask = (resource: string, ...keys: string[]) =>
      missingContextKeys(
        { kind: 'root', account: '111122223333' },
        { action: 'ec2:DeleteVpc', resource, context: new Map(keys.map((key) => [key, ['vpc-1']])) },
        { identity },
      );
    expect(ask('*')).toEqual(['aws:PrincipalTag/team', 'aws:ResourceTag/Team']);
    expect(ask('*', 'aws:resourcetag/TEAM')).toEqual(['aws:PrincipalTag/team']);
    expect(ask('arn:aws:ec2:r:1:vpc/vpc-1', 'aws:PrincipalTag/team')).toEqual(['aws:ResourceTag/Team']);
  });
});
