import { describe, expect, it } from 'vitest';
import { createHarness } from '../control-harness.ts';
import { Scenario } from './scenario.ts';
import { BASE, network, withAcl, withEni, withGroup } from './topology.ts';

/**
 * Each hole by name that emulators of VPC security are known to have. Reference and every evaluator must be without it.
 */
const ALLOW_ALL = ['in 100 allow all from 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'];
const ALL_OUT = ['out all to 0.0.0.0/0', 'out all to ::/0'];
const W1_A1 = 'w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080';
const DENIED_AT_A1 = 'denied-group by implicit-deny at eni-a1';

function acts(given: Parameters<typeof network>[0], ...lines: ReadonlyArray<readonly [string, string]>): void {
  const scenario = new Scenario(network(given));
  for (const [act, outcome] of lines) expect([act, scenario.act(act)]).toEqual([act, outcome]);
}

describe('no network ACL', () => {
  it('acts stateful: an answer that its entries do not let out is lost', () => {
    acts(
      withAcl(BASE, 'priv', ['in 100 allow all from 0.0.0.0/0']),
      [W1_A1, 'delivered eni-a1'],
      ['answer', 'denied-acl by * of acl-priv at subnet-priv'],
    );
  });

  it('lets a group’s accept hide its deny', () => {
    acts(withAcl(BASE, 'priv', ['in 90 deny tcp 8080 from 10.0.0.0/24', ...ALLOW_ALL]), [
      W1_A1,
      'denied-acl by 90 of acl-priv at subnet-priv',
    ]);
  });

  it('hides by its accept what the group does not allow', () => {
    acts(withGroup(withAcl(BASE, 'priv', ALLOW_ALL), 'app', ALL_OUT), [W1_A1, DENIED_AT_A1]);
  });

  it('lets an earlier allow of a part decide for the part that only a later deny covers', () => {
    const overlap = [
      'in 100 allow tcp 8000-8079 from 10.0.0.0/16',
      'in 200 deny tcp 8070-8090 from 10.0.0.0/24',
      ...ALLOW_ALL.map((e) => e.replace('100', '300')),
    ];
    const open = withGroup(BASE, 'app', ['in tcp from 10.0.0.0/16', ...ALL_OUT]);
    acts(
      withAcl(open, 'priv', overlap),
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8075', 'delivered eni-a1'],
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'denied-acl by 200 of acl-priv at subnet-priv'],
      ['d1 tcp 10.0.2.30:40000 > 10.0.1.20:8080', 'denied-group by implicit-deny at eni-d1'],
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8091', 'delivered eni-a1'],
    );
  });

  it('that is empty allows anything', () => {
    acts(withAcl(BASE, 'priv', []), [W1_A1, 'denied-acl by * of acl-priv at subnet-priv']);
    acts(withAcl(BASE, 'pub', []), [W1_A1, 'denied-acl by * of acl-pub at subnet-pub']);
  });

  it('of one subnet reaches another', () => {
    acts(
      withAcl(BASE, 'db', []),
      [W1_A1, 'delivered eni-a1'],
      ['answer', 'delivered eni-w1'],
      ['a1 tcp 10.0.1.20:40000 > 10.0.2.30:5432', 'denied-acl by * of acl-db at subnet-db'],
    );
  });

  it('is asked inside one subnet', () => {
    acts(withAcl(BASE, 'pub', []), ['w1 tcp 10.0.0.10:40000 > 10.0.0.11:80', 'delivered eni-w2']);
  });
});

describe('no evaluation', () => {
  it('ends at the sender’s rule: the receiver is asked too', () => {
    acts(BASE, ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8081', DENIED_AT_A1]);
  });

  it('falls back past a black hole to a wider route', () => {
    const routes = ['0.0.0.0/0 igw', '203.0.113.0/24 gone'];
    acts({ ...BASE, subnets: { ...BASE.subnets, pub: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes } } }, [
      'w1 tcp 10.0.0.10:40000 > 203.0.113.5:443',
      'blackhole by 203.0.113.0/24 of rtb-pub at subnet-pub',
    ]);
  });
});

