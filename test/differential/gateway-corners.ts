import type { ElasticIp } from '../../openvpc/src/model/elastic-ip.ts';
import type { AccountId, Region } from '../../openvpc/src/name/scope.ts';
import { OWNED } from '../owned.ts';
import { snapshotOf, type World } from '../world.ts';
import { elasticIpsOf, publicAccess } from '../world-gateways.ts';
import { A1_OUT, APP_OPEN, type Corner, FORWARDING, OPEN, W1_IN, W1_OUT } from './corner.ts';
import { BASE, network, PEER, withEni, withGroup, withRoutes } from './topology.ts';

/** Each reason of each gateway, and what it is not a reason for. */

const A1_SIX = 'a1 tcp [2001:db8:a:1::20]:40000 > [2001:db8:ffff::5]:443';

/** Another VPC with the same blocks; its interface is first by id. */
const TWIN: World = {
  vpc: 'z',
  cidrs: '10.0.0.0/16 2001:db8:a::/56',
  subnets: { twin: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64' } },
  groups: { twin: OPEN },
  enis: { aa: { subnet: 'twin', at: '10.0.0.10 2001:db8:a::10', groups: 'twin' } },
};

function unassociated({ kind, id, public: outside }: ElasticIp): ElasticIp {
  return { ...OWNED, kind, id, public: outside };
}

const EGRESS_ONLY: readonly Corner[] = [
  {
    title: 'Block Public Access stops what leaves by an egress-only gateway, and its answers',
    acts: [
      [A1_SIX, 'exited eigw-a'],
      network(BASE, PEER, publicAccess('block-bidirectional')),
      ['answer', 'denied-gateway by public-access-blocked at eigw-a'],
      [A1_SIX, 'denied-gateway by public-access-blocked at eigw-a'],
    ],
  },
  {
    title: 'blocking what comes in leaves it its answers',
    network: network(BASE, PEER, publicAccess('block-ingress')),
    acts: [
      [A1_SIX, 'exited eigw-a'],
      ['answer', 'delivered eni-a1'],
    ],
  },
  {
    title: 'an egress-only gateway takes no IPv4',
    network: network(withRoutes(withGroup(BASE, 'db', OPEN), 'db', ['0.0.0.0/0 eigw'])),
    acts: [['d1 tcp 10.0.2.30:40000 > 203.0.113.5:443', 'denied-gateway by protocol at eigw-a']],
  },
  {
    title: 'nor what no interface of the VPC has sent',
    network: network(FORWARDING),
    acts: [
      ['f1 tcp [2001:db8:ffff::9]:40000 > [2001:db8:ffff::5]:443', 'denied-gateway by no-public-address at eigw-a'],
    ],
  },
  {
    title: 'nor what goes to a unique local address',
    acts: [['a1 tcp [2001:db8:a:1::20]:40000 > [fd12::5]:443', 'denied-gateway by private-range at eigw-a']],
  },
  {
    title: 'nor what is too big, and says so',
    acts: [
      ['a1 1501 bytes tcp [2001:db8:a:1::20]:40000 > [2001:db8:ffff::5]:443', 'denied-gateway by too-big at eigw-a'],
    ],
  },
  {
    title: 'an ICMPv6 error passes and is remembered by nobody',
    acts: [
      ['a1 icmp [2001:db8:a:1::20] > [2001:db8:ffff::5] 1/4', 'exited eigw-a'],
      ['answer', 'denied-gateway by unsolicited at eigw-a'],
    ],
  },
  {
    title: 'it remembers a flow for 350 seconds',
    network: network(APP_OPEN),
    acts: [
      [A1_SIX, 'exited eigw-a'],
      ['wait 349', ''],
      ['answer', 'delivered eni-a1'],
      ['wait 350', ''],
      ['internet tcp [2001:db8:ffff::5]:443 > [2001:db8:a:1::20]:40000 ack', 'denied-gateway by unsolicited at eigw-a'],
    ],
  },
];

const INTERNET: readonly Corner[] = [
  {
    title: 'a private NAT gateway has no way to the internet',
    network: network({ ...BASE, nats: { a: { subnet: 'pub', at: '10.0.0.220' } } }),
    acts: [[A1_OUT, 'denied-gateway by private-nat-gateway at igw-a']],
  },
  {
    title: 'a public one has, beside it',
    network: network({
      ...BASE,
      nats: {
        a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' },
        p: { subnet: 'pub', at: '10.0.0.230' },
      },
    }),
    acts: [[A1_OUT, 'exited igw-a as 198.51.100.200 > 203.0.113.5']],
  },
  {
    title: 'a packet that comes back in by its gateway does not leave by it again',
    network: network({
      ...FORWARDING,
      cidrs: '10.0.0.0/16 192.0.2.0/24 2001:db8:a::/56',
      subnets: {
        ...FORWARDING.subnets,
        pub: { cidrs: '10.0.0.0/24', routes: ['0.0.0.0/0 igw', '192.0.2.128/25 igw'] },
        fw: { cidrs: '10.0.3.0/24', routes: ['0.0.0.0/0 nat:b'] },
      },
      nats: { ...BASE.nats, b: { subnet: 'pub', at: '10.0.0.221', public: '198.51.100.201' } },
    }),
    acts: [
      // nat-b learns a flow from nobody's address to the end that nat-a gives next.
      ['f1 tcp 192.0.2.200:40000 > 198.51.100.200:1024', 'denied-gateway by no-mapping at nat-a'],
      ['a1 tcp 10.0.1.20:40000 > 198.51.100.201:1024', 'denied-gateway by loop at igw-a'],
    ],
  },
  {
    title: 'the public address of the launch is the primary’s alone',
    network: network(withEni(BASE, 'w1', { public: '', autoPublic: '198.51.100.60' })),
    acts: [
      [W1_OUT, 'exited igw-a as 198.51.100.60 > 203.0.113.5'],
      ['w1 tcp 10.0.0.12:40000 > 203.0.113.5:443', 'denied-gateway by no-public-address at igw-a'],
      ['internet tcp 203.0.113.5:40000 > 198.51.100.60:80', 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10'],
    ],
  },
  {
    title: 'an Elastic IP goes before it, and one of a secondary address is that one’s',
    network: network(withEni(BASE, 'w1', { public: '10.0.0.12=198.51.100.12', autoPublic: '198.51.100.60' })),
    acts: [
      [W1_OUT, 'exited igw-a as 198.51.100.60 > 203.0.113.5'],
      ['w1 tcp 10.0.0.12:40000 > 203.0.113.5:443', 'exited igw-a as 198.51.100.12 > 203.0.113.5'],
    ],
  },
  {
    title: 'an Elastic IP that nobody has leads nowhere, and names nobody',
    network: network(
      BASE,
      PEER,
      elasticIpsOf(OWNED, 'idle', { at: '10.0.0.99', public: '198.51.100.99' }).map(unassociated),
    ),
    acts: [
      ['internet tcp 203.0.113.5:40000 > 198.51.100.99:80', 'denied-gateway by no-private-address at internet'],
      [W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10'],
    ],
  },
  {
    title: 'a detached internet gateway lets nothing in',
    network: network({ ...BASE, igw: false }),
    acts: [
      [W1_IN, 'denied-gateway by no-private-address at internet'],
      [
        'internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80',
        'denied-gateway by no-private-address at internet',
      ],
      [W1_OUT, 'blackhole by 0.0.0.0/0 of rtb-pub at subnet-pub'],
    ],
  },
  {
    title: 'nobody on the internet has a private address',
    acts: [
      ['internet tcp 100.64.0.1:40000 > 198.51.100.10:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp 10.0.0.10:40000 > 100.127.255.255:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp 10.0.0.10:40000 > 100.128.0.0:80', 'exited igw-a as 198.51.100.10 > 100.128.0.0'],
    ],
  },
  {
    title: 'nor one that is loopback, multicast, or stands for another',
    acts: [
      ['internet tcp 127.0.0.1:40000 > 198.51.100.10:80', 'denied-gateway by private-range at igw-a'],
      ['internet tcp 224.0.0.5:40000 > 198.51.100.10:80', 'denied-gateway by private-range at igw-a'],
      ['internet tcp [fe80::5]:40000 > [2001:db8:a::10]:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp 10.0.0.10:40000 > 240.0.0.1:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp 10.0.0.10:40000 > 0.0.0.1:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp [2001:db8:a::10]:40000 > [::ffff:203.0.113.5]:80', 'denied-gateway by private-range at igw-a'],
      ['w1 tcp [2001:db8:a::10]:40000 > [64:ff9b::cb00:7105]:80', 'denied-gateway by private-range at igw-a'],
    ],
  },
  {
    title: 'an IPv6 address that two VPCs have is that of the first interface with a way in',
    network: snapshotOf(BASE, TWIN),
    acts: [['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'delivered eni-aa']],
  },
  {
    title: 'which is the other where the first has none',
    network: snapshotOf(BASE, { ...TWIN, igw: false }),
    acts: [['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'delivered eni-w1']],
  },
  {
    title: 'and for a delegated block as for an address',
    network: snapshotOf(BASE, {
      ...TWIN,
      enis: { aa: { subnet: 'twin', at: '10.0.0.10', groups: 'twin', prefixes: '2001:db8:a::/80' } },
    }),
    acts: [
      ['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'delivered eni-aa'],
      ['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::77]:80', 'delivered eni-aa'],
    ],
  },
  {
    title: 'nobody on the internet has an address of the VPC, though it be public',
    network: network({ ...BASE, cidrs: '10.0.0.0/16 192.0.2.0/24 2001:db8:a::/56' }),
    acts: [
      ['internet tcp 192.0.2.9:40000 > 198.51.100.10:80', 'denied-gateway by private-range at igw-a'],
      ['internet tcp [2001:db8:a:1::20]:40000 > [2001:db8:a::10]:80', 'denied-gateway by private-range at igw-a'],
      ['internet tcp [2001:db8:b::20]:40000 > [2001:db8:a::10]:80', 'delivered eni-w1'],
    ],
  },
  {
    title: 'what is not too big, or may be cut, is not refused',
    acts: [
      ['w1 1500 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443 df', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
      ['w1 1501 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443', 'exited igw-a as 198.51.100.10 > 203.0.113.5'],
      ['w1 1501 bytes tcp 10.0.0.10:40000 > 203.0.113.5:443 df', 'denied-gateway by too-big at igw-a'],
    ],
  },
];

const EDGE: readonly Corner[] = [
  {
    title: 'a gateway route table sends what comes in to an appliance with a public address',
    network: network(
      withEni({ ...FORWARDING, gatewayRoutes: ['10.0.0.0/24 eni:f1'] }, 'f1', { public: '198.51.100.50' }),
    ),
    acts: [
      [W1_IN, 'delivered eni-f1 as 203.0.113.5 > 10.0.0.10'],
      ['internet tcp 203.0.113.5:40000 > 198.51.100.50:80', 'delivered eni-f1 as 203.0.113.5 > 10.0.3.50'],
    ],
  },
  {
    title: 'of any of its addresses',
    network: network(
      withEni({ ...FORWARDING, gatewayRoutes: ['10.0.0.0/24 eni:f1'] }, 'f1', {
        at: '10.0.3.50 10.0.3.51',
        public: '10.0.3.51=198.51.100.51',
      }),
    ),
    acts: [[W1_IN, 'delivered eni-f1 as 203.0.113.5 > 10.0.0.10']],
  },
  {
    title: 'and to none without',
    network: network({ ...FORWARDING, gatewayRoutes: ['10.0.0.0/24 eni:f1'] }),
    acts: [[W1_IN, 'denied-gateway by no-public-address at igw-a']],
  },
  {
    title: 'but IPv6, which has no other address',
    network: network({ ...FORWARDING, gatewayRoutes: ['2001:db8:a:0::/64 eni:f1'] }),
    acts: [['internet tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:80', 'delivered eni-f1']],
  },
  {
    title: 'nor to one that does not run',
    network: network(withEni({ ...FORWARDING, gatewayRoutes: ['10.0.0.0/24 eni:f1'] }, 'f1', { stopped: true })),
    acts: [[W1_IN, 'blackhole by 10.0.0.0/24 of rtb-gateway-a at igw-a']],
  },
];

const BLOCKED: readonly Corner[] = [
  {
    title: 'Block Public Access is one account’s, in one Region',
    network: network(
      BASE,
      PEER,
      publicAccess('block-bidirectional').map((block) => ({ ...block, owner: '999900001111' as AccountId })),
    ),
    acts: [[W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10']],
  },
  {
    title: 'elsewhere it says nothing',
    network: network(
      BASE,
      PEER,
      publicAccess('block-bidirectional').map((block) => ({ ...block, region: 'eu-west-1' as Region })),
    ),
    acts: [[W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10']],
  },
  {
    title: 'an exclusion of the VPC lifts it',
    network: network(BASE, PEER, publicAccess('block-bidirectional', { 'vpc-a': 'allow-bidirectional' })),
    acts: [[W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10']],
  },
  {
    title: 'that of another VPC does not',
    network: network(BASE, PEER, publicAccess('block-bidirectional', { 'vpc-b': 'allow-bidirectional' })),
    acts: [[W1_IN, 'denied-gateway by public-access-blocked at igw-a']],
  },
  {
    title: 'one for what goes out lifts it for that',
    network: network(BASE, PEER, publicAccess('block-bidirectional', { 'vpc-a': 'allow-egress' })),
    acts: [
      [W1_IN, 'denied-gateway by public-access-blocked at igw-a'],
      [A1_OUT, 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
    ],
  },
  {
    title: 'the subnet’s own goes before its VPC’s',
    network: network(
      BASE,
      PEER,
      publicAccess('block-bidirectional', { 'vpc-a': 'allow-egress', 'subnet-pub': 'allow-bidirectional' }),
    ),
    acts: [[W1_IN, 'delivered eni-w1 as 203.0.113.5 > 10.0.0.10']],
  },
];

const NAT: readonly Corner[] = [
  {
    title: 'a NAT gateway drops pieces of TCP and passes those of UDP',
    network: network(APP_OPEN),
    acts: [
      [`${A1_OUT} frag`, 'denied-gateway by fragment at nat-a'],
      ['a1 udp 10.0.1.20:40000 > 203.0.113.5:53 frag', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
    ],
  },
  {
    title: 'of IPv6 it takes what is for 64:ff9b::/96, and makes it IPv4',
    network: network({
      ...APP_OPEN,
      subnets: { ...BASE.subnets, priv: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', routes: ['::/0 nat:a'] } },
    }),
    acts: [
      [A1_SIX, 'denied-gateway by protocol at nat-a'],
      ['a1 tcp [2001:db8:a:1::20]:40000 > [64:ff9b::cb00:7105]:443', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 64:ff9b::cb00:7105 > 2001:db8:a:1::20'],
      ['a1 icmp [2001:db8:a:1::20] > [64:ff9b::cb00:7105] 128/0#7', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 64:ff9b::cb00:7105 > 2001:db8:a:1::20'],
      ['a1 udp [2001:db8:a:1::20]:40000 > [64:ff9b::cb00:7105]:53', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 64:ff9b::cb00:7105 > 2001:db8:a:1::20'],
    ],
  },
  {
    title: 'a ping and its answer, both ways of it',
    network: network(APP_OPEN),
    acts: [
      ['a1 icmp 10.0.1.20 > 203.0.113.5 8/0#7', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
      ['a1 icmp 10.0.1.20 > 203.0.113.5 0/0#9', 'denied-gateway by no-mapping at nat-a'],
      ['a1 icmp 10.0.1.20 > 203.0.113.5 3/1', 'denied-gateway by protocol at nat-a'],
    ],
  },
  {
    title: 'a connection that it knows goes on, one that it does not is reset',
    network: network(APP_OPEN),
    acts: [
      [`${A1_OUT} ack`, 'denied-gateway by no-mapping at nat-a'],
      [A1_OUT, 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['again', 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['wait 350', ''],
      ['again', 'denied-gateway by no-mapping at nat-a'],
    ],
  },
  {
    title: 'of two NAT gateways each has its flows',
    network: network({
      ...APP_OPEN,
      nats: {
        b: { subnet: 'pub', at: '10.0.0.221', public: '198.51.100.201', state: 'pending' },
        a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' },
      },
    }),
    acts: [
      [A1_OUT, 'exited igw-a as 198.51.100.200 > 203.0.113.5'],
      ['answer', 'delivered eni-a1 as 203.0.113.5 > 10.0.1.20'],
      ['internet tcp 203.0.113.5:443 > 198.51.100.201:1024 ack', 'denied-gateway by no-mapping at nat-b'],
    ],
  },
  {
    title: 'a packet of the VPC that is for no one’s flow',
    network: network(FORWARDING),
    acts: [
      ['f1 tcp 192.0.2.9:40000 > 203.0.113.5:443', 'denied-gateway by outside-vpc at nat-a'],
      ['f1 tcp 192.0.2.9:40000 > 52.216.0.1:443', 'denied-gateway by outside-vpc at vpce-s3'],
      ['f1 tcp 192.0.2.9:40000 > 10.1.0.40:443', 'denied-gateway by outside-vpc at pcx-ab'],
    ],
  },
];

export const GATEWAY_CORNERS: readonly Corner[] = [...EGRESS_ONLY, ...INTERNET, ...EDGE, ...BLOCKED, ...NAT];
