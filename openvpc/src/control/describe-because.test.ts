import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../../test/world.ts';
import { describeBecause } from './describe-because.ts';

const ACL = 'acl-0123456789abcdef0';
const snapshot = snapshotOf({
  subnets: { s: { cidrs: '10.0.0.0/24', acl: '0123456789abcdef0' } },
  groups: {},
  acls: { '0123456789abcdef0': ['out 20 allow udp 53 to 8.8.8.8/32', 'in 20 deny tcp 5432 from 0.0.0.0/0'] },
  enis: {},
});

describe('why a packet passed or did not', () => {
  it('of entries with one number names that of the packet’s direction', () => {
    const entry = { resource: ACL, rule: '20' };
    expect(describeBecause(snapshot, entry, 'acl-ingress')).toBe(`entry 20 of ${ACL}: deny tcp 5432 from 0.0.0.0/0`);
    expect(describeBecause(snapshot, entry, 'ingress')).toContain('deny tcp 5432');
    expect(describeBecause(snapshot, entry, 'acl-egress')).toContain('allow udp 53 to 8.8.8.8/32');
  });

  it('by the last entry, by no rule, by no route', () => {
    expect(describeBecause(snapshot, { resource: ACL, rule: '*' }, 'acl-ingress')).toBe(
      `the last entry (*) of ${ACL}: deny all`,
    );
    expect(describeBecause(snapshot, 'implicit-deny', 'group-ingress')).toBe('no rule allows it (implicit deny)');
    expect(describeBecause(snapshot, 'implicit-deny', 'route')).toBe('no route to the destination');
    expect(describeBecause(snapshot, 'tracked-flow', 'ingress')).toBe('a flow that the security group tracks');
  });
});
