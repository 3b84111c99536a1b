import { A1_OUT, APP_OPEN, type Corner, FORWARDING, OPEN, W1_IN, W1_OUT } from './corner.ts';
import { BASE, network, PEER, withAcl, withGroup, withRoutes } from './topology.ts';

/** Choices between two routes or rules that both match, and what looks like something else. */

const ROUTES: readonly Corner[] = [
  {
    title: 'of one block, the CIDR route goes before a list’s, and both before a propagated one',
    network: network({
      ...withRoutes(APP_OPEN, 'priv', ['pl:near nat:gone', '203.0.113.0/24 eni:f1', '~203.0.113.0/24 vgw']),
      lists: { s3: ['52.216.0.0/15'], near: ['203.0.113.0/24'] },
      enis: FORWARDING.enis,
    }),
    acts: [[A1_OUT, 'delivered eni-f1']],
  },
  {
    title: 'a list’s goes before a propagated one',
    network: network({
      ...withRoutes(APP_OPEN, 'priv', ['~203.0.113.0/24 vgw', 'pl:near eni:f1']),
      lists: { s3: ['52.216.0.0/15'], near: ['203.0.113.0/24'] },
      enis: FORWARDING.enis,
    }),
    acts: [[A1_OUT, 'delivered eni-f1']],
  },
  {
    title: 'of two lists that of the lower id',
    network: network({
      ...withRoutes(APP_OPEN, 'priv', ['pl:zz nat:gone', 'pl:near eni:f1', 'pl:yy nat:gone']),
      lists: { s3: ['52.216.0.0/15'], near: ['203.0.113.0/24'], zz: ['203.0.113.0/24'], yy: ['203.0.113.0/24'] },
      enis: FORWARDING.enis,
    }),
    acts: [[A1_OUT, 'delivered eni-f1']],
  },
  {
    title: 'a peering connection that was forgotten is a blackhole',
    network: network(withRoutes(APP_OPEN, 'priv', ['10.9.0.0/16 pcx:gone'])),
    acts: [['a1 tcp 10.0.1.20:40000 > 10.9.0.1:443', 'blackhole by 10.9.0.0/16 of rtb-priv at subnet-priv']],
  },
  {
    title: 'and so is an appliance that is gone, or is attached to nothing',
    network: network(withRoutes(APP_OPEN, 'priv', ['10.9.0.0/16 eni:gone'])),
    acts: [['a1 tcp 10.0.1.20:40000 > 10.9.0.1:443', 'blackhole by 10.9.0.0/16 of rtb-priv at subnet-priv']],
  },
  {
    title: 'a subnet without a table of its own has its VPC’s main one, not another VPC’s',
    network: network({ ...BASE, subnets: { ...BASE.subnets, pub: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64' } } }),
    acts: [
      [W1_OUT, 'no-route by implicit-deny at subnet-pub'],
      ['w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'delivered eni-a1'],
    ],
  },
  {
    title: 'what is too big for a connection between Regions goes back',
    network: network(withRoutes(withGroup(BASE, 'db', OPEN), 'db', ['10.1.0.0/16 pcx:ab']), {
      ...PEER,
      region: 'eu-west-1',
    }),
    acts: [
      ['d1 8501 bytes tcp 10.0.2.30:40000 > 10.1.0.40:443 df', 'denied-gateway by too-big at pcx-ab'],
      ['d1 8500 bytes icmp 10.0.2.30 > 10.1.0.40 8/0 df', 'delivered eni-b1'],
    ],
  },
  {
    title: 'within one it is not',
    acts: [['w1 9001 bytes icmp 10.0.0.10 > 10.1.0.40 8/0 df', 'delivered eni-b1']],
  },
];

const PLATFORM: readonly Corner[] = [
  {
    title: 'what looks like neighbour discovery in IPv4 is not for the platform',
    network: network(withGroup(BASE, 'web', OPEN)),
    acts: [
      ['w1 icmp 10.0.0.10 > 203.0.113.5 134/0', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
      ['w1 icmp [2001:db8:a::10] > [2001:db8:ffff::5] 132/0', 'exited igw-a'],
      ['w1 icmp [2001:db8:a::10] > [2001:db8:ffff::5] 133/0', 'exempt'],
      ['w1 icmp [2001:db8:a::10] > [2001:db8:ffff::5] 136/0', 'exempt'],
      ['w1 icmp [2001:db8:a::10] > [2001:db8:ffff::5] 137/0', 'exited igw-a'],
    ],
  },
  {
    title: 'DHCP is UDP to its servers’ ports, and to no other',
    acts: [
      ['w1 udp 10.0.0.10:68 > 255.255.255.255:67', 'exempt'],
      ['w1 tcp 10.0.0.10:68 > 255.255.255.255:67', 'denied-broadcast'],
      ['w1 udp 10.0.0.10:68 > 255.255.255.255:68', 'denied-broadcast'],
      ['w1 udp [fe80::1]:546 > [ff02::1:2]:547', 'exempt'],
      ['w1 udp [2001:db8:a::10]:546 > [ff02::1:3]:547', 'denied-broadcast'],
    ],
  },
];

const PORTLESS: readonly Corner[] = [
  {
    title: 'a TCP header that is cut off has no port, and matches rules for all ports alone',
    network: network(withGroup(BASE, 'app', ['in tcp 0-65535 from web', 'in udp 1-65535 from web'])),
    acts: [
      ['w1 6 10.0.0.10 > 10.0.1.20', 'delivered eni-a1'],
      ['w1 17 10.0.0.10 > 10.0.1.20', 'denied-group by implicit-deny at eni-a1'],
    ],
  },
  {
    title: 'and so of an ACL',
    network: network(
      withAcl(withGroup(BASE, 'app', ['in all from web']), 'priv', [
        'in 1 deny tcp 0-65535 from 0.0.0.0/0',
        'in 2 deny udp 53 from 0.0.0.0/0',
        'in 3 allow all from 0.0.0.0/0',
      ]),
    ),
    acts: [
      ['w1 6 10.0.0.10 > 10.0.1.20', 'denied-acl by 1 of acl-priv at subnet-priv'],
      ['w1 17 10.0.0.10 > 10.0.1.20', 'delivered eni-a1'],
    ],
  },
];

const TRACKED: readonly Corner[] = [
  {
    title: 'what an appliance takes is not tracked because it will go to a NAT gateway; what it begins is',
    network: network(withRoutes(withGroup(FORWARDING, 'app', OPEN), 'priv', ['203.0.113.0/24 eni:f1'])),
    acts: [
      [A1_OUT, 'delivered eni-f1'],
      ['f1 tcp 10.0.3.50:40000 > 203.0.113.5:443', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
    ],
  },
  {
    title: 'rules for everyone, one of them for all ports, leave a flow untracked; without that it is tracked',
    network: network(withGroup(BASE, 'web', ['in tcp 80 from 0.0.0.0/0', 'out tcp 0-65535 to 0.0.0.0/0'])),
    acts: [
      [W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10'],
      network(withGroup(BASE, 'web', ['in tcp 80 from 0.0.0.0/0'])),
      ['answer', 'denied-group by implicit-deny at eni-w1'],
      network(withGroup(BASE, 'web', ['in tcp 80 from 0.0.0.0/0', 'out tcp 1-65535 to 0.0.0.0/0'])),
      [W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10'],
      network(withGroup(BASE, 'web', [])),
      ['answer', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
    ],
  },
];

export const RULE_CORNERS: readonly Corner[] = [...ROUTES, ...PLATFORM, ...PORTLESS, ...TRACKED];
