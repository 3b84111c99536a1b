import { describe, expect, it } from 'vitest';
import { answer, packet } from '../packet-text.ts';
import { snapshotOf, withResources } from '../world.ts';
import { path, Scenario } from './scenario.ts';
import { BASE, withAcl, withEni, withGroup } from './topology.ts';

/** The path of a packet inside one VPC, step by step, case by case. Reference and evaluators must agree. */
const W1_A1 = 'tcp 10.0.0.10:40000 > 10.0.1.20:8080';
const ALL_OUT = ['out all to 0.0.0.0/0', 'out all to ::/0'];
const WEB = BASE.groups['web'] ?? [];
/** The base, with a sixth ENI that answers pings, and the group that lets it. */
const PINGED = withEni(withGroup(BASE, 'b', ['in icmp from 10.0.0.0/16', 'out all to 0.0.0.0/0']), 'b1', {
  subnet: 'db',
  at: '10.0.2.40',
  groups: 'b',
});
const ALLOW_ALL = ['in 100 allow all from 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'];

/** The request's verdict, then the answer's when the request arrived. */
function exchange(scenario: Scenario, from: string, to: string, text: string): string[] {
  const request = packet(text);
  const first = scenario.send(from, request);
  return first === 'delivered' ? [first, scenario.send(to, answer(request))] : [first];
}

describe('a packet between subnets', () => {
  it('10: meets group, ACL, route, ACL, group, each with the rule that decided', () => {
    const walk = new Scenario(BASE).walk('w1', W1_A1);
    expect(walk.disposition).toBe('delivered');
    expect(path(walk)).toBe(
      'source-check own-address, group-egress sgr-web-4, acl-egress 100, route 10.0.0.0/16, acl-ingress 100, group-ingress sgr-app-1',
    );
  });

  it('11: is denied by the lower-numbered entry of the destination ACL', () => {
    const world = withAcl(BASE, 'priv', ['in 90 deny tcp 8080 from 10.0.0.0/24', ...ALLOW_ALL]);
    expect(new Scenario(world).send('w1', W1_A1)).toBe('denied-acl by 90 of acl-priv at subnet-priv');
  });

  it('12: arrives, and its answer dies at an ACL that lets nothing out', () => {
    const world = withAcl(BASE, 'priv', ['in 100 allow tcp 8080 from 10.0.0.0/24']);
    expect(exchange(new Scenario(world), 'w1', 'a1', W1_A1)).toEqual([
      'delivered',
      'denied-acl by * of acl-priv at subnet-priv',
    ]);
  });

  it('13: and comes through when the ephemeral ports are open', () => {
    const world = withAcl(BASE, 'priv', [
      'in 100 allow tcp 8080 from 10.0.0.0/24',
      'out 100 allow tcp 1024-65535 to 10.0.0.0/24',
    ]);
    expect(exchange(new Scenario(world), 'w1', 'a1', W1_A1)).toEqual(['delivered', 'delivered']);
  });

  it('14: passes by a group reference, and the answer by state though the group has no egress rule', () => {
    const scenario = new Scenario(BASE);
    const request = packet('tcp 10.0.1.20:40000 > 10.0.2.30:5432');
    expect(scenario.send('a1', request)).toBe('delivered');
    expect(path(scenario.walk('d1', answer(request)))).toBe(
      'source-check own-address, group-egress tracked-flow, acl-egress 100, route 10.0.0.0/16, acl-ingress 100, group-ingress tracked-flow',
    );
  });

  it('15: is denied on leaving by a group without egress rules', () => {
    expect(new Scenario(BASE).send('d1', 'tcp 10.0.2.30:40000 > 10.0.1.20:8080')).toBe(
      'denied-group by implicit-deny at eni-d1',
    );
  });

  it('16: is denied when the sender carries another group', () => {
    expect(new Scenario(BASE).send('w1', 'tcp 10.0.0.10:40000 > 10.0.2.30:5432')).toBe(
      'denied-group by implicit-deny at eni-d1',
    );
  });

  it('40: to an address that nobody has ends there, and never goes to the gateway', () => {
    const walk = new Scenario(BASE).walk('w1', 'tcp 10.0.0.10:40000 > 10.0.9.9:80');
    expect(walk.disposition).toBe('no-such-host');
    expect(path(walk)).toBe('source-check own-address, group-egress sgr-web-4, acl-egress 100, route 10.0.0.0/16');
  });

  it('65: reaches a secondary address as the primary', () => {
    expect(new Scenario(BASE).send('a1', 'tcp 10.0.1.20:40000 > 10.0.0.12:80')).toBe('delivered');
  });
});

