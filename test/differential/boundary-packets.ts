import fc from 'fast-check';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { EniId } from '../../openvpc/src/name/id.ts';
import { type Address, address, type Family, WIDTH } from '../../openvpc/src/net/address.ts';
import type { Packet, Transport } from '../../openvpc/src/net/packet.ts';
import { lastAddress, prefix } from '../../openvpc/src/net/prefix.ts';
import { ICMP_TYPES, PORTS, PROTOCOLS, WORLD_BLOCKS } from './worlds.ts';

/** A packet drawn near the boundaries of every block, port and type that rules may name; made out for a snapshot. */
export type Draw = Readonly<{
  sender: number;
  source: number;
  isForged: boolean;
  destination: number;
  transport: Transport;
}>;
export type Sent = Readonly<{ from: EniId; packet: Packet }>;

const SPECIAL = [
  '169.254.169.254',
  '169.254.169.253',
  '169.254.168.0',
  '169.254.171.255',
  '10.0.0.2',
  '10.0.1.2',
  '10.0.0.1',
  '10.0.2.1',
  '10.0.0.255',
  '10.0.1.255',
  '255.255.255.255',
  '224.0.0.251',
  '10.0.9.9',
  '198.51.100.7',
  'fd00:ec2::254',
  'fd00:ec2::1',
  'fe80::1',
  'ff02::1',
  '2001:db8:a::1',
  '2001:db8:a:1::1',
  '2001:db8:ffff::5',
].map(address);
const EDGES = [...SPECIAL, ...WORLD_BLOCKS.map(prefix).flatMap((block) => besides(block.base, lastAddress(block)))];
const DHCP: Transport = { kind: 'udp', sourcePort: 68, destinationPort: 67 };

const port = fc.constantFrom(...PORTS);
const transport: fc.Arbitrary<Transport> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('tcp' as const),
      sourcePort: port,
      destinationPort: port,
      flags: fc.constantFrom(2, 2, 16, 17, 4),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('udp' as const), sourcePort: port, destinationPort: port }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('icmp' as const),
      type: fc.constantFrom(...ICMP_TYPES),
      code: fc.constantFrom(0, 4),
      id: fc.constantFrom(1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('other' as const), protocol: fc.constantFrom(...PROTOCOLS) }) },
  { weight: 1, arbitrary: fc.constant(DHCP) },
);

export const drawArbitrary: fc.Arbitrary<Draw> = fc.record({
  sender: fc.nat(59),
  source: fc.nat(999),
  isForged: fc.nat(5).map((n) => n === 0),
  destination: fc.nat(9999),
  transport,
});

/** Mostly from one of the sender's own addresses, and half of the time to another ENI's. */
export function sentIn(snapshot: Snapshot, draw: Draw): Sent {
  const enis = [...snapshot.enis.values()];
  const sender = pick(enis, draw.sender);
  const own = [...sender.ipv4, ...sender.ipv6];
  const taken = enis.flatMap((eni) => [...eni.ipv4, ...eni.ipv6]);
  const source = draw.isForged ? pick([...taken, ...EDGES], draw.source) : pick(own, draw.source);
  const likely = sameFamily(taken, source.family);
  const unlikely = sameFamily([...EDGES, ...taken.flatMap((a) => besides(a, a))], source.family);
  const destination =
    draw.destination % 2 === 0 && likely.length > 0
      ? pick(likely, draw.destination >> 1)
      : pick(unlikely, draw.destination >> 1);
  return { from: sender.id, packet: { source, destination, transport: draw.transport, bytes: 60 } };
}

function besides(first: Address, last: Address): readonly Address[] {
  const { family } = first;
  const top = (1n << BigInt(WIDTH[family])) - 1n;
  return [first.bits - 1n, first.bits, last.bits, last.bits + 1n]
    .filter((bits) => bits >= 0n && bits <= top)
    .map((bits) => ({ family, bits }));
}

function sameFamily(addresses: readonly Address[], family: Family): readonly Address[] {
  return addresses.filter((one) => one.family === family);
}

function pick<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
