import { describe, expect, it } from 'vitest';
import { prefix } from '../../openvpc/src/net/prefix.ts';
import { createHarness } from '../control-harness.ts';
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

  it('N12: what is for the platform crosses no boundary, whichever way an ACL is shut', () => {
    const shut = new Scenario(world([]));
    const services = ['udp 10.0.0.10:68 > 255.255.255.255:67', 'udp 10.0.0.10:5 > 169.254.169.123:123'];
    for (const text of services) expect(shut.send('s1', text)).toBe('exempt');
    expect(shut.send('s1', 'udp 10.0.0.10:5 > 203.0.113.5:123')).toBe(denied('*')); // a clock of one's own
  });

  it('N13: a NAT gateway in the subnet needs the answers’ ports open', () => {
    const behind = (entries: readonly string[]) =>
      new Scenario({
        subnets: {
          s: { cidrs: '10.0.0.0/24', acl: 's', routes: ['0.0.0.0/0 igw'] },
          private: { cidrs: '10.0.1.0/24', routes: ['0.0.0.0/0 nat:a'] },
        },
        acls: { s: [...entries, 'out 100 allow all to 0.0.0.0/0'] },
        groups: { open: ['out all to 0.0.0.0/0'] },
        nats: { a: { subnet: 's', at: '10.0.0.220', public: '198.51.100.200' } },
        enis: { p: { subnet: 'private', at: '10.0.1.20', groups: 'open' } },
      });
    const request = 'p tcp 10.0.1.20:40000 > 203.0.113.5:443';
    const left = 'exited igw-a as 198.51.100.200 > 203.0.113.5';
    const shut = behind(['in 100 allow tcp 443 from 10.0.0.0/16']);
    expect([shut.act(request), shut.act('answer')]).toEqual([left, denied('*')]);
    const open = behind(['in 100 allow tcp 443 from 10.0.0.0/16', 'in 110 allow tcp 1024-65535 from 0.0.0.0/0']);
    expect([open.act(request), open.act('answer')]).toEqual([left, 'delivered eni-p as 203.0.113.5 > 10.0.1.20']);
  });
});

describe('network ACL entries by calls', () => {
  const ENTRY = { RuleNumber: 100, RuleAction: 'allow', Egress: false };
  function acl() {
    const harness = createHarness();
    const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }) as { Vpc: { VpcId: string } };
    const made = harness.call('CreateNetworkAcl', { VpcId: Vpc.VpcId }) as { NetworkAcl: { NetworkAclId: string } };
    return { harness, NetworkAclId: made.NetworkAcl.NetworkAclId };
  }

  it('N9: ports of a protocol that has none are dropped, and mean nothing', () => {
    const { harness, NetworkAclId } = acl();
    const PortRange = { From: 500, To: 500 };
    harness.call('CreateNetworkAclEntry', {
      NetworkAclId,
      ...ENTRY,
      Protocol: '50',
      CidrBlock: '10.0.0.0/8',
      PortRange,
    });
    const entries = [...harness.view().networkAcls.values()].flatMap((one) => one.entries);
    const stored = entries.find(({ protocol }) => protocol === 50);
    expect(stored).toEqual({
      number: 100,
      direction: 'ingress',
      action: 'allow',
      protocol: 50,
      prefix: prefix('10.0.0.0/8'),
    });
  });

  it('N15: a number is taken once in a direction, whatever the family', () => {
    const { harness, NetworkAclId } = acl();
    const entry = { NetworkAclId, ...ENTRY, Protocol: '-1' };
    harness.call('CreateNetworkAclEntry', { ...entry, CidrBlock: '10.0.0.0/16' });
    const before = harness.view();
    expect(harness.refusal('CreateNetworkAclEntry', { ...entry, Ipv6CidrBlock: '::/0' })).toBe(
      'NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.',
    );
    expect(harness.view()).toBe(before);
    harness.call('CreateNetworkAclEntry', { ...entry, Egress: true, Ipv6CidrBlock: '::/0' }); // another direction
  });
});
