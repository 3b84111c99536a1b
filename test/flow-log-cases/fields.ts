import { DEFAULT, FLAGS, PATH, type FlowLogCase } from './case.ts';

/** Addresses, protocols and the fields of custom formats. */
export const FIELDS: readonly FlowLogCase[] = [
  {
    id: 'FL-29',
    title: 'Pod address sent from a node interface',
    why: 'srcaddr is the interface primary address.',
    format: PATH,
    saw: ['+9 A egress 6 10.0.1.77:7000 > 10.0.2.20:80 60 ACCEPT flags=2 path=1'],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.2.20 7000 80 6 1 60 1700000049 1700000049 ACCEPT OK 2 10.0.1.77 10.0.2.20 egress 1',
      ],
    },
  },
  {
    id: 'FL-30',
    title: 'Forwarded packet arriving at an appliance',
    why: 'dstaddr is A although the packet is for someone else.',
    format: PATH,
    saw: ['+9 A ingress 6 10.0.2.20:7001 > 198.51.100.77:443 60 ACCEPT flags=2'],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.2.20 10.0.1.10 7001 443 6 1 60 1700000049 1700000049 ACCEPT OK 2 10.0.2.20 198.51.100.77 ingress -',
      ],
    },
  },
  {
    id: 'FL-31',
    title: 'NAT gateway interface',
    why: 'Four lines on N. Towards the instance side srcaddr/dstaddr are N and pkt-* are the real ends. Z itself sees no translation. The NAT source port is the translated port.',
    format:
      'version interface-id instance-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport tcp-flags flow-direction traffic-path action',
    saw: [
      '+2 Z egress 6 10.0.3.40:50000 > 198.51.100.77:443 60 ACCEPT flags=2 path=1',
      '+2 N ingress 6 10.0.3.40:50000 > 198.51.100.77:443 60 ACCEPT flags=2',
      '+2 N egress 6 10.0.1.5:1024 > 198.51.100.77:443 60 ACCEPT flags=2 path=8',
      '+2 N ingress 6 198.51.100.77:443 > 10.0.1.5:1024 60 ACCEPT flags=18',
      '+2 N egress 6 198.51.100.77:443 > 10.0.3.40:50000 60 ACCEPT flags=18 path=1',
      '+2 Z ingress 6 198.51.100.77:443 > 10.0.3.40:50000 60 ACCEPT flags=18',
    ],
    expect: {
      N: [
        '5 eni-0000000000000000d - 10.0.3.40 10.0.1.5 10.0.3.40 198.51.100.77 50000 443 2 ingress - ACCEPT',
        '5 eni-0000000000000000d - 198.51.100.77 10.0.1.5 198.51.100.77 10.0.1.5 443 1024 18 ingress - ACCEPT',
        '5 eni-0000000000000000d - 10.0.1.5 10.0.3.40 198.51.100.77 10.0.3.40 443 50000 18 egress 1 ACCEPT',
        '5 eni-0000000000000000d - 10.0.1.5 198.51.100.77 10.0.1.5 198.51.100.77 1024 443 2 egress 8 ACCEPT',
      ],
      Z: [
        '5 eni-0000000000000000f i-0000000000000000f 198.51.100.77 10.0.3.40 198.51.100.77 10.0.3.40 443 50000 18 ingress - ACCEPT',
        '5 eni-0000000000000000f i-0000000000000000f 10.0.3.40 198.51.100.77 10.0.3.40 198.51.100.77 50000 443 2 egress 1 ACCEPT',
      ],
    },
  },
  {
    id: 'FL-33',
    title: 'IPv6',
    why: 'IPv6 text is the compressed form; no primary-address rewriting is needed.',
    format: `${DEFAULT} type`,
    saw: [
      '+1 A ingress 6 [2001:db8:ffff::1]:34892 > [2001:db8:1:1::a]:22 80 ACCEPT flags=2',
      '+1 A egress 6 [2001:db8:1:1::a]:22 > [2001:db8:ffff::1]:34892 80 ACCEPT flags=18',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 2001:db8:ffff::1 2001:db8:1:1::a 34892 22 6 1 80 1700000041 1700000041 ACCEPT OK IPv6',
        '3 123456789012 eni-0000000000000000a 2001:db8:1:1::a 2001:db8:ffff::1 22 34892 6 1 80 1700000041 1700000041 ACCEPT OK IPv6',
      ],
    },
  },
  {
    id: 'FL-34',
    title: 'Protocols without ports',
    why: 'Ports are 0, never -, for anything but TCP and UDP. The ICMP type and code are not recorded.',
    saw: [
      '+1 A ingress 50 10.0.2.20:0 > 10.0.1.10:0 120 ACCEPT',
      '+1 A ingress 47 10.0.2.20:0 > 10.0.1.10:0 100 ACCEPT',
      '+1 A ingress 58 [2001:db8:1:2::b]:0 > [2001:db8:1:1::a]:0 104 ACCEPT',
    ],
    expect: {
      A: [
        '2 123456789012 eni-0000000000000000a 10.0.2.20 10.0.1.10 0 0 47 1 100 1700000041 1700000041 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 10.0.2.20 10.0.1.10 0 0 50 1 120 1700000041 1700000041 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 2001:db8:1:2::b 2001:db8:1:1::a 0 0 58 1 104 1700000041 1700000041 ACCEPT OK',
      ],
    },
  },
  {
    id: 'FL-35',
    title: 'Call to S3 through the internet gateway',
    why: 'Service name goes beside the public side; traffic-path only on egress. With a gateway endpoint route the path would be 7.',
    format:
      'version srcaddr dstaddr srcport dstport protocol packets bytes tcp-flags pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path action log-status',
    saw: [
      '+3 A egress 6 10.0.1.10:34210 > 52.216.0.10:443 60 ACCEPT flags=2 path=8',
      '+3 A ingress 6 52.216.0.10:443 > 10.0.1.10:34210 60 ACCEPT flags=18',
    ],
    expect: {
      A: [
        '5 52.216.0.10 10.0.1.10 443 34210 6 1 60 18 S3 - ingress - ACCEPT OK',
        '5 10.0.1.10 52.216.0.10 34210 443 6 1 60 2 - S3 egress 8 ACCEPT OK',
      ],
    },
  },
  {
    id: 'FL-37',
    title: 'NODATA in a custom format',
    why: 'Interface metadata stays filled, packet data is -. In Parquet the - cells are null.',
    format: 'version vpc-id subnet-id interface-id az-id srcaddr tcp-flags flow-direction start end log-status',
    saw: [],
    expect: {
      A: [
        '5 vpc-0000000000000000a subnet-0000000000000001a eni-0000000000000000a use1-az1 - - - 1700000040 1700000099 NODATA',
      ],
    },
  },
  {
    id: 'FL-38',
    title: 'Public access block',
    why: 'The only machine-readable reject causes are BPA and EC. SG and ACL rejects show -.',
    format: `${DEFAULT} reject-reason`,
    saw: ['+3 A ingress 6 203.0.113.7:40020 > 10.0.1.10:443 60 REJECT flags=2'],
    expect: {
      A: [
        '8 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40020 443 6 1 - 1700000043 1700000043 REJECT OK BPA',
      ],
    },
  },
  {
    id: 'FL-39',
    title: 'No route',
    why: 'SG and ACL accepted it, so ACCEPT; it takes no path. A blackhole route behaves the same.',
    format: PATH,
    saw: ['+3 A egress 6 10.0.1.10:41000 > 192.0.2.9:80 60 ACCEPT flags=2'],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.10 192.0.2.9 41000 80 6 1 60 1700000043 1700000043 ACCEPT OK 2 10.0.1.10 192.0.2.9 egress -',
      ],
    },
  },
  {
    id: 'FL-41',
    title: 'Next hop',
    why: 'For egress the next hop is the interface that receives the packet.',
    format: 'version interface-id pkt-srcaddr pkt-dstaddr flow-direction next-hop-interface-id next-hop-interface-type',
    saw: ['+2 Z egress 6 10.0.3.40:50001 > 198.51.100.77:443 60 ACCEPT flags=2 path=1'],
    expect: { Z: ['11 eni-0000000000000000f 10.0.3.40 198.51.100.77 egress eni-0000000000000000d nat_gateway'] },
  },
  {
    id: 'FL-42',
    title: 'ECN handshake and odd flags',
    why: 'Values 2, 3, 0, 1: only FIN, SYN, RST and the SYN+ACK pair are recorded.',
    format: FLAGS,
    saw: [
      '+1 A ingress 6 203.0.113.7:40030 > 10.0.1.10:443 60 ACCEPT flags=194',
      '+1 A ingress 6 203.0.113.7:40031 > 10.0.1.10:443 40 ACCEPT flags=3',
      '+1 A ingress 6 203.0.113.7:40032 > 10.0.1.10:443 40 ACCEPT flags=0',
      '+1 A ingress 6 203.0.113.7:40033 > 10.0.1.10:443 40 ACCEPT flags=41',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40030 443 6 1 60 1700000041 1700000041 ACCEPT OK 2',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40031 443 6 1 40 1700000041 1700000041 ACCEPT OK 3',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40032 443 6 1 40 1700000041 1700000041 ACCEPT OK 0',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40033 443 6 1 40 1700000041 1700000041 ACCEPT OK 1',
      ],
    },
  },
];