describe('a packet inside one subnet', () => {
  const closed = withAcl(BASE, 'pub', []);

  it('9: does not meet the ACL', () => {
    expect(path(new Scenario(closed).walk('w1', 'tcp 10.0.0.10:40000 > 10.0.0.11:80'))).toBe(
      'source-check own-address, group-egress sgr-web-4, group-ingress sgr-web-1',
    );
  });

  it('30: passes by a reference to the group itself', () => {
    const world = withGroup(BASE, 'web', ['in tcp 80 from web', ...ALL_OUT]);
    expect(new Scenario(world).send('w1', 'tcp 10.0.0.10:40000 > 10.0.0.11:80')).toBe('delivered');
  });

  it('67: does not ask the route table, even one that has a narrower route', () => {
    const world = {
      ...BASE,
      subnets: { ...BASE.subnets, pub: { cidrs: '10.0.0.0/24', routes: ['10.0.0.0/24 gone'] } },
    };
    const ipv4 = { ...world, enis: { ...BASE.enis, w1: { subnet: 'pub', at: '10.0.0.10', groups: 'web' } } };
    expect(new Scenario(ipv4).send('w1', 'tcp 10.0.0.10:40000 > 10.0.0.11:80')).toBe('delivered');
  });

  it('69: to the sender itself never leaves the guest', () => {
    expect(path(new Scenario(BASE).walk('w1', 'tcp 10.0.0.10:40000 > 10.0.0.10:9'))).toBe('source-check own-address');
    expect(new Scenario(BASE).send('w1', 'tcp 10.0.0.10:40000 > 10.0.0.10:9')).toBe('delivered');
  });
});

describe('routes', () => {
  const dbOut = withGroup(BASE, 'db', ['out all to 0.0.0.0/0']);
  const routed = (routes: readonly string[]) => ({
    ...BASE,
    subnets: { ...BASE.subnets, pub: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes } },
  });

  it('23: without a route a packet ends', () => {
    expect(new Scenario(dbOut).send('d1', 'tcp 10.0.2.30:40000 > 203.0.113.5:443')).toBe(
      'no-route by implicit-deny at subnet-db',
    );
  });

  it('24: a route whose gateway is gone is a black hole', () => {
    expect(new Scenario(routed(['0.0.0.0/0 gone'])).send('w1', 'tcp 10.0.0.10:40000 > 203.0.113.5:443')).toBe(
      'blackhole by 0.0.0.0/0 of rtb-pub at subnet-pub',
    );
  });

  it('25: a narrower black hole is not escaped by a wider route', () => {
    const world = routed(['0.0.0.0/0 igw', '203.0.113.0/24 gone']);
    expect(new Scenario(world).send('w1', 'tcp 10.0.0.10:40000 > 203.0.113.5:443')).toBe(
      'blackhole by 203.0.113.0/24 of rtb-pub at subnet-pub',
    );
    expect(new Scenario(world).send('w1', 'tcp 10.0.0.10:40000 > 203.0.114.5:443')).toBe('exited');
  });

  it('to a gateway that is attached to no VPC any more is a black hole too', () => {
    const attached = snapshotOf(BASE);
    const gateways = [...attached.internetGateways.values()].map(({ vpc: _none, ...gateway }) => gateway);
    expect(new Scenario(withResources(attached, gateways)).send('w1', 'tcp 10.0.0.10:40000 > 203.0.113.5:443')).toBe(
      'blackhole by 0.0.0.0/0 of rtb-pub at subnet-pub',
    );
  });

  it('of one family say nothing about the other', () => {
    expect(
      new Scenario(routed(['0.0.0.0/0 igw'])).send('w1', 'tcp [2001:db8:a::10]:40000 > [2001:db8:ffff::5]:443'),
    ).toBe('no-route by implicit-deny at subnet-pub');
  });

  it.each(['169.254.168.1', '169.254.171.9', '[fd00:ec2:80::1]'])('never forward to %s', (to) => {
    const from = to.startsWith('[') ? '[2001:db8:a::10]' : '10.0.0.10';
    expect(new Scenario(BASE).send('w1', `tcp ${from}:40000 > ${to}:80`)).toBe(
      'no-route by implicit-deny at subnet-pub',
    );
  });
});

