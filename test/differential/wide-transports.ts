import fc from 'fast-check';
import type { Transport } from '../../openvpc/src/net/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../openvpc/src/net/packet.ts';
import { ICMP_TYPES, PORTS } from './worlds.ts';

/** Ports, types and protocols at and beside every boundary that rules of the generated worlds may have. */
const PORTS_BESIDE = [2, 21, 23, 78, 82, 442, 444, 1022, 1025, 39_999, 40_001, 65_533];
const port = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(22, 80, 443, 40_000) },
  { weight: 3, arbitrary: fc.constantFrom(...PORTS) },
  fc.constantFrom(...PORTS_BESIDE),
);
const flags = fc.constantFrom(
  TCP_SYN,
  TCP_SYN,
  TCP_SYN,
  TCP_ACK,
  TCP_FIN | TCP_ACK,
  TCP_RST,
  TCP_SYN | TCP_ACK,
  TCP_SYN | TCP_FIN,
  0,
);
const icmpType = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(8, 128) },
  { weight: 2, arbitrary: fc.constantFrom(0, 129, 13, 15, 17) },
  fc.constantFrom(...ICMP_TYPES, 7, 9, 12, 127, 130, 134, 135, 138),
);

export const transportArbitrary: fc.Arbitrary<Transport> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('tcp' as const), sourcePort: port, destinationPort: port, flags }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('udp' as const), sourcePort: port, destinationPort: port }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: fc.constant('icmp' as const),
        type: icmpType,
        code: fc.constantFrom(0, 0, 1, 4),
        id: fc.constantFrom(1, 2),
      },
      { requiredKeys: ['kind', 'type', 'code'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('other' as const),
      protocol: fc.constantFrom(47, 50, 51, 1, 58, 0, 255, 6, 17),
    }),
  },
);

/** What guests say before they have an address, and about their neighbours: to, from, and what may look like it. */
export const LINK_TALK: ReadonlyArray<Readonly<{ source: string; destination: string; transport: Transport }>> = [
  {
    source: '0.0.0.0',
    destination: '255.255.255.255',
    transport: { kind: 'udp', sourcePort: 68, destinationPort: 67 },
  },
  {
    source: '0.0.0.0',
    destination: '255.255.255.255',
    transport: { kind: 'udp', sourcePort: 68, destinationPort: 68 },
  },
  { source: '0.0.0.0', destination: '10.0.1.20', transport: { kind: 'udp', sourcePort: 68, destinationPort: 67 } },
  {
    source: '0.0.0.0',
    destination: '169.254.169.254',
    transport: { kind: 'tcp', sourcePort: 1, destinationPort: 80, flags: 2 },
  },
  { source: '::', destination: 'ff02::1:ff00:10', transport: { kind: 'icmp', type: 135, code: 0 } },
  { source: '::', destination: '2001:db8:a::10', transport: { kind: 'icmp', type: 128, code: 0, id: 1 } },
  { source: 'fe80::1', destination: 'ff02::1:2', transport: { kind: 'udp', sourcePort: 546, destinationPort: 547 } },
  { source: 'fe80::1', destination: 'ff02::1:2', transport: { kind: 'udp', sourcePort: 546, destinationPort: 546 } },
  { source: 'fe80::1', destination: 'ff02::1:3', transport: { kind: 'udp', sourcePort: 546, destinationPort: 547 } },
  { source: 'fe80::1', destination: 'fe80:ec2::1', transport: { kind: 'icmp', type: 128, code: 0, id: 1 } },
  { source: 'fe80::1', destination: '2001:db8:a::1', transport: { kind: 'icmp', type: 133, code: 0 } },
  { source: 'fe80::1', destination: '2001:db8:a:1::20', transport: { kind: 'icmp', type: 136, code: 0 } },
  { source: 'fe80::1', destination: '2001:db8:a:1::20', transport: { kind: 'icmp', type: 137, code: 0 } },
  { source: 'fe80::1', destination: '2001:db8:a:1::20', transport: { kind: 'icmp', type: 132, code: 0 } },
  {
    source: 'fe80::1',
    destination: '2001:db8:ffff::5',
    transport: { kind: 'udp', sourcePort: 1, destinationPort: 53 },
  },
];
