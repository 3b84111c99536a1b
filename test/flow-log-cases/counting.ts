import { FLAGS, type FlowLogCase } from './case.ts';

/** How packets become flows, and flows records. */
export const COUNTING: readonly FlowLogCase[] = [
  {
    id: 'FL-01',
    title: 'Ping from the internet, everything allowed',
    why: 'Reply passes the SG because the SG is stateful: two ACCEPT records, one per direction.',
    saw: [
      '+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 ACCEPT',
      '+5,6,7,8 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 ACCEPT path=8',
    ],
    expect: {
      A: [
        '2 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
      ],
    },
  },
  {
    id: 'FL-02',
    title: 'Ping, ACL denies the reply',
    why: 'Stateless ACL: the request is ACCEPT, the reply is REJECT on the same interface. X sees packet loss.',
    saw: [
      '+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 ACCEPT',
      '+5,6,7,8 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 REJECT path=8',
    ],
    expect: {
      A: [
        '2 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 0 0 1 4 336 1700000045 1700000048 REJECT OK',
      ],
    },
  },
  {
    id: 'FL-03',
    title: 'Ping, SG denies inbound',
    why: 'Only one record: the packet never reached the instance so there is no reply.',
    saw: ['+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 REJECT'],
    expect: {
      A: ['2 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 REJECT OK'],
    },
  },
  {
    id: 'FL-05',
    title: 'ACL outbound changed to deny in mid-window',
    why: 'The same 5-tuple with two verdicts in one window gives one record per verdict (three lines in all).',
    saw: [
      '+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 ACCEPT',
      '+5,6 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 ACCEPT path=8',
      '+7,8 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 REJECT path=8',
    ],
    expect: {
      A: [
        '2 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 0 0 1 2 168 1700000045 1700000046 ACCEPT OK',
        '2 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 0 0 1 2 168 1700000047 1700000048 REJECT OK',
      ],
    },
  },
  {
    id: 'FL-06',
    title: 'TrafficType REJECT',
    why: 'Only the REJECT line is written.',
    trafficType: 'REJECT',
    saw: [
      '+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 ACCEPT',
      '+5,6,7,8 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 REJECT path=8',
    ],
    expect: {
      A: ['2 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 0 0 1 4 336 1700000045 1700000048 REJECT OK'],
    },
  },
  {
    id: 'FL-07',
    title: 'TrafficType ACCEPT',
    why: 'Only the ACCEPT line is written.',
    trafficType: 'ACCEPT',
    saw: [
      '+5,6,7,8 A ingress 1 203.0.113.7:0 > 10.0.1.10:0 84 ACCEPT',
      '+5,6,7,8 A egress 1 10.0.1.10:0 > 203.0.113.7:0 84 REJECT path=8',
    ],
    expect: {
      A: ['2 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 ACCEPT OK'],
    },
  },
  {
    id: 'FL-08',
    title: 'Short TCP connection inside one window',
    why: 'Flags are OR-ed per direction: 2|1 = 3 and 18|1 = 19. Version column becomes 3.',
    format: FLAGS,
    saw: [
      '+10 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 60 ACCEPT flags=2 path=8',
      '+10,11 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 52 ACCEPT flags=16 path=8',
      '+10 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 152 ACCEPT flags=24 path=8',
      '+11 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 52 ACCEPT flags=17 path=8',
      '+10 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 60 ACCEPT flags=18 path=8',
      '+10 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 52 ACCEPT flags=16 path=8',
      '+11 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 552 ACCEPT flags=24 path=8',
      '+11 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 52 ACCEPT flags=17 path=8',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40000 443 6 5 368 1700000050 1700000051 ACCEPT OK 3',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40000 6 4 716 1700000050 1700000051 ACCEPT OK 19',
      ],
    },
  },
  {
    id: 'FL-09',
    title: 'TCP connection across three windows',
    why: 'One record per direction per window. The middle window has only ACK/PSH so the flag value is 0; the last has FIN so 1.',
    format: FLAGS,
    saw: [
      '+50 A ingress 6 203.0.113.7:40001 > 10.0.1.10:443 60 ACCEPT flags=2',
      '+50 A egress 6 10.0.1.10:443 > 203.0.113.7:40001 60 ACCEPT flags=18',
      '+50,131 A ingress 6 203.0.113.7:40001 > 10.0.1.10:443 52 ACCEPT flags=16',
      '+70,71,72 A ingress 6 203.0.113.7:40001 > 10.0.1.10:443 1000 ACCEPT flags=24',
      '+70,71,72 A egress 6 10.0.1.10:443 > 203.0.113.7:40001 52 ACCEPT flags=16',
      '+130 A ingress 6 203.0.113.7:40001 > 10.0.1.10:443 52 ACCEPT flags=17',
      '+130 A egress 6 10.0.1.10:443 > 203.0.113.7:40001 52 ACCEPT flags=17',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40001 443 6 2 112 1700000090 1700000090 ACCEPT OK 2',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40001 6 1 60 1700000090 1700000090 ACCEPT OK 18',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40001 443 6 3 3000 1700000110 1700000112 ACCEPT OK 0',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40001 6 3 156 1700000110 1700000112 ACCEPT OK 0',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40001 443 6 2 104 1700000170 1700000171 ACCEPT OK 1',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40001 6 1 52 1700000170 1700000170 ACCEPT OK 1',
      ],
    },
  },
  {
    id: 'FL-10',
    title: 'Open SG, closed port',
    why: 'ACCEPT both ways with flags 2 and 4: the network allowed it, the host refused. ACK beside RST is not recorded.',
    format: FLAGS,
    saw: [
      '+5 A ingress 6 203.0.113.7:40002 > 10.0.1.10:8080 60 ACCEPT flags=2',
      '+5 A egress 6 10.0.1.10:8080 > 203.0.113.7:40002 40 ACCEPT flags=20',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40002 8080 6 1 60 1700000045 1700000045 ACCEPT OK 2',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 8080 40002 6 1 40 1700000045 1700000045 ACCEPT OK 4',
      ],
    },
  },
  {
    id: 'FL-11',
    title: 'SG blocks a TCP port, retransmissions',
    why: 'Retransmissions aggregate into one REJECT record with flags 2.',
    format: FLAGS,
    saw: ['+1,2,4,8 A ingress 6 203.0.113.7:40003 > 10.0.1.10:22 60 REJECT flags=2'],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40003 22 6 4 240 1700000041 1700000048 REJECT OK 2',
      ],
    },
  },
  {
    id: 'FL-13',
    title: 'Two client ports are two flows',
    why: 'Aggregation is strictly by 5-tuple.',
    format: FLAGS,
    saw: [
      '+3 A ingress 6 203.0.113.7:40010 > 10.0.1.10:443 60 ACCEPT flags=2',
      '+3 A ingress 6 203.0.113.7:40011 > 10.0.1.10:443 60 ACCEPT flags=2',
      '+3 A egress 6 10.0.1.10:443 > 203.0.113.7:40010 60 ACCEPT flags=18',
      '+3 A egress 6 10.0.1.10:443 > 203.0.113.7:40011 60 ACCEPT flags=18',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40010 443 6 1 60 1700000043 1700000043 ACCEPT OK 2',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40011 443 6 1 60 1700000043 1700000043 ACCEPT OK 2',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40010 6 1 60 1700000043 1700000043 ACCEPT OK 18',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40011 6 1 60 1700000043 1700000043 ACCEPT OK 18',
      ],
    },
  },
  {
    id: 'FL-14',
    title: 'Port reuse inside one window',
    why: 'Connections are not flows: same 5-tuple in one window is one record with summed counters.',
    format: FLAGS,
    saw: [
      '+10,30 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 60 ACCEPT flags=2 path=8',
      '+10,11,30,31 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 52 ACCEPT flags=16 path=8',
      '+10,30 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 152 ACCEPT flags=24 path=8',
      '+11,31 A ingress 6 203.0.113.7:40000 > 10.0.1.10:443 52 ACCEPT flags=17 path=8',
      '+10,30 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 60 ACCEPT flags=18 path=8',
      '+10,30 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 52 ACCEPT flags=16 path=8',
      '+11,31 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 552 ACCEPT flags=24 path=8',
      '+11,31 A egress 6 10.0.1.10:443 > 203.0.113.7:40000 52 ACCEPT flags=17 path=8',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 40000 443 6 10 736 1700000050 1700000071 ACCEPT OK 3',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 443 40000 6 8 1432 1700000050 1700000071 ACCEPT OK 19',
      ],
    },
  },
];
