import type { Case } from './cases.ts';
import { peering } from '../world-gateways.ts';
import { BASE, network, PEER, withAcl, withEni, withGroup, withRoutes } from './topology.ts';

/** Inside a VPC, through an appliance in it, and over peering connections. */
const W1_A1 = 'w1 tcp 10.0.0.10:40000 > 10.0.1.20:8080';
const ALL_OUT = ['out all to 0.0.0.0/0', 'out all to ::/0'];
const THROUGH_F1 = withRoutes(BASE, 'pub', ['10.0.1.0/24 eni:f1']);
const APPLIANCE = withEni(THROUGH_F1, 'f1', { sourceDestCheck: false });
const WITHOUT_PEERING = network(BASE, PEER, [peering('ab', 'a', 'b', 'deleted')]);
const FROM_B = withGroup(BASE, 'app', ['in tcp 8080 from b', ...ALL_OUT]);

export const EASTWARD: readonly Case[] = [
  {
    number: 9,
    title: 'inside one subnet the ACL is not asked',
    network: network(withAcl(BASE, 'pub', [])),
    acts: [['w1 tcp 10.0.0.10:40000 > 10.0.0.11:80', 'delivered eni-w2']],
  },
  { number: 10, title: 'between subnets, by a reference to the sender’s group', acts: [[W1_A1, 'delivered eni-a1']] },
  {
    number: 11,
    title: 'the lower-numbered entry of the destination’s ACL denies',
    network: network(
      withAcl(BASE, 'priv', ['in 90 deny tcp 8080 from 10.0.0.0/24', 'in 100 allow all from 0.0.0.0/0']),
    ),
    acts: [[W1_A1, 'denied-acl by 90 of acl-priv at subnet-priv']],
  },
  {
    number: 12,
    title: 'an ACL that lets nothing out stops the answer',
    network: network(withAcl(BASE, 'priv', ['in 100 allow tcp 8080 from 10.0.0.0/24'])),
    acts: [
      [W1_A1, 'delivered eni-a1'],
      ['answer', 'denied-acl by * of acl-priv at subnet-priv'],
    ],
  },
  {
    number: 13,
    title: 'one that opens the ephemeral ports does not',
    network: network(
      withAcl(BASE, 'priv', ['in 100 allow tcp 8080 from 10.0.0.0/24', 'out 100 allow tcp 1024-65535 to 10.0.0.0/24']),
    ),
    acts: [
      [W1_A1, 'delivered eni-a1'],
      ['answer', 'delivered eni-w1'],
    ],
  },
  {
    number: 14,
    title: 'the answer of a group without egress rules passes by state',
    acts: [
      ['a1 tcp 10.0.1.20:40000 > 10.0.2.30:5432', 'delivered eni-d1'],
      ['answer', 'delivered eni-a1'],
    ],
  },
  {
    number: 15,
    title: 'and it begins nothing',
    acts: [['d1 tcp 10.0.2.30:40000 > 10.0.1.20:8080', 'denied-group by implicit-deny at eni-d1']],
  },
  {
    number: 16,
    title: 'a sender with another group is not referred to',
    acts: [['w1 tcp 10.0.0.10:40000 > 10.0.2.30:5432', 'denied-group by implicit-deny at eni-d1']],
  },
  {
    number: 32,
    title: 'an appliance with its destination check on takes nothing for others',
    network: network(THROUGH_F1),
    acts: [[W1_A1, 'denied-destination-check by foreign-address at eni-f1']],
  },
  {
    number: 33,
    title: 'with the check off it does; what it forwards no reference matches',
    network: network(APPLIANCE),
    acts: [
      [W1_A1, 'delivered eni-f1'],
      ['f1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'denied-group by implicit-deny at eni-a1'],
    ],
  },
  {
    number: 34,
    title: 'by CIDR it arrives, and the answer comes back through the appliance',
    network: network(
      withRoutes(withGroup(APPLIANCE, 'app', ['in tcp 8080 from 10.0.0.0/24', ...ALL_OUT]), 'priv', [
        '10.0.0.0/24 eni:f1',
      ]),
    ),
    acts: [
      [W1_A1, 'delivered eni-f1'],
      ['f1 tcp 10.0.0.10:40000 > 10.0.1.20:8080', 'delivered eni-a1'],
      ['a1 tcp 10.0.1.20:8080 > 10.0.0.10:40000 syn,ack', 'delivered eni-f1'],
      ['f1 tcp 10.0.1.20:8080 > 10.0.0.10:40000 syn,ack', 'delivered eni-w1'],
    ],
  },
  {
    number: 35,
    title: 'an address that is not the ENI’s is not sent from',
    acts: [['w1 tcp 10.0.0.99:40000 > 10.0.1.20:8080', 'denied-source-check by foreign-address at eni-w1']],
  },
  {
    number: 40,
    title: 'an address of the VPC that nobody has goes nowhere, and not to the NAT gateway',
    acts: [['a1 tcp 10.0.1.20:40000 > 10.0.9.9:80', 'no-such-host']],
  },
  {
    number: 41,
    title: 'a ping over a peering connection, and its answer',
    acts: [
      ['a1 icmp 10.0.1.20 > 10.1.0.40 8/0', 'delivered eni-b1'],
      ['answer', 'delivered eni-a1'],
    ],
  },
  {
    number: 42,
    title: 'without a route back the answer ends in the peer',
    network: network(BASE, { ...PEER, subnets: { b1: { cidrs: '10.1.0.0/24', routes: [] } } }),
    acts: [
      ['a1 icmp 10.0.1.20 > 10.1.0.40 8/0', 'delivered eni-b1'],
      ['answer', 'no-route by implicit-deny at subnet-b1'],
    ],
  },
  {
    number: 43,
    title: 'a peer is no way to the internet',
    network: network(BASE, { ...PEER, subnets: { b1: { cidrs: '10.1.0.0/24', routes: ['0.0.0.0/0 pcx:ab'] } } }),
    acts: [['b1 tcp 10.1.0.40:40000 > 203.0.113.5:443', 'denied-gateway by outside-vpc at pcx-ab']],
  },
  {
    number: 44,
    title: 'nor to the peer’s peer',
    network: network(withRoutes(BASE, 'priv', ['10.2.0.0/16 pcx:ab'])),
    acts: [['a1 tcp 10.0.1.20:40000 > 10.2.0.5:80', 'denied-gateway by outside-vpc at pcx-ab']],
  },
  {
    number: 45,
    title: 'a rule may refer to the peer’s group',
    network: network(FROM_B),
    acts: [['b1 tcp 10.1.0.40:40000 > 10.0.1.20:8080', 'delivered eni-a1']],
  },
  {
    number: 45,
    title: 'but not to one in another Region',
    network: network(FROM_B, { ...PEER, region: 'eu-west-1' }),
    acts: [['b1 tcp 10.1.0.40:40000 > 10.0.1.20:8080', 'denied-group by implicit-deny at eni-a1']],
  },
  {
    number: 46,
    title: 'a deleted connection makes its routes blackholes',
    network: WITHOUT_PEERING,
    acts: [['b1 tcp 10.1.0.40:40000 > 10.0.1.20:8080', 'blackhole by 10.0.0.0/16 of rtb-b1 at subnet-b1']],
  },
  {
    number: 67,
    title: 'inside one subnet the route table is not asked',
    network: network(withRoutes(BASE, 'pub', ['10.0.0.0/24 eni:f1'])),
    acts: [['w1 tcp 10.0.0.10:40000 > 10.0.0.11:80', 'delivered eni-w2']],
  },
  {
    number: 69,
    title: 'a packet to its sender never leaves the guest',
    acts: [['w1 tcp 10.0.0.10:40000 > 10.0.0.10:9', 'delivered eni-w1']],
  },
];
