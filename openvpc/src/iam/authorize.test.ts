import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const ask = (principal: string, resource: string) =>
  authorize(principal, { action: 'ec2:DeleteVpc', resource, context: new Map() });

describe('authorize', () => {
  it.each(['*', 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1', 'arn:aws:ec2:us-east-1::image/ami-1'])(
    'allows the root of the account %s',
    (resource) => expect(ask(ROOT, resource)).toEqual({ effect: 'allow', because: 'root of the account' }),
  );

  it("does not allow root another account's resource", () => {
    expect(ask(ROOT, 'arn:aws:ec2:us-east-1:444455556666:vpc/vpc-1').effect).toBe('implicit-deny');
  });

  it.each([
    'arn:aws:iam::111122223333:user/root',
    'arn:aws:iam::111122223333:user/alice',
    'arn:aws:iam::111122223333:root/x',
    'arn:aws:iam::1:root',
    'x arn:aws:iam::111122223333:root',
    'root',
    '',
  ])('allows %j nothing', (principal) => {
    expect(ask(principal, '*').effect).toBe('implicit-deny');
  });
});
