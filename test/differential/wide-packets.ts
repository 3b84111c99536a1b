import fc from 'fast-check';
import type { Entry } from '../../openvpc/src/contract/verdict.ts';
import type { Eni } from '../../openvpc/src/model/eni.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import { type Address, address, type Family } from '../../openvpc/src/net/address.ts';
import type { Packet, Transport } from '../../openvpc/src/net/packet.ts';
import { type Addresses, addressesOf, ownOf } from './wide-addresses.ts';
import { LINK_TALK, transportArbitrary } from './wide-transports.ts';

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
  linkTalk: number;
}>;
export type WideSent = Readonly<{ from: Entry; packet: Packet }>;

export const wideDrawArbitrary: fc.Arbitrary<WideDraw> = fc.record({
  entry: fc.nat(23),
  sender: fc.nat(59),
  source: fc.nat(9999),
  destination: fc.nat(99_999),
  transport: transportArbitrary,
  bytes: fc.constantFrom(60, 60, 60, 1500, 1501, 1520, 1521, 8500, 8501, 9001),
  dontFragment: fc.boolean(),
  fragment: fc.nat(29),
  linkTalk: fc.nat(299),
});

/** Mostly from one of the sender's own addresses to one that somebody has, or to a host out there. */
export function wideSent(snapshot: Snapshot, draw: WideDraw): WideSent {
  const sender = senderOf(snapshot, draw);
  const from = entryOf(draw, sender);
  const talk = from.kind === 'eni' ? LINK_TALK[draw.linkTalk] : undefined;
  if (talk !== undefined) {
    const { source, destination, transport } = talk;
    return { from, packet: { source: address(source), destination: address(destination), transport, bytes: 328 } };
  }
  const addresses = addressesOf(snapshot);
  const source = pick(sourcesFor(from, sender, addresses, draw.source), draw.source >> 3);
  const packet: Packet = {
    source,
    destination: destinationFor(from, source.family, addresses, draw.destination),
    transport: draw.transport,
    bytes: draw.bytes,
    ...(draw.dontFragment && { dontFragment: true as const }),
  };
  return { from, packet: fragmented(packet, draw.fragment) };
}

function fragmented(packet: Packet, n: number): Packet {
  if (n <= 1) return { ...packet, fragment: 'known' };
  if (n !== 2) return packet;
  return { ...packet, fragment: 'orphan', transport: { kind: 'other', protocol: 17 } };
}

/** Seldom the interface of a NAT gateway: nobody is there to send. */
function senderOf(snapshot: Snapshot, { sender, source }: WideDraw): Eni {
  const enis = [...snapshot.enis.values()];
  return pick(source % 16 === 15 ? enis : enis.filter(({ interfaceType }) => interfaceType === undefined), sender);
}

const SERVICES = ['vpce-s3', 'vpce-ddb', 'vpce-gone'] as EndpointId[];

function entryOf({ entry, source }: WideDraw, sender: Eni): Entry {
  if (entry < 4) return { kind: 'internet' };
  if (entry < 6) return { kind: 'endpoint', endpoint: pick(SERVICES, source % 5 === 4 ? 2 : source % 2) };
  return { kind: 'eni', eni: entry === 6 && source % 8 === 0 ? ('eni-gone' as EniId) : sender.id };
}

const HOSTS = [
  '203.0.113.5',
  '203.0.113.127',
  '203.0.113.128',
  '192.0.2.1',
  '2001:db8:ffff::5',
  '2001:db8:fffe::1',
  '2001:db8:b::9',
].map(address);
const SERVICE_HOSTS = ['52.216.0.0', '52.217.255.255', '52.218.0.1', '203.0.113.5', '10.1.0.41'].map(address);
const HOSTS_OF: Readonly<Record<string, readonly Address[]>> = {
  'vpce-s3': SERVICE_HOSTS.slice(0, 3),
  'vpce-ddb': SERVICE_HOSTS.slice(3),
};
const NAT64_HOSTS = ['64:ff9b::cb00:7105', '64:ff9b::c633:640a', '64:ff9b::a00:114'].map(address);

/** Of eight, seven times its own; else what it would forward, or forge. */
function sourcesFor(from: Entry, sender: Eni, addresses: Addresses, n: number): readonly Address[] {
  const isUsual = n % 8 !== 0;
  switch (from.kind) {
    case 'internet':
      return isUsual ? HOSTS : [...addresses.public, ...addresses.edges];
    case 'endpoint':
      return (isUsual ? HOSTS_OF[from.endpoint] : undefined) ?? [...SERVICE_HOSTS, ...addresses.edges];
    case 'eni':
      if (isUsual && !(n % 3 === 0 && !sender.sourceDestCheck)) return ownOf(sender);
      return [...addresses.private, ...HOSTS, ...HOSTS];
  }
}

/** Of eight, four times an address that somebody has in there, three times one out there, once any boundary. */
function destinationFor(from: Entry, family: Family, addresses: Addresses, n: number): Address {
  const [kind, rest] = [n % 8, n >> 3];
  const likely = sameFamily(from.kind === 'eni' ? likelyFromEni(kind, addresses) : likelyFor(from, addresses), family);
  if (kind < 7 && likely.length > 0) return pick(likely, rest);
  const own = sameFamily(addresses.private, family);
  return pick(rest % 4 === 0 && own.length > 0 ? own : sameFamily(addresses.edges, family), rest >> 2);
}

function likelyFromEni(kind: number, addresses: Addresses): readonly Address[] {
  if (kind < 4) return addresses.private;
  return kind < 6 ? [...HOSTS, ...SERVICE_HOSTS] : [...addresses.public, ...NAT64_HOSTS];
}

/** From outside: what is reached there by a public address, or by an IPv6 one; from a service, private ones. */
function likelyFor({ kind }: Entry, addresses: Addresses): readonly Address[] {
  if (kind === 'endpoint') return addresses.private;
  return [...addresses.public, ...sameFamily(addresses.private, 6)];
}

function sameFamily(addresses: readonly Address[], family: Family): readonly Address[] {
  return addresses.filter((one) => one.family === family);
}

function pick<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
