import { describe, expect, it } from 'vitest';
import { answer, packet } from '../packet-text.ts';
import type { World } from '../world.ts';
import { Scenario } from './scenario.ts';

/**
 * What the VPC User Guide ("Network ACLs") says, a case for each sentence. The clients' subnet is in the same VPC, so
 * that packets come from 203.0.113.5 without a gateway; its own ACL lets everything through.
 */
function world(entries: readonly string[]): World {
  return {
    cidrs: '10.0.0.0/16 203.0.113.0/24 10.9.0.0/16 2001:db8:a::/56',
    subnets: {
      s: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', acl: 's' },
      far: { cidrs: '203.0.113.0/24 2001:db8:a:1::/64' },
      ten: { cidrs: '10.9.9.0/24' },
    },
    acls: { s: entries },
    groups: { open: ['in all from 0.0.0.0/0', 'in all from ::/0', 'out all to 0.0.0.0/0', 'out all to ::/0'] },
    enis: {
      s1: { subnet: 's', at: '10.0.0.10 2001:db8:a::10', groups: 'open' },
      s2: { subnet: 's', at: '10.0.0.11', groups: 'open' },
      far: { subnet: 'far', at: '203.0.113.5 2001:db8:a:1::5', groups: 'open' },
      ten: { subnet: 'ten', at: '10.9.9.9', groups: 'open' },
    },
  };
}
const denied = (rule: string) => `denied-acl by ${rule} of acl-s at subnet-s`;

describe('network ACL', () => {
  it.each([
    ['N1', ['in 100 allow tcp 80 from 0.0.0.0/0'], 'far', 'tcp 203.0.113.5:50000 > 10.0.0.10:80', 'delivered'],
    ['N2', ['in 100 allow tcp 80 from 0.0.0.0/0'], 's1', 'tcp 10.0.0.10:80 > 203.0.113.5:50000', denied('*')],
    ['N3', ['out 100 allow tcp 1024-65535 to 0.0.0.0/0'], 's1', 'tcp 10.0.0.10:80 > 203.0.113.5:50000', 'delivered'],
    [
      'N4 the denied port',
      ['in 100 deny tcp 22 from 0.0.0.0/0', 'in 200 allow all from 0.0.0.0/0'],
      'far',
      'tcp 203.0.113.5:50000 > 10.0.0.10:22',
      denied('100'),
    ],
    [
      'N4 another port',
      ['in 100 deny tcp 22 from 0.0.0.0/0', 'in 200 allow all from 0.0.0.0/0'],
      'far',
      'tcp 203.0.113.5:50000 > 10.0.0.10:23',
      'delivered',
    ],
    [
      'N5',
      ['in 100 allow tcp 80 from 0.0.0.0/0', 'in 200 deny all from 203.0.113.0/24'],
      'far',
      'tcp 203.0.113.5:50000 > 10.0.0.10:80',
      'delivered',
    ],
    ['N6', ['in 100 allow all from 0.0.0.0/0'], 'far', 'tcp [2001:db8:a:1::5]:1 > [2001:db8:a::10]:80', denied('*')],
    ['N7', ['in 100 allow udp 53 from 0.0.0.0/0'], 'far', 'tcp 203.0.113.5:50000 > 10.0.0.10:53', denied('*')],
    ['N9', ['in 100 allow 50 from 10.0.0.0/8'], 'ten', '50 10.9.9.9 > 10.0.0.10', 'delivered'],
    [
      'N10',
      ['in 100 allow icmpv6 128/-1 from 0.0.0.0/0'],
      'far',
      'icmp [2001:db8:a:1::5] > [2001:db8:a::10] 128/0',
      denied('*'),
    ],
    ['N11', [], 's1', 'tcp 10.0.0.10:50000 > 10.0.0.11:80', 'delivered'],
    ['N12 metadata', [], 's1', 'tcp 10.0.0.10:50000 > 169.254.169.254:80', 'exempt'],
    ['N12 resolver', [], 's1', 'udp 10.0.0.10:50000 > 10.0.0.2:53', 'exempt'],
    [
      'ICMPv6 by type',
      ['in 100 allow icmpv6 128/-1 from ::/0'],
      'far',
      'icmp [2001:db8:a:1::5] > [2001:db8:a::10] 128/0',
      'delivered',
    ],
    [
      'of two entries for one ICMP type the first',
      ['in 100 deny icmp 8/-1 from 0.0.0.0/0', 'in 110 allow icmp 8/-1 from 0.0.0.0/0'],
      'far',
      'icmp 203.0.113.5 > 10.0.0.10 8/0',
      denied('100'),
    ],
    [
      'of an entry for a code and one for its type the first',
      ['in 100 deny icmp 8/0 from 0.0.0.0/0', 'in 110 allow icmp 8/-1 from 0.0.0.0/0'],
      'far',
      'icmp 203.0.113.5 > 10.0.0.10 8/0',
      denied('100'),
    ],
    [
      'of two entries for one protocol the first',
      ['in 100 deny 50 from 0.0.0.0/0', 'in 110 allow 50 from 0.0.0.0/0'],
      'ten',
      '50 10.9.9.9 > 10.0.0.10',
      denied('100'),
    ],
    [
      'a port range’s ends',
      ['in 100 allow tcp 80-90 from 0.0.0.0/0'],
      'far',
      'tcp 203.0.113.5:50000 > 10.0.0.10:91',
      denied('*'),
    ],
  ])('%s', (_, entries, from, text, expected) => {
    expect(new Scenario(world(entries)).send(from, text)).toBe(expected);
  });

  it('N8: a ping in and its answer out each need their entry', () => {
    const ping = packet('icmp 203.0.113.5 > 10.0.0.10 8/0');
    const both = new Scenario(world(['in 100 allow icmp 8/-1 from 0.0.0.0/0', 'out 100 allow icmp 0/-1 to 0.0.0.0/0']));
    expect([both.send('far', ping), both.send('s1', answer(ping))]).toEqual(['delivered', 'delivered']);
    const one = new Scenario(world(['in 100 allow icmp 8/-1 from 0.0.0.0/0', 'out 100 allow icmp 8/-1 to 0.0.0.0/0']));
    expect([one.send('far', ping), one.send('s1', answer(ping))]).toEqual(['delivered', denied('*')]);
  });

  it('N14: an entry added in front cuts an open connection at once', () => {
    const open = ['in 100 allow tcp 0-65535 from 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'];
    const scenario = new Scenario(world(open));
    const request = packet('tcp 203.0.113.5:50000 > 10.0.0.10:22');
    expect([scenario.send('far', request), scenario.send('s1', answer(request))]).toEqual(['delivered', 'delivered']);
    scenario.becomes(world([...open, 'in 90 deny tcp 22 from 203.0.113.5/32']));
    expect(scenario.send('far', 'tcp 203.0.113.5:50000 > 10.0.0.10:22 ack')).toBe(denied('90'));
  });
});
