import type { AccountId, Region } from './scope.ts';

/** `arn:aws:ec2:us-east-1:123456789012:security-group/sg-…` */
export function arn(service: string, region: Region, account: AccountId, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
