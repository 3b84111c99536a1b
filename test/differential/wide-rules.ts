import fc from 'fast-check';
import { aclWordsFor, rulesFor } from './worlds.ts';

/** Groups and ACLs of the wide worlds: rules for everything that has a name there, of both families, overlapping. */
export const GROUPS_A = ['g0', 'g1', 'g2'];
export const GROUPS_B = ['k0', 'k1'];
export const GROUPS_C = ['m0'];
/** A group of VPC B that is no more: a rule may still name it, and matches nothing. */
export const GONE_GROUP = 'k9';

/** What rules may name. Groups name one another in circles and across VPCs. */
const PEERS = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '::/0',
  '::/0',
  '0.0.0.0/1',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.1.0.0/16',
  '10.3.0.0/24',
  '10.0.0.220/32',
  '203.0.113.0/24',
  '203.0.113.0/25',
  '198.51.100.0/24',
  '52.216.0.0/15',
  '2001:db8:a::/56',
  '2001:db8:a:1::/64',
  '2001:db8:b::/56',
  '2001:db8:ffff::/48',
  '64:ff9b::/96',
  '10.0.0.64/29',
  'pl:s3',
  'pl:near',
  'pl:six',
  ...GROUPS_A,
  ...GROUPS_A,
  ...GROUPS_B,
  ...GROUPS_C,
  GONE_GROUP,
];
const ACL_BLOCKS = PEERS.filter((peer) => peer.includes('/'));

export function groupsNamed(names: readonly string[]): fc.Arbitrary<Readonly<Record<string, readonly string[]>>> {
  return rulesFor(names, PEERS);
}

/** `x` as drawn, `y` mostly open: else hardly a packet would ever cross. */
export const aclPair = fc.record({ x: aclWordsFor(ACL_BLOCKS), y: aclWordsFor(ACL_BLOCKS, true) });