describe('no group rule', () => {
  it('that refers to a group is widened to anywhere', () => {
    acts(
      BASE,
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'delivered eni-a1'],
      ['a2 tcp 10.0.1.21:40000 > 10.0.1.20:8080', DENIED_AT_A1],
      ['f1 tcp 10.0.3.50:40000 > 10.0.1.20:8080', DENIED_AT_A1],
    );
    // Nor when the group has no member, or is the group's own.
    acts(withEni(withGroup(BASE, 'nobody', []), 'w1', { groups: 'nobody' }), [
      'w2 tcp 10.0.0.11:40000 > 10.0.1.20:8080',
      'delivered eni-a1',
    ]);
    acts({ ...BASE, groups: { ...BASE.groups, empty: [], app: ['in tcp 8080 from empty', ...ALL_OUT] } }, [
      W1_A1,
      DENIED_AT_A1,
    ]);
  });

  it('for IPv6 is skipped, nor one for IPv4 taken for it', () => {
    const only6 = withGroup(BASE, 'web', ['in tcp 80 from ::/0', ...ALL_OUT]);
    acts(
      only6,
      ['a1 tcp [2001:db8:a:1::20]:40000 > [2001:db8:a::10]:80', 'delivered eni-w1'],
      ['a1 tcp 10.0.1.20:40000 > 10.0.0.10:80', 'denied-group by implicit-deny at eni-w1'],
    );
  });

  it('for a prefix list is skipped, nor widened', () => {
    const byList = withGroup(BASE, 'app', ['out tcp 443 to pl:s3']);
    acts(
      byList,
      ['a1 tcp 10.0.1.20:40000 > 52.216.1.1:443', 'exited vpce-s3'],
      ['a1 tcp 10.0.1.20:40000 > 203.0.113.5:443', DENIED_AT_A1],
    );
  });

  it('for one ICMP type lets another in', () => {
    const echo = withGroup(BASE, 'web', ['in icmp 8/0 from 0.0.0.0/0', ...ALL_OUT]);
    acts(
      echo,
      ['a1 icmp 10.0.1.20 > 10.0.0.10 8/0', 'delivered eni-w1'],
      ['a1 icmp 10.0.1.20 > 10.0.0.10 13/0', 'denied-group by implicit-deny at eni-w1'],
      ['a1 icmp 10.0.1.20 > 10.0.0.10 3/4', 'denied-group by implicit-deny at eni-w1'],
      ['a1 icmp 10.0.1.20 > 10.0.0.10 8/1#2', 'denied-group by implicit-deny at eni-w1'],
    );
  });

  it('is needed for the resolver alone: port 53 of anybody else is not open', () => {
    const shut = withGroup(BASE, 'app', []);
    acts(
      shut,
      ['a1 udp 10.0.1.20:40000 > 10.0.0.2:53', 'exempt'],
      ['a1 udp 10.0.1.20:40000 > 10.0.2.30:53', DENIED_AT_A1],
      ['a1 udp 10.0.1.20:40000 > 203.0.113.5:53', DENIED_AT_A1],
      ['w1 udp 10.0.0.10:40000 > 10.0.1.20:53', DENIED_AT_A1],
    );
  });
});

describe('no call', () => {
  it.each([
    ['10.0.0.0', 'InvalidParameterValue: CIDR block 10.0.0.0 is malformed'],
    ['10.0.0.0/33', 'InvalidParameterValue: CIDR block 10.0.0.0/33 is malformed'],
    ['010.0.0.0/8', 'InvalidParameterValue: CIDR block 010.0.0.0/8 is malformed'],
    ['0.0.0.0', 'InvalidParameterValue: CIDR block 0.0.0.0 is malformed'],
    ['', 'MissingParameter: '],
  ])('with the bad CIDR block %j makes a wider rule of it: it makes none', (CidrIp, refusal) => {
    const harness = createHarness();
    const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }) as { Vpc: { VpcId: string } };
    const group = { GroupName: 'g', Description: 'g', VpcId: Vpc.VpcId };
    const { GroupId } = harness.call('CreateSecurityGroup', group) as { GroupId: string };
    const before = harness.view();
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.1.0.0/16' }] },
      { IpProtocol: 'tcp', FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp }] },
    ];
    expect(harness.refusal('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })).toContain(refusal);
    expect(harness.view()).toBe(before); // the good rule beside it is not made either
  });
});
