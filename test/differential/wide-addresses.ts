import type { Eni } from '../../openvpc/src/model/eni.ts';
import { isPrefixList } from '../../openvpc/src/model/route-table.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { blocksOf } from '../../openvpc/src/model/vpc.ts';
import { type Address, address, WIDTH } from '../../openvpc/src/net/address.ts';
import { formatPrefix, lastAddress, type Prefix, prefix } from '../../openvpc/src/net/prefix.ts';

/** The addresses of a world that packets may be drawn from: whose they are, and what stands at a boundary. */
export type Addresses = Readonly<{
  private: readonly Address[];
  public: readonly Address[];
  /** First, last, and one beside, of every block that the world names and of those that mean something to everyone. */
  edges: readonly Address[];
}>;

const known = new WeakMap<Snapshot, Addresses>();

export function addressesOf(snapshot: Snapshot): Addresses {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const enis = [...snapshot.enis.values()];
  const addresses: Addresses = {
    private: enis.flatMap(ownOf),
    public: [
      ...[...snapshot.elasticIps.values()].map((one) => one.public),
      ...enis.flatMap(({ autoPublic }) => autoPublic ?? []),
    ],
    edges: [
      ...SERVICES,
      ...blocksIn(snapshot).flatMap((block) => [...besides(block.base), ...besides(lastAddress(block))]),
    ],
  };
  known.set(snapshot, addresses);
  return addresses;
}

/** Its single addresses, and the first and last of what is delegated to it. */
export function ownOf({ ipv4, ipv6, prefixes = [] }: Eni): readonly Address[] {
  return [...ipv4, ...ipv6, ...prefixes.flatMap((block) => [block.base, lastAddress(block)])];
}

/** Off the internet, never forwarded, link-local, multicast, and what NAT64 translates. */
const SPECIAL = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '169.254.168.0/22',
  'fd00:ec2::/32',
  'fe80::/10',
  '224.0.0.0/4',
  'ff00::/8',
  '64:ff9b::/96',
].map(prefix);

/** At which the platform answers, or not: 255.255.255.255 and the resolver's place in blocks that have none. */
const SERVICES = [
  '169.254.169.253',
  '169.254.169.254',
  '169.254.169.123',
  '169.254.169.250',
  '169.254.169.251',
  '169.254.170.2',
  'fd00:ec2::253',
  'fd00:ec2::254',
  'fd00:ec2::123',
  'fd00:ec2::250',
  'fd00:ec2::251',
  '255.255.255.255',
  '10.0.0.2',
  '10.0.1.2',
  '10.1.0.2',
  '10.3.0.2',
  '10.0.9.9',
  '10.1.9.9',
  '10.3.9.9',
  '2001:db8:a:9::9',
].map(address);

function blocksIn(snapshot: Snapshot): readonly Prefix[] {
  const blocks = [
    ...[...snapshot.vpcs.values()].flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map((one) => one.prefix)),
    ...[...snapshot.subnets.values()].flatMap(blocksOf),
    ...[...snapshot.enis.values()].flatMap(({ prefixes = [] }) => prefixes),
    ...[...snapshot.prefixLists.values()].flatMap(({ entries }) => entries.map((entry) => entry.prefix)),
    ...[...snapshot.securityGroups.values()].flatMap(({ rules }) =>
      rules.flatMap(({ peer }) => (peer.kind === 'prefix' ? [peer.prefix] : [])),
    ),
    ...[...snapshot.networkAcls.values()].flatMap(({ entries }) => entries.map((entry) => entry.prefix)),
    ...[...snapshot.routeTables.values()].flatMap(({ routes }) =>
      routes.flatMap(({ destination }) => (isPrefixList(destination) ? [] : [destination])),
    ),
  ];
  return [...new Map([...SPECIAL, ...blocks].map((block) => [formatPrefix(block), block])).values()];
}

function besides(one: Address): readonly Address[] {
  const top = (1n << BigInt(WIDTH[one.family])) - 1n;
  return [one.bits - 1n, one.bits, one.bits + 1n]
    .filter((bits) => bits >= 0n && bits <= top)
    .map((bits) => ({ family: one.family, bits }));
}
