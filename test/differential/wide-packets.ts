import fc from 'fast-check';
import type { Entry } from '../../openvpc/src/contract/verdict.ts';
import type { Eni } from '../../openvpc/src/model/eni.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { EndpointId } from '../../openvpc/src/name/id.ts';
import { type Address, address, type Family, WIDTH } from '../../openvpc/src/net/address.ts';
import type { Packet, Transport } from '../../openvpc/src/net/packet.ts';
import { lastAddress, prefix } from '../../openvpc/src/net/prefix.ts';
import { ICMP_TYPES, PORTS } from './worlds.ts';

/** A packet to be made out for a snapshot of wide-worlds.ts: from an ENI, the internet or a service. */
export type WideDraw = Readonly<{
  entry: number;
  sender: number;
  source: number;
  destination: number;
  transport: Transport;
  bytes: number;
  dontFragment: boolean;
  fragment: number;
}>;
export type WideSent = Readonly<{ from: Entry; packet: Packet }>;

const HOSTS = [
  '203.0.113.5',
  '203.0.113.127',
  '203.0.113.128',
  '203.0.114.1',
  '192.0.2.1',
  '10.9.9.9',
  '192.168.1.1',
  '172.16.0.1',
  '100.64.0.1',
  '100.63.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '52.216.0.0',
  '52.217.255.255',
  '52.218.0.0',
  '52.219.0.0',
  '2001:db8:ffff::5',
  '2001:db8:fffe::1',
  'fd00::1',
  'fbff::1',
  '64:ff9b::cb00:7105',
  '64:ff9b:0:0:0:1::',
  '10.0.9.9',
  '10.1.9.9',
  '10.2.0.1',
  '2001:db8:a:9::9',
  '2001:db8:b::1',
  '169.254.169.254',
  '169.254.168.5',
  '10.0.0.255',
  '224.0.0.1',
  'ff02::1',
  'fe80::1',
  '10.0.0.2',
  '10.0.1.1',
  '10.1.0.2',
  'fd00:ec2::254',
  '198.51.100.9',
].map(address);

const port = fc.constantFrom(22, 80, 81, 443, 1024, 40_000, ...PORTS);
const transport: fc.Arbitrary<Transport> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('tcp' as const),
      sourcePort: port,
      destinationPort: port,
      flags: fc.constantFrom(2, 2, 2, 16, 17, 4, 18),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('udp' as const), sourcePort: port, destinationPort: port }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('icmp' as const),
      type: fc.constantFrom(0, 8, 8, 128, 128, 129, ...ICMP_TYPES),
      code: fc.constantFrom(0, 4),
      id: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('other' as const), protocol: fc.constantFrom(47, 50, 1, 58) }),
  },
);

export const wideDrawArbitrary: fc.Arbitrary<WideDraw> = fc.record({
  entry: fc.nat(11),
  sender: fc.nat(59),
  source: fc.nat(9999),
  destination: fc.nat(9999),
  transport,
  bytes: fc.constantFrom(60, 60, 60, 1500, 1501, 9001),
  dontFragment: fc.boolean(),
  fragment: fc.nat(19),
});

/** Mostly from one of the sender's own addresses to one that somebody has. */
export function wideSent(snapshot: Snapshot, draw: WideDraw): WideSent {
  const enis = [...snapshot.enis.values()];
  const names = namesOf(snapshot, enis);
  const sender = pick(enis, draw.sender);
  const from = entryOf(draw, sender);
  const source = pick(sourcesFor(from, sender, names), draw.source);
  const likely = sameFamily(likelyFor(from, names), source.family);
  const unlikely = sameFamily([...HOSTS, ...names.all.flatMap(besides), ...EDGES], source.family);
  const pool = draw.destination % 4 !== 0 && likely.length > 0 ? likely : unlikely;
  const packet: Packet = {
    source,
    destination: pick(pool, draw.destination >> 2),
    transport: draw.transport,
    bytes: draw.bytes,
    ...(draw.dontFragment && { dontFragment: true as const }),
  };
  return { from, packet: fragmented(packet, draw.fragment) };
}

function fragmented(packet: Packet, n: number): Packet {
  if (n === 0) return { ...packet, fragment: 'known' };
  if (n !== 1) return packet;
  return { ...packet, fragment: 'orphan', transport: { kind: 'other', protocol: 17 } };
}

function entryOf({ entry }: WideDraw, sender: Eni): Entry {
  if (entry < 2) return { kind: 'internet' };
  if (entry === 2) return { kind: 'endpoint', endpoint: 'vpce-s3' as EndpointId };
  return { kind: 'eni', eni: sender.id };
}

type Names = Readonly<{ private: readonly Address[]; public: readonly Address[]; all: readonly Address[] }>;

function namesOf(snapshot: Snapshot, enis: readonly Eni[]): Names {
  const own = enis.flatMap((eni) => [...eni.ipv4, ...eni.ipv6, ...(eni.prefixes ?? []).map(({ base }) => base)]);
  const outside = [
    ...[...snapshot.elasticIps.values()].map((one) => one.public),
    ...enis.flatMap(({ autoPublic }) => autoPublic ?? []),
  ];
  return { private: own, public: outside, all: [...own, ...outside] };
}

/** Mostly its own; sometimes what it would forward, or forge. */
function sourcesFor(from: Entry, sender: Eni, names: Names): readonly Address[] {
  if (from.kind === 'internet') return [...HOSTS, ...names.public];
  if (from.kind === 'endpoint')
    return ['52.216.0.1', '52.217.255.255', '52.218.127.255', '52.218.128.0', '10.0.0.10'].map(address);
  const own = [
    ...sender.ipv4,
    ...sender.ipv6,
    ...(sender.prefixes ?? []).flatMap((block) => [block.base, lastAddress(block)]),
  ];
  const forged = [...names.private.slice(0, 6), ...HOSTS.slice(0, 3)];
  return [...Array.from({ length: 9 }, () => own).flat(), ...(sender.sourceDestCheck ? forged.slice(0, 4) : forged)];
}

function likelyFor(from: Entry, names: Names): readonly Address[] {
  if (from.kind === 'internet') return [...names.public, ...names.private.filter(({ family }) => family === 6)];
  return [...names.all, ...names.private, ...HOSTS.slice(0, 4), ...HOSTS.slice(12, 20)];
}

const EDGES = ['10.0.0.0/24', '10.0.1.0/24', '10.1.0.0/24', '52.218.0.0/17', '64:ff9b::/96', '10.0.0.64/28']
  .map(prefix)
  .flatMap((block) => [...besides(block.base), ...besides(lastAddress(block))]);

function besides(one: Address): readonly Address[] {
  const top = (1n << BigInt(WIDTH[one.family])) - 1n;
  return [one.bits - 1n, one.bits, one.bits + 1n]
    .filter((bits) => bits >= 0n && bits <= top)
    .map((bits) => ({ family: one.family, bits }));
}

function sameFamily(addresses: readonly Address[], family: Family): readonly Address[] {
  return addresses.filter((one) => one.family === family);
}

function pick<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
