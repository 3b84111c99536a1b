import type { Case } from './cases.ts';
import { BASE, network, PEER, withAcl, withEni, withGroup } from './topology.ts';

/** The platform, endpoints, egress-only gateways, ICMP, protocols without ports, and time. */
const WEB = BASE.groups['web'] ?? [];
const ALL_OUT = ['out all to 0.0.0.0/0', 'out all to ::/0'];
const SHUT = network(withAcl(withGroup(BASE, 'app', []), 'priv', []));
const BY_LIST = withGroup(BASE, 'app', ['in tcp 8080 from web', 'out tcp 443 to pl:s3']);
const TO_S3 = 'a1 tcp 10.0.1.20:40000 > 52.216.1.1:443';
const PING_IN = 'internet icmp 203.0.113.5 > 198.51.100.10 8/0';
const PING_TO_W1 = 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10';
const B_TAKES = (rule: string) => network(BASE, { ...PEER, groups: { b: [rule] } });

export const SPECIAL: readonly Case[] = [
  {
    number: 36,
    title: 'the VPC’s resolver is asked whatever the rules',
    network: SHUT,
    acts: [['a1 udp 10.0.1.20:40000 > 10.0.0.2:53', 'exempt']],
  },
  {
    number: 37,
    title: 'and so are metadata, time and DNS',
    network: SHUT,
    acts: [
      ['a1 tcp 10.0.1.20:40000 > 169.254.169.254:80', 'exempt'],
      ['a1 udp 10.0.1.20:123 > 169.254.169.123:123', 'exempt'],
      ['a1 udp 10.0.1.20:40000 > 169.254.169.253:53', 'exempt'],
    ],
  },
  {
    number: 38,
    title: 'a DNS server of one’s own is ordinary',
    network: SHUT,
    acts: [['a1 udp 10.0.1.20:40000 > 10.0.2.30:53', 'denied-group by implicit-deny at eni-a1']],
  },
  {
    number: 39,
    title: 'no broadcast, no multicast',
    acts: [
      ['a1 udp 10.0.1.20:40000 > 10.0.1.255:9', 'denied-broadcast'],
      ['a1 udp 10.0.1.20:5353 > 224.0.0.251:5353', 'denied-broadcast'],
    ],
  },
  {
    number: 47,
    title: 'to a service by its endpoint and prefix list, with the private address',
    network: network(BY_LIST),
    acts: [
      [TO_S3, 'exited vpce-s3'],
      ['answer', 'delivered eni-a1'],
      ['a1 tcp 10.0.1.20:40000 > 52.218.0.1:443', 'denied-group by implicit-deny at eni-a1'],
    ],
  },
  {
    number: 48,
    title: 'the ACL must allow the service’s addresses',
    network: network(
      withAcl(BY_LIST, 'priv', ['in 100 allow all from 0.0.0.0/0', 'out 100 allow tcp 443 to 10.0.0.0/8']),
    ),
    acts: [[TO_S3, 'denied-acl by * of acl-priv at subnet-priv']],
  },
  {
    number: 49,
    title: 'an endpoint takes TCP and pings only',
    acts: [
      ['a1 udp 10.0.1.20:40000 > 52.216.1.1:443', 'denied-gateway by protocol at vpce-s3'],
      ['a1 icmp 10.0.1.20 > 52.216.1.1 8/0', 'exited vpce-s3'],
      ['vpce-s3 tcp 52.218.0.1:443 > 10.0.1.20:40000 ack', 'denied-gateway by outside-vpc at vpce-s3'],
    ],
  },
  {
    number: 50,
    title: 'out by an egress-only gateway, and the answer',
    acts: [
      ['a1 tcp [2001:db8:a:1::20]:40000 > [2001:db8:ffff::5]:443', 'exited eigw-a'],
      ['answer', 'delivered eni-a1'],
      ['wait 351', ''],
      ['internet tcp [2001:db8:ffff::5]:443 > [2001:db8:a:1::20]:40000 ack', 'denied-gateway by unsolicited at eigw-a'],
    ],
  },
  {
    number: 51,
    title: 'nothing begins from outside of it',
    network: network(withGroup(BASE, 'app', ['in tcp 8080 from ::/0', ...ALL_OUT])),
    acts: [
      ['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a:1::20]:8080', 'denied-gateway by unsolicited at eigw-a'],
    ],
  },
  {
    number: 57,
    title: 'a ping is tracked though its rule is for everyone',
    network: network(withGroup(BASE, 'web', ['in icmp 8/-1 from 0.0.0.0/0'])),
    acts: [
      [PING_IN, PING_TO_W1],
      ['answer', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
    ],
  },
  {
    number: 58,
    title: 'another ICMP code does not match',
    network: network(withGroup(BASE, 'web', [...WEB, 'in icmp 8/8 from 0.0.0.0/0'])),
    acts: [[PING_IN, 'denied-group by implicit-deny at eni-w1']],
  },
  {
    number: 59,
    title: 'an ACL that denies ICMP stops the answer',
    network: network(
      withAcl(withGroup(BASE, 'web', [...WEB, 'in icmp from 0.0.0.0/0']), 'pub', [
        'in 100 allow all from 0.0.0.0/0',
        'out 90 deny icmp to 0.0.0.0/0',
        'out 100 allow all to 0.0.0.0/0',
      ]),
    ),
    acts: [
      [PING_IN, PING_TO_W1],
      ['answer', 'denied-acl by 90 of acl-pub at subnet-pub'],
    ],
  },
  {
    number: 60,
    title: 'an ICMP error is not let in for being about a flow',
    acts: [
      ['internet tcp 203.0.113.5:40000 > 198.51.100.10:80', PING_TO_W1],
      ['answer', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
      ['internet icmp 203.0.113.1 > 198.51.100.10 3/4', 'denied-group by implicit-deny at eni-w1'],
    ],
  },
  {
    number: 61,
    title: 'GRE is remembered by its addresses for 600 s',
    network: B_TAKES('in 47 from 10.0.0.0/16'),
    acts: [
      ['a1 47 10.0.1.20 > 10.1.0.40', 'delivered eni-b1'],
      ['wait 500', ''],
      ['answer', 'delivered eni-a1'],
      ['wait 700', ''],
      ['b1 47 10.1.0.40 > 10.0.1.20', 'denied-group by implicit-deny at eni-b1'],
    ],
  },
  {
    number: 62,
    title: 'a UDP exchange is remembered for 30 s',
    network: B_TAKES('in udp 5000 from 10.0.0.0/16'),
    acts: [
      ['a1 udp 10.0.1.20:40000 > 10.1.0.40:5000', 'delivered eni-b1'],
      ['wait 20', ''],
      ['answer', 'delivered eni-a1'],
      ['wait 40', ''],
      ['b1 udp 10.1.0.40:5000 > 10.0.1.20:40000', 'denied-group by implicit-deny at eni-b1'],
    ],
  },
  {
    number: 63,
    title: 'several groups allow what any of them allows',
    network: network(
      withEni({ ...BASE, groups: { ...BASE.groups, x: [], y: ['in tcp 80 from 0.0.0.0/0'] } }, 'w1', { groups: 'x y' }),
    ),
    acts: [['internet tcp 203.0.113.5:40000 > 198.51.100.10:80', PING_TO_W1]],
  },
  {
    number: 64,
    title: 'a protocol without ports matches as a whole',
    network: network(withGroup(BASE, 'web', [...WEB, 'in 50 from 0.0.0.0/0'])),
    acts: [['internet 50 203.0.113.5 > 198.51.100.10', PING_TO_W1]],
  },
  {
    number: 65,
    title: 'a secondary address is as good as the primary',
    acts: [['a1 tcp 10.0.1.20:40000 > 10.0.0.12:80', 'delivered eni-w1']],
  },
];
