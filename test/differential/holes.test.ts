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
      ['f1 tcp 10.0.3.50:40000 > 10.0.1.20:8080', 'delivered eni-a1'],
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8091', 'delivered eni-a1'],
    );
  });

  it('takes an earlier deny of a part for one of the whole', () => {
    const overlap = ['in 100 deny tcp 8070-8079 from 10.0.0.0/25', 'in 200 allow tcp 8000-8090 from 10.0.0.0/16'];
    const open = withGroup(BASE, 'app', ['in tcp from 10.0.0.0/16', ...ALL_OUT]);
    acts(
      withAcl(open, 'priv', overlap),
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8079', 'denied-acl by 100 of acl-priv at subnet-priv'],
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'delivered eni-a1'],
      ['f1 tcp 10.0.3.50:40000 > 10.0.1.20:8079', 'delivered eni-a1'],
    );
  });

  it('skips an entry for IPv6, nor takes one for IPv4 for it', () => {
    const only4 = withAcl(BASE, 'priv', ALLOW_ALL);
    const six = 'w1 tcp [2001:db8:a::10]:40000 > [2001:db8:a:1::20]:8080';
    acts(only4, [six, 'denied-acl by * of acl-priv at subnet-priv']);
    const denies6 = ['in 100 deny tcp 8080 from ::/0', 'in 110 allow all from ::/0', 'in 120 allow all from 0.0.0.0/0'];
    acts(
      withAcl(BASE, 'priv', denies6),
      [six, 'denied-acl by 100 of acl-priv at subnet-priv'],
      [W1_A1, 'delivered eni-a1'],
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

  it('is left to the receiver alone: the sender is asked first', () => {
    acts(withGroup(BASE, 'app', ['in all from 0.0.0.0/0', ...ALL_OUT]), [
      'd1 tcp 10.0.2.30:40000 > 10.0.1.20:8080',
      'denied-group by implicit-deny at eni-d1',
    ]);
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
    const fromList = withGroup(BASE, 'web', ['in tcp 80 from pl:s3', ...ALL_OUT]);
    acts(
      fromList,
      ['internet tcp 52.216.1.1:40000 > 198.51.100.10:80', 'delivered eni-w1 as 52.216.1.1 > 10.0.0.10'],
      ['internet tcp 203.0.113.5:40000 > 198.51.100.10:80', 'denied-group by implicit-deny at eni-w1'],
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
    acts(
      withAcl(BASE, 'priv', []),
      ['a1 udp 10.0.1.20:40000 > 10.0.0.2:53', 'exempt'],
      ['a1 udp 10.0.1.20:40000 > 10.0.2.30:53', 'denied-acl by * of acl-priv at subnet-priv'],
    );
  });
});

describe('no call', () => {
  it.each([
    ['10.0.0.0', 'InvalidParameterValue: CIDR block 10.0.0.0 is malformed'],
    ['10.0.0.0/33', 'InvalidParameterValue: CIDR block 10.0.0.0/33 is malformed'],
    ['10.0.0.0/', 'InvalidParameterValue: CIDR block 10.0.0.0/ is malformed'],
    ['10.0.0.0/-1', 'InvalidParameterValue: CIDR block 10.0.0.0/-1 is malformed'],
    ['10.0.0/8', 'InvalidParameterValue: CIDR block 10.0.0/8 is malformed'],
    ['010.0.0.0/8', 'InvalidParameterValue: CIDR block 010.0.0.0/8 is malformed'],
    ['10.0.0.0/8 ', 'InvalidParameterValue: CIDR block 10.0.0.0/8  is malformed'],
    ['::/0', 'InvalidParameterValue: CIDR block ::/0 is malformed'],
    ['0.0.0.0', 'InvalidParameterValue: CIDR block 0.0.0.0 is malformed'],
    ['', 'MissingParameter: '],
  ])('with the bad CIDR block %j makes a wider group rule of it: it makes none', (CidrIp, refusal) => {
    const { harness, GroupId } = places();
    const before = harness.view();
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.1.0.0/16' }] },
      { IpProtocol: 'tcp', FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp }] },
    ];
    for (const call of ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress']) {
      expect(harness.refusal(call, { GroupId, IpPermissions })).toContain(refusal);
      expect(harness.view()).toBe(before); // the good rule beside it is not made either
    }
  });

  it.each([
    [{ CidrBlock: '10.0.0.0' }, 'Value (10.0.0.0) for parameter cidrBlock is invalid'],
    [{ CidrBlock: '10.0.0.0/33' }, 'Value (10.0.0.0/33) for parameter cidrBlock is invalid'],
    [{ CidrBlock: '010.0.0.0/8' }, 'Value (010.0.0.0/8) for parameter cidrBlock is invalid'],
    [{ CidrBlock: '::/0' }, 'Value (::/0) for parameter cidrBlock is invalid'],
    [{ Ipv6CidrBlock: '0.0.0.0/0' }, 'Value (0.0.0.0/0) for parameter ipv6CidrBlock is invalid'],
    [{ Ipv6CidrBlock: '::/129' }, 'Value (::/129) for parameter ipv6CidrBlock is invalid'],
    [{ CidrBlock: '' }, 'MissingParameter: The request must contain the parameter cidrBlock'],
    [{}, 'MissingParameter: The request must contain the parameter cidrBlock'],
    [{ CidrBlock: '10.0.0.0/8', Ipv6CidrBlock: '::/0' }, 'InvalidParameterCombination: '],
  ])('with the bad CIDR block %j makes a wider ACL entry of it: it makes none', (blocks, refusal) => {
    const { harness, NetworkAclId } = places();
    const entry = { NetworkAclId, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress: false };
    harness.call('CreateNetworkAclEntry', { ...entry, CidrBlock: '10.9.0.0/16' });
    const before = harness.view();
    expect(harness.refusal('CreateNetworkAclEntry', { ...entry, RuleNumber: 90, ...blocks })).toContain(refusal);
    expect(harness.refusal('ReplaceNetworkAclEntry', { ...entry, ...blocks })).toContain(refusal);
    expect(harness.view()).toBe(before);
  });
});

/** A VPC with a group and an ACL, made by calls. */
function places() {
  const harness = createHarness();
  const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }) as { Vpc: { VpcId: string } };
  const { VpcId } = Vpc;
  const group = harness.call('CreateSecurityGroup', { GroupName: 'g', Description: 'g', VpcId }) as { GroupId: string };
  const { NetworkAcl } = harness.call('CreateNetworkAcl', { VpcId }) as { NetworkAcl: { NetworkAclId: string } };
  return { harness, GroupId: group.GroupId, NetworkAclId: NetworkAcl.NetworkAclId };
}