describe('source check', () => {
  it('35: denies an address that is not the ENI’s', () => {
    expect(new Scenario(BASE).send('w1', 'tcp 10.0.0.99:40000 > 10.0.1.20:8080')).toBe(
      'denied-source-check by foreign-address at eni-w1',
    );
  });

  it('denies an ENI that does not exist', () => {
    expect(new Scenario(BASE).send('gone', W1_A1)).toBe('denied-source-check by foreign-address at eni-gone');
  });

  it('33: is off for a middlebox, whose forwarded packets no group reference matches', () => {
    const f1 = { subnet: 'fw', at: '10.0.3.50', groups: 'fw', sourceDestCheck: false } as const;
    const middlebox = { ...BASE, enis: { ...BASE.enis, f1 } };
    expect(path(new Scenario(middlebox).walk('f1', W1_A1))).toContain('source-check unchecked');
    expect(new Scenario(middlebox).send('f1', W1_A1)).toBe('denied-group by implicit-deny at eni-a1');
    // 34: by CIDR the preserved source is matched.
    const byCidr = withGroup(middlebox, 'app', ['in tcp 8080 from 10.0.0.0/24', ...ALL_OUT]);
    expect(new Scenario(byCidr).send('f1', W1_A1)).toBe('delivered');
  });
});

