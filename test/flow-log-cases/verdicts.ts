import { FLAGS, PATH, type FlowLogCase } from './case.ts';

/** Whose record says what, and what has no record. */
export const VERDICTS: readonly FlowLogCase[] = [
  {
    id: 'FL-15',
    title: 'Two instances in the same subnet',
    why: 'Every packet is seen by both interfaces: four records. The ACL is never consulted inside a subnet.',
    format: PATH,
    saw: [
      '+4 A egress 1 10.0.1.10:0 > 10.0.1.30:0 84 ACCEPT path=1',
      '+4 C ingress 1 10.0.1.10:0 > 10.0.1.30:0 84 ACCEPT',
      '+4 C egress 1 10.0.1.30:0 > 10.0.1.10:0 84 ACCEPT path=1',
      '+4 A ingress 1 10.0.1.30:0 > 10.0.1.10:0 84 ACCEPT',
    ],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.30 10.0.1.10 0 0 1 1 84 1700000044 1700000044 ACCEPT OK 0 10.0.1.30 10.0.1.10 ingress -',
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.1.30 0 0 1 1 84 1700000044 1700000044 ACCEPT OK 0 10.0.1.10 10.0.1.30 egress 1',
      ],
      C: [
        '5 123456789012 eni-0000000000000000c 10.0.1.10 10.0.1.30 0 0 1 1 84 1700000044 1700000044 ACCEPT OK 0 10.0.1.10 10.0.1.30 ingress -',
        '5 123456789012 eni-0000000000000000c 10.0.1.30 10.0.1.10 0 0 1 1 84 1700000044 1700000044 ACCEPT OK 0 10.0.1.30 10.0.1.10 egress 1',
      ],
    },
  },
  {
    id: 'FL-17',
    title: 'Source SG blocks egress',
    why: 'REJECT on the source only; B records nothing (NODATA if it was idle). A rejected egress takes no path so traffic-path is -.',
    format: PATH,
    saw: ['+4 A egress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 REJECT flags=2 path=1'],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 REJECT OK 2 10.0.1.10 10.0.2.20 egress -',
      ],
    },
    none: ['B'],
  },
  {
    id: 'FL-18',
    title: 'Source ACL blocks egress',
    why: 'Same record as FL-17.',
    format: PATH,
    saw: ['+4 A egress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 REJECT flags=2 path=1'],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 REJECT OK 2 10.0.1.10 10.0.2.20 egress -',
      ],
    },
    none: ['B'],
  },
  {
    id: 'FL-19',
    title: 'Destination SG or ACL blocks ingress',
    why: 'Source says ACCEPT (it left A), destination says REJECT. ACCEPT is not proof of delivery.',
    format: PATH,
    saw: [
      '+4 A egress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 ACCEPT flags=2 path=1',
      '+4 B ingress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 REJECT flags=2',
    ],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 ACCEPT OK 2 10.0.1.10 10.0.2.20 egress 1',
      ],
      B: [
        '5 123456789012 eni-0000000000000000b 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 REJECT OK 2 10.0.1.10 10.0.2.20 ingress -',
      ],
    },
  },
  {
    id: 'FL-21',
    title: 'Source ACL blocks the reply',
    why: "Reply leaves B as ACCEPT and is REJECT on A, although A's SG would track it.",
    format: PATH,
    saw: [
      '+4 A egress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 ACCEPT flags=2 path=1',
      '+4 B ingress 6 10.0.1.10:45000 > 10.0.2.20:5432 60 ACCEPT flags=2',
      '+4 B egress 6 10.0.2.20:5432 > 10.0.1.10:45000 60 ACCEPT flags=18 path=1',
      '+4 A ingress 6 10.0.2.20:5432 > 10.0.1.10:45000 60 REJECT flags=18',
    ],
    expect: {
      A: [
        '5 123456789012 eni-0000000000000000a 10.0.2.20 10.0.1.10 5432 45000 6 1 60 1700000044 1700000044 REJECT OK 18 10.0.2.20 10.0.1.10 ingress -',
        '5 123456789012 eni-0000000000000000a 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 ACCEPT OK 2 10.0.1.10 10.0.2.20 egress 1',
      ],
      B: [
        '5 123456789012 eni-0000000000000000b 10.0.1.10 10.0.2.20 45000 5432 6 1 60 1700000044 1700000044 ACCEPT OK 2 10.0.1.10 10.0.2.20 ingress -',
        '5 123456789012 eni-0000000000000000b 10.0.2.20 10.0.1.10 5432 45000 6 1 60 1700000044 1700000044 ACCEPT OK 18 10.0.2.20 10.0.1.10 egress 1',
      ],
    },
  },
  {
    id: 'FL-22',
    title: 'Packet after the connection was closed',
    why: 'The late packet is REJECT with flags 0 although the connection was legitimate: REJECT is not evidence of an attack.',
    format: FLAGS,
    saw: [
      '+10 A egress 6 10.0.1.10:40000 > 203.0.113.7:443 60 ACCEPT flags=2 path=8',
      '+10,11 A egress 6 10.0.1.10:40000 > 203.0.113.7:443 52 ACCEPT flags=16 path=8',
      '+10 A egress 6 10.0.1.10:40000 > 203.0.113.7:443 152 ACCEPT flags=24 path=8',
      '+11 A egress 6 10.0.1.10:40000 > 203.0.113.7:443 52 ACCEPT flags=17 path=8',
      '+10 A ingress 6 203.0.113.7:443 > 10.0.1.10:40000 60 ACCEPT flags=18',
      '+10 A ingress 6 203.0.113.7:443 > 10.0.1.10:40000 52 ACCEPT flags=16',
      '+11 A ingress 6 203.0.113.7:443 > 10.0.1.10:40000 552 ACCEPT flags=24',
      '+11 A ingress 6 203.0.113.7:443 > 10.0.1.10:40000 52 ACCEPT flags=17',
      '+250 A ingress 6 203.0.113.7:443 > 10.0.1.10:40000 52 REJECT flags=16',
    ],
    expect: {
      A: [
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 443 40000 6 4 716 1700000050 1700000051 ACCEPT OK 19',
        '3 123456789012 eni-0000000000000000a 10.0.1.10 203.0.113.7 40000 443 6 5 368 1700000050 1700000051 ACCEPT OK 3',
        '3 123456789012 eni-0000000000000000a 203.0.113.7 10.0.1.10 443 40000 6 1 52 1700000290 1700000290 REJECT OK 0',
      ],
    },
  },
  {
    id: 'FL-23',
    title: 'Traffic that is never logged',
    why: 'Excluded traffic makes no record and does not count as traffic.',
    saw: [],
    expect: { A: ['2 123456789012 eni-0000000000000000a - - - - - - - 1700000040 1700000099 - NODATA'] },
  },
  {
    id: 'FL-25',
    title: 'Idle window after traffic',
    why: 'One NODATA line per window per live interface.',
    saw: [],
    expect: {
      A: [
        '2 123456789012 eni-0000000000000000a - - - - - - - 1700000040 1700000099 - NODATA',
        '2 123456789012 eni-0000000000000000a - - - - - - - 1700000100 1700000159 - NODATA',
      ],
    },
  },
  {
    id: 'FL-26',
    title: 'Interface that has never had traffic',
    why: 'No stream, no record, not even NODATA, until the first packet.',
    saw: [],
    expect: {},
    none: ['A'],
  },
  {
    id: 'FL-27',
    title: 'Capture overload',
    why: 'One SKIPDATA may stand for many lost flows; records that were captured in the same window are still written beside it.',
    saw: [],
    expect: { A: ['2 123456789012 eni-0000000000000000a - - - - - - - 1700000040 1700000099 - SKIPDATA'] },
  },
];
