import type { PrefixList } from '../../model/prefix-list.ts';
import type { PrefixListId } from '../../name/id.ts';
import type { AccountId, Region } from '../../name/scope.ts';
import { prefix } from '../../net/prefix.ts';
import { fingerprint } from '../fingerprint.ts';

const AWS = 'AWS' as AccountId;

/**
 * The lists that AWS keeps in a Region, for all to refer to and nobody to change (VPC User Guide, "AWS-managed prefix
 * lists", with their weights). The ids are the same in every store, so that what was written down stays true.
 */
export function awsListsOf(region: Region): readonly PrefixList[] {
  return SERVICES.map(([service, weight, cidrs, scope = region]): PrefixList => {
    const name = `com.amazonaws.${scope}.${service}`;
    const entries = cidrs.map((text) => ({ prefix: prefix(text) }));
    return {
      owner: AWS,
      region,
      tags: [],
      kind: 'prefix-list',
      id: `pl-${fingerprint(`${region} ${name}`).toString(16).padStart(8, '0')}` as PrefixListId,
      name,
      family: service.startsWith('ipv6.') ? 6 : 4,
      maxEntries: entries.length,
      version: 1,
      entries,
      history: [],
      weight,
    };
  });
}

export function isOfAws(list: PrefixList): boolean {
  return list.owner === AWS;
}

type Service = readonly [name: string, weight: number, cidrs: readonly string[], scope?: 'global'];

/**
 * Blocks that AWS has published for us-east-1, here for every Region: packets to a service end at the endpoint, so any block
 * does that nobody else has. Ground Station's are not known here, and its list matches nothing.
 */
const SERVICES: readonly Service[] = [
  ['s3', 1, ['3.5.0.0/19', '16.182.0.0/16', '18.34.0.0/19', '18.34.232.0/21', '52.216.0.0/15', '54.231.0.0/16']],
  ['dynamodb', 1, ['3.218.180.0/22', '52.94.0.0/22', '52.119.224.0/20']],
  ['ec2-instance-connect', 1, ['18.206.107.24/29']],
  ['vpc-lattice', 10, ['169.254.171.0/24']],
  ['ipv6.vpc-lattice', 10, ['fd00:ec2:80::/64']],
  [
    'cloudfront.origin-facing',
    55,
    ['15.158.0.0/16', '64.252.64.0/18', '64.252.128.0/18', '70.132.0.0/18', '130.176.0.0/17', '130.176.128.0/18'],
    'global',
  ],
  ['ipv6.cloudfront.origin-facing', 55, ['2600:9000::/28'], 'global'],
  ['groundstation', 5, [], 'global'],
];