describe('the platform', () => {
  const closed = withAcl(withGroup(BASE, 'app', []), 'priv', []);

  it.each([
    ['36: the VPC’s resolver', 'udp 10.0.1.20:40000 > 10.0.0.2:53'],
    ['37: instance metadata', 'tcp 10.0.1.20:40000 > 169.254.169.254:80'],
    ['37: time', 'udp 10.0.1.20:123 > 169.254.169.123:123'],
    ['37: DNS', 'tcp 10.0.1.20:40000 > 169.254.169.253:53'],
    ['Windows activation', 'tcp 10.0.1.20:40000 > 169.254.169.250:1688'],
    ['ECS task metadata', 'tcp 10.0.1.20:40000 > 169.254.170.2:80'],
    ['the router', 'icmp 10.0.1.20 > 10.0.1.1 8/0'],
    ['the router of another subnet', 'icmp 10.0.1.20 > 10.0.2.1 8/0'],
    ['DHCP', 'udp 0.0.0.0:68 > 255.255.255.255:67'],
    ['metadata over IPv6', 'tcp [2001:db8:a:1::20]:40000 > [fd00:ec2::254]:80'],
    ['DNS over IPv6', 'udp [2001:db8:a:1::20]:40000 > [fd00:ec2::253]:53'],
    ['time over IPv6', 'udp [2001:db8:a:1::20]:123 > [fd00:ec2::123]:123'],
    ['the router over IPv6', 'icmp [2001:db8:a:1::20] > [2001:db8:a:1::1] 128/0'],
    ['the router on the link', 'icmp [fe80::ff:fe00:3] > [fe80:ec2::1] 128/0'],
    ['neighbour discovery', 'icmp [::] > [ff02::1:ff00:20] 135/0'],
    ['a neighbour’s advertisement', 'icmp [2001:db8:a:1::20] > [2001:db8:a:1::21] 136/0'],
    ['router solicitation', 'icmp [fe80::ff:fe00:3] > [ff02::2] 133/0'],
    ['DHCP over IPv6', 'udp [fe80::ff:fe00:3]:546 > [ff02::1:2]:547'],
  ])('takes %s, whatever the rules', (_, text) => {
    expect(new Scenario(closed).send('a1', text)).toBe('exempt');
  });

  it.each([
    ['38: a DNS server of one’s own', 'udp 10.0.1.20:40000 > 10.0.2.30:53', 'denied-group by implicit-deny at eni-a1'],
    ['base + 2 of another subnet', 'udp 10.0.1.20:40000 > 10.0.1.2:53', 'denied-group by implicit-deny at eni-a1'],
    ['39: broadcast', 'udp 10.0.1.20:40000 > 10.0.1.255:9', 'denied-broadcast'],
    ['39: multicast', 'udp 10.0.1.20:5353 > 224.0.0.251:5353', 'denied-broadcast'],
    ['broadcast that is not DHCP', 'udp 10.0.1.20:40000 > 255.255.255.255:9', 'denied-broadcast'],
    ['multicast over IPv6', 'udp [2001:db8:a:1::20]:5353 > [ff02::fb]:5353', 'denied-broadcast'],
    ['a redirect', 'icmp [fe80::1] > [ff02::1] 137/0', 'denied-source-check by foreign-address at eni-a1'],
    [
      'a foreign source, even to it',
      'udp 10.0.1.99:40000 > 10.0.0.2:53',
      'denied-source-check by foreign-address at eni-a1',
    ],
  ])('does not take %s', (_, text, expected) => {
    expect(new Scenario(closed).send('a1', text)).toBe(expected);
  });

  it('leaves the last address of another subnet to the rules', () => {
    expect(new Scenario(BASE).send('a1', 'udp 10.0.1.20:40000 > 10.0.2.255:9')).toBe('no-such-host');
  });
});

describe('ACL order and statelessness', () => {
  const ssh22 = withGroup(BASE, 'web', [...WEB, 'in tcp 22 from 10.0.1.20/32']);
  const ssh = 'tcp 10.0.1.20:40000 > 10.0.0.10:22';

  it('54: the first match decides', () => {
    const world = withAcl(ssh22, 'pub', [
      'in 100 deny tcp 22 from 0.0.0.0/0',
      'in 110 allow all from 0.0.0.0/0',
      'out 100 allow all to 0.0.0.0/0',
    ]);
    expect(new Scenario(world).send('a1', ssh)).toBe('denied-acl by 100 of acl-pub at subnet-pub');
    expect(new Scenario(world).send('a1', 'tcp 10.0.1.20:40000 > 10.0.0.10:80')).toBe('delivered');
  });

  it('55: also when a later entry would deny', () => {
    const world = withAcl(ssh22, 'pub', [
      'in 300 allow all from 0.0.0.0/0',
      'in 200 deny all from 10.0.1.0/24',
      'in 100 allow tcp 80 from 0.0.0.0/0',
    ]);
    expect(new Scenario(world).send('a1', 'tcp 10.0.1.20:40000 > 10.0.0.10:80')).toBe('delivered');
    expect(new Scenario(world).send('a1', ssh)).toBe('denied-acl by 200 of acl-pub at subnet-pub');
  });

  it('56: an entry added cuts a tracked connection at once, and taken away lets it go on', () => {
    const open = withAcl(ssh22, 'pub', ALLOW_ALL);
    const cut = withAcl(ssh22, 'pub', ['in 50 deny tcp 22 from 10.0.1.20/32', ...ALLOW_ALL]);
    const scenario = new Scenario(open);
    expect(exchange(scenario, 'a1', 'w1', ssh)).toEqual(['delivered', 'delivered']);
    expect(scenario.becomes(cut).send('a1', `${ssh} ack`)).toBe('denied-acl by 50 of acl-pub at subnet-pub');
    expect(scenario.becomes(open).send('a1', `${ssh} ack`)).toBe('delivered');
  });
});

