import type { Case } from './cases.ts';
import { publicAccess } from '../world-gateways.ts';
import { BASE, network, PEER, withAcl, withEni, withGroup, withRoutes } from './topology.ts';

/** Internet gateways, NAT gateways, and what is between. */
const WEB = BASE.groups['web'] ?? [];
const NO_EGRESS = WEB.filter((rule) => rule.startsWith('in'));
const HTTP_IN = 'internet tcp 203.0.113.5:40000 > 198.51.100.10:80';
const SSH_IN = 'internet tcp 203.0.113.5:40000 > 198.51.100.10:22';
const W1_OUT = 'w1 tcp 10.0.0.10:40000 > 203.0.113.5:443';
const A1_OUT = 'a1 tcp 10.0.1.20:40000 > 203.0.113.5:443';
const A1_LEFT = 'exited igw-a as 198.51.100.200 > 203.0.113.5';
const TO_W1 = 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10';
const TO_H = 'exited igw-a as 198.51.100.10 > 203.0.113.5';
const { nats: _nats, ...WITHOUT_NAT } = BASE;
const { public: _public, ...W1_WITHOUT_PUBLIC } = BASE.enis['w1'] ?? { subnet: '', at: '', groups: '' };

export const OUTWARD: readonly Case[] = [
  { number: 1, title: 'a client reaches a public web server by its public address', acts: [[HTTP_IN, TO_W1]] },
  {
    number: 2,
    title: 'the answer leaves with the public address',
    acts: [
      [HTTP_IN, TO_W1],
      ['answer', TO_H],
    ],
  },
  { number: 3, title: 'a rule for one address lets that address in', acts: [[SSH_IN, TO_W1]] },
  {
    number: 4,
    title: 'and no other',
    acts: [['internet tcp 203.0.113.99:40000 > 198.51.100.10:22', 'denied-group by implicit-deny at eni-w1']],
  },
  {
    number: 5,
    title: 'without egress rules the answer passes by state',
    network: network(withGroup(BASE, 'web', NO_EGRESS)),
    acts: [
      [HTTP_IN, TO_W1],
      ['answer', TO_H],
    ],
  },
  {
    number: 6,
    title: 'without egress rules nothing begins',
    network: network(withGroup(BASE, 'web', NO_EGRESS)),
    acts: [[W1_OUT, 'denied-group by implicit-deny at eni-w1']],
  },
  {
    number: 7,
    title: 'a tracked flow outlives its rule, and no new one begins',
    acts: [
      [SSH_IN, TO_W1],
      network(
        withGroup(
          BASE,
          'web',
          WEB.filter((rule) => !rule.includes('tcp 22')),
        ),
      ),
      ['again', TO_W1],
      ['internet tcp 203.0.113.5:40001 > 198.51.100.10:22', 'denied-group by implicit-deny at eni-w1'],
    ],
  },
  {
    number: 8,
    title: 'an untracked one is cut at once',
    acts: [
      [HTTP_IN, TO_W1],
      network(
        withGroup(
          BASE,
          'web',
          WEB.filter((rule) => !rule.includes('tcp 80')),
        ),
      ),
      ['again', 'denied-group by implicit-deny at eni-w1'],
    ],
  },
  {
    number: 17,
    title: 'through a NAT gateway, four times across ACLs, and back',
    acts: [
      [A1_OUT, A1_LEFT],
      ['answer', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
    ],
  },
  {
    number: 18,
    title: 'the ACL of the NAT gateway’s subnet sees the private source on its way in',
    network: network(
      withAcl(BASE, 'pub', [
        'in 100 allow tcp 80 from 0.0.0.0/0',
        'in 110 allow tcp 22 from 0.0.0.0/0',
        'out 100 allow all to 0.0.0.0/0',
      ]),
    ),
    acts: [[A1_OUT, 'denied-acl by * of acl-pub at subnet-pub']],
  },
  {
    number: 19,
    title: 'and the answer from the internet to its own ports',
    network: network(withAcl(BASE, 'pub', ['in 100 allow tcp 443 from 10.0.0.0/16', 'out 100 allow all to 0.0.0.0/0'])),
    acts: [
      [A1_OUT, A1_LEFT],
      ['answer', 'denied-acl by * of acl-pub at subnet-pub'],
    ],
  },
  {
    number: 20,
    title: 'a NAT gateway takes nothing that nobody behind it began',
    acts: [['internet tcp 203.0.113.5:40000 > 198.51.100.200:22', 'denied-gateway by no-mapping at nat-a']],
  },
  {
    number: 21,
    title: 'nor answers a ping, on its private address either',
    acts: [
      ['internet icmp 203.0.113.5 > 198.51.100.200 8/0', 'denied-gateway by no-mapping at nat-a'],
      ['w1 icmp 10.0.0.10 > 10.0.0.220 8/0', 'denied-gateway by no-mapping at nat-a'],
    ],
  },
  {
    number: 22,
    title: 'nor translates ESP',
    acts: [['a1 50 10.0.1.20 > 203.0.113.5', 'denied-gateway by protocol at nat-a']],
  },
  {
    number: 23,
    title: 'a table with the local route alone leads nowhere',
    network: network(withGroup(BASE, 'db', ['out all to 0.0.0.0/0'])),
    acts: [['d1 tcp 10.0.2.30:40000 > 203.0.113.5:443', 'no-route by implicit-deny at subnet-db']],
  },
  {
    number: 24,
    title: 'a route to a deleted NAT gateway is a blackhole',
    network: network({ ...BASE, nats: { a: { subnet: 'pub', at: '10.0.0.220', state: 'deleted' } } }),
    acts: [[A1_OUT, 'blackhole by 0.0.0.0/0 of rtb-priv at subnet-priv']],
  },
  {
    number: 24,
    title: 'to one that is being made, or deleted, too',
    network: network({
      ...BASE,
      nats: { a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200', state: 'deleting' } },
    }),
    acts: [
      [A1_OUT, 'blackhole by 0.0.0.0/0 of rtb-priv at subnet-priv'],
      network({ ...BASE, nats: { a: { subnet: 'pub', at: '10.0.0.220', state: 'pending' } } }),
      [A1_OUT, 'blackhole by 0.0.0.0/0 of rtb-priv at subnet-priv'],
    ],
  },
  {
    number: 25,
    title: 'a narrow blackhole beats a wide route, without fall-back',
    network: network(withRoutes(BASE, 'pub', ['203.0.113.0/24 nat:gone'])),
    acts: [[W1_OUT, 'blackhole by 203.0.113.0/24 of rtb-pub at subnet-pub']],
  },
  {
    number: 26,
    title: 'an internet gateway takes no packet of an ENI without a public address',
    network: network(withEni(BASE, 'a3', { subnet: 'pub', at: '10.0.0.60', groups: 'app' })),
    acts: [['a3 tcp 10.0.0.60:40000 > 203.0.113.5:443', 'denied-gateway by no-public-address at igw-a']],
  },
  {
    number: 27,
    title: 'a public address that is no longer associated leads nowhere',
    network: network({ ...BASE, enis: { ...BASE.enis, w1: W1_WITHOUT_PUBLIC } }),
    acts: [[HTTP_IN, 'denied-gateway by no-private-address at internet']],
  },
  {
    number: 28,
    title: 'a neighbour by its public address is reached by way of the gateway',
    acts: [
      ['w1 tcp 10.0.0.10:40000 > 198.51.100.11:80', 'delivered eni-w2 as 198.51.100.10 > 10.0.0.11'],
      ['answer', 'delivered eni-w1 as 198.51.100.11 > 10.0.0.10'],
    ],
  },
  {
    number: 29,
    title: 'and then no group reference matches it',
    network: network(withGroup(BASE, 'web', ['in tcp 80 from web', 'out all to 0.0.0.0/0'])),
    acts: [['w1 tcp 10.0.0.10:40000 > 198.51.100.11:80', 'denied-group by implicit-deny at eni-w2']],
  },
  {
    number: 30,
    title: 'while by its private address it does',
    network: network(withGroup(BASE, 'web', ['in tcp 80 from web', 'out all to 0.0.0.0/0'])),
    acts: [['w1 tcp 10.0.0.10:40000 > 10.0.0.11:80', 'delivered eni-w2']],
  },
  {
    number: 31,
    title: 'and the subnet’s ACL is asked, though both are in it',
    network: network(withAcl(BASE, 'pub', [])),
    acts: [['w1 tcp 10.0.0.10:40000 > 198.51.100.11:80', 'denied-acl by * of acl-pub at subnet-pub']],
  },
  {
    number: 52,
    title: '0.0.0.0/0 does not cover IPv6',
    network: network(
      withGroup(
        BASE,
        'web',
        WEB.filter((rule) => rule !== 'in tcp 80 from ::/0'),
      ),
    ),
    acts: [['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'denied-group by implicit-deny at eni-w1']],
  },
  {
    number: 53,
    title: 'IPv6 comes in by the internet gateway, untranslated',
    acts: [
      ['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'delivered eni-w1'],
      ['answer', 'exited igw-a'],
    ],
  },
  {
    number: 54,
    title: 'the first ACL entry that matches decides',
    network: network(
      withAcl(BASE, 'pub', [
        'in 100 deny tcp 22 from 0.0.0.0/0',
        'in 110 allow all from 0.0.0.0/0',
        'out 100 allow all to 0.0.0.0/0',
      ]),
    ),
    acts: [
      [SSH_IN, 'denied-acl by 100 of acl-pub at subnet-pub'],
      [HTTP_IN, TO_W1],
    ],
  },
  {
    number: 55,
    title: 'an allow before a deny, and that before another allow',
    network: network(
      withAcl(BASE, 'pub', [
        'in 100 allow tcp 80 from 0.0.0.0/0',
        'in 200 deny all from 203.0.113.0/24',
        'in 300 allow all from 0.0.0.0/0',
      ]),
    ),
    acts: [
      [HTTP_IN, TO_W1],
      [SSH_IN, 'denied-acl by 200 of acl-pub at subnet-pub'],
    ],
  },
  {
    number: 56,
    title: 'a new entry cuts an open flow at once',
    acts: [
      [SSH_IN, TO_W1],
      ['answer', TO_H],
      network(withAcl(BASE, 'pub', ['in 50 deny tcp 22 from 203.0.113.5/32', 'in 100 allow all from 0.0.0.0/0'])),
      [`${SSH_IN} ack`, 'denied-acl by 50 of acl-pub at subnet-pub'],
    ],
  },
  {
    number: 66,
    title: 'a packet too big for the gateway, and not to be cut, goes back as ICMP',
    acts: [
      ['w1 9001 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443 ack df', 'denied-gateway by too-big at igw-a'],
      ['w1 9001 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443 ack', TO_H],
      ['w1 1500 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443 ack df', TO_H],
      ['w1 1501 bytes udp [2001:db8:a::10]:1 > [2001:db8:ffff::5]:1', 'denied-gateway by too-big at igw-a'],
    ],
  },
  {
    number: 68,
    title: 'an Elastic IP in a private subnet: the request comes, and the answer does not go back that way',
    network: network(
      withEni(
        withGroup({ ...BASE, enis: { ...BASE.enis, w1: W1_WITHOUT_PUBLIC } }, 'app', [
          'in tcp 8080 from 0.0.0.0/0',
          'out all to 0.0.0.0/0',
        ]),
        'a1',
        { public: '198.51.100.10' },
      ),
    ),
    acts: [
      ['internet tcp 203.0.113.5:40000 > 198.51.100.10:8080', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
      ['answer', 'denied-gateway by no-mapping at nat-a'],
    ],
  },
  {
    number: 70,
    title: 'Block Public Access, both ways',
    network: network(BASE, PEER, publicAccess('block-bidirectional')),
    acts: [
      [HTTP_IN, 'denied-gateway by public-access-blocked at igw-a'],
      [A1_OUT, 'denied-gateway by public-access-blocked at igw-a'],
    ],
  },
  {
    number: 70,
    title: 'for what comes in: a NAT gateway still works, a server is not reached',
    network: network(BASE, PEER, publicAccess('block-ingress')),
    acts: [
      [HTTP_IN, 'denied-gateway by public-access-blocked at igw-a'],
      [A1_OUT, A1_LEFT],
      ['answer', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
    ],
  },
  {
    number: 70,
    title: 'with the subnet excluded',
    network: network(BASE, PEER, publicAccess('block-bidirectional', { 'subnet-pub': 'allow-bidirectional' })),
    acts: [
      [HTTP_IN, TO_W1],
      ['answer', TO_H],
    ],
  },
  {
    number: 70,
    title: 'with the subnet excluded no longer',
    network: network(BASE, PEER, publicAccess('block-bidirectional', { 'subnet-pub': 'deleted' })),
    acts: [[HTTP_IN, 'denied-gateway by public-access-blocked at igw-a']],
  },
  {
    number: 24,
    title: 'to one that never was, too',
    network: network(WITHOUT_NAT),
    acts: [[A1_OUT, 'blackhole by 0.0.0.0/0 of rtb-priv at subnet-priv']],
  },
];