describe('group rules', () => {
  it('52: 0.0.0.0/0 does not cover IPv6', () => {
    const world = withGroup(
      BASE,
      'web',
      WEB.filter((rule) => !rule.includes('::/0') || rule.startsWith('out')),
    );
    const text = 'tcp [2001:db8:a:1::20]:40000 > [2001:db8:a::10]:80';
    expect(new Scenario(world).send('a1', text)).toBe('denied-group by implicit-deny at eni-w1');
    expect(new Scenario(BASE).send('a1', text)).toBe('delivered');
  });

  it('57: a ping is tracked though its rule is for everyone', () => {
    const world = withGroup(BASE, 'web', ['in icmp 8/-1 from 0.0.0.0/0']);
    expect(exchange(new Scenario(world), 'a1', 'w1', 'icmp 10.0.1.20 > 10.0.0.10 8/0')).toEqual([
      'delivered',
      'delivered',
    ]);
  });

  it('58: an ICMP code that differs does not match', () => {
    const world = withGroup(BASE, 'web', [...WEB, 'in icmp 8/8 from 0.0.0.0/0']);
    expect(new Scenario(world).send('a1', 'icmp 10.0.1.20 > 10.0.0.10 8/0')).toBe(
      'denied-group by implicit-deny at eni-w1',
    );
  });

  it('59: a ping’s answer dies at an ACL that denies ICMP out', () => {
    const acl = ['in 100 allow all from 0.0.0.0/0', 'out 90 deny icmp to 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'];
    const world = withAcl(withGroup(BASE, 'web', [...WEB, 'in icmp from 0.0.0.0/0']), 'pub', acl);
    expect(exchange(new Scenario(world), 'a1', 'w1', 'icmp 10.0.1.20 > 10.0.0.10 8/0')).toEqual([
      'delivered',
      'denied-acl by 90 of acl-pub at subnet-pub',
    ]);
  });

  it('60: nothing passes for being related to a flow', () => {
    const scenario = new Scenario(BASE);
    expect(exchange(scenario, 'a1', 'w1', 'tcp 10.0.1.20:40000 > 10.0.0.10:80')).toEqual(['delivered', 'delivered']);
    expect(scenario.send('a1', 'icmp 10.0.1.20 > 10.0.0.10 3/4')).toBe('denied-group by implicit-deny at eni-w1');
  });

  it('63: what several groups allow is their union', () => {
    const world = { ...BASE, groups: { ...BASE.groups, x: [], y: ['in tcp 80 from 0.0.0.0/0'] } };
    const both = { ...world, enis: { ...BASE.enis, w1: { subnet: 'pub', at: '10.0.0.10', groups: 'x y' } } };
    expect(new Scenario(both).send('a1', 'tcp 10.0.1.20:40000 > 10.0.0.10:80')).toBe('delivered');
    expect(new Scenario(both).send('a1', 'tcp 10.0.1.20:40000 > 10.0.0.10:81')).toBe(
      'denied-group by implicit-deny at eni-w1',
    );
  });

  it('64: other protocols have no ports', () => {
    const world = withGroup(BASE, 'web', [...WEB, 'in 50 from 0.0.0.0/0']);
    expect(new Scenario(world).send('a1', '50 10.0.1.20 > 10.0.0.10')).toBe('delivered');
    expect(new Scenario(world).send('a1', '51 10.0.1.20 > 10.0.0.10')).toBe('denied-group by implicit-deny at eni-w1');
  });

  it('41: a ping by an all-ICMP rule, and not by it another protocol', () => {
    expect(exchange(new Scenario(PINGED), 'a1', 'b1', 'icmp 10.0.1.20 > 10.0.2.40 8/0')).toEqual([
      'delivered',
      'delivered',
    ]);
    expect(new Scenario(PINGED).send('a1', 'udp 10.0.1.20:1 > 10.0.2.40:1')).toBe(
      'denied-group by implicit-deny at eni-b1',
    );
  });
});
