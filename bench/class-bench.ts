import type { Packet } from '../openvpc/src/net/packet.ts';
import { type Address, type Family, WIDTH } from '../openvpc/src/net/address.ts';
import { lastAddress, type Prefix, prefixAt, formatPrefix } from '../openvpc/src/net/prefix.ts';

/**
 * Rule sets in the style of ClassBench (Taylor and Turner, 2007), one-sided as security groups are: access lists (`acl`:
 * long prefixes, exact ports), firewalls (`fw`: short prefixes, wildcards, ranges), IP chains (`ipc`: a mixture). Blocks
 * are drawn from a tree of networks, so that they nest as real ones do.
 */
export type Kind = 'acl' | 'fw' | 'ipc';
export type Drawn = Readonly<{ peer: Prefix; protocol: 'tcp' | 'udp' | 'icmp' | 'all'; first: number; last: number }>;

/** Shares of 100: prefix lengths (of 32; doubled or so for IPv6), protocols, and port classes. */
const STYLE = {
  acl: {
    lengths: [
      [0, 2],
      [8, 3],
      [16, 15],
      [20, 10],
      [24, 25],
      [28, 20],
      [32, 25],
    ],
    tcp: 80,
    udp: 15,
    icmp: 2,
    exact: 75,
    high: 5,
    range: 10,
  },
  fw: {
    lengths: [
      [0, 12],
      [8, 8],
      [16, 20],
      [20, 10],
      [24, 25],
      [28, 10],
      [32, 15],
    ],
    tcp: 60,
    udp: 25,
    icmp: 5,
    exact: 45,
    high: 15,
    range: 20,
  },
  ipc: {
    lengths: [
      [0, 5],
      [8, 5],
      [16, 15],
      [20, 15],
      [24, 30],
      [28, 10],
      [32, 20],
    ],
    tcp: 65,
    udp: 20,
    icmp: 5,
    exact: 55,
    high: 10,
    range: 15,
  },
} as const;
const SERVICES = [
  20, 21, 22, 23, 25, 53, 69, 80, 110, 111, 123, 135, 137, 139, 143, 161, 389, 443, 445, 514, 993, 1433, 1521, 3306,
  3389, 5432, 6379, 8080, 8443, 9200,
];

/** A small generator of numbers that depends on the seed alone (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function drawRules(kind: Kind, count: number, family: Family, seed: number): readonly Drawn[] {
  const random = numbers(seed);
  const sites = Array.from({ length: Math.max(4, Math.round(count / 50)) }, () => siteAddress(family, random));
  const seen = new Map<string, Drawn>();
  while (seen.size < count) {
    const rule = drawRule(kind, sites, family, random);
    seen.set(textOf('in', rule), rule);
  }
  return [...seen.values()];
}

/** As the words of a security group's rule. */
export function textOf(way: 'in' | 'out', { peer, protocol, first, last }: Drawn): string {
  const detail = protocol === 'tcp' || protocol === 'udp' ? ` ${first}-${last}` : '';
  return `${way} ${protocol}${detail} ${way === 'in' ? 'from' : 'to'} ${formatPrefix(peer)}`;
}

/** A packet from inside the rule's region; sometimes it is one beside it. */
export function packetFor(rule: Drawn, to: Address, random: () => number): Packet {
  const last = lastAddress(rule.peer).bits;
  const span = last - rule.peer.base.bits + 1n;
  const offset = BigInt(Math.floor(random() * 2 ** 32)) % span;
  const source = { family: rule.peer.base.family, bits: rule.peer.base.bits + offset };
  const port = random() < 0.1 ? below(65_536, random) : rule.first + below(rule.last - rule.first + 1, random);
  const ends = { source, destination: to, bytes: 60 };
  if (rule.protocol === 'icmp')
    return { ...ends, transport: { kind: 'icmp', type: 8, code: 0, id: below(65_536, random) } };
  const sourcePort = 1024 + below(64_000, random);
  if (rule.protocol === 'udp') return { ...ends, transport: { kind: 'udp', sourcePort, destinationPort: port } };
  return { ...ends, transport: { kind: 'tcp', sourcePort, destinationPort: port, flags: 2 } };
}

function drawRule(kind: Kind, sites: readonly Address[], family: Family, random: () => number): Drawn {
  const style = STYLE[kind];
  const site = sites[below(sites.length, random)] as Address; // there are four at least
  const length = Math.min(WIDTH[family], share(style.lengths, random) * (family === 6 ? 4 : 1));
  const near = { family, bits: site.bits ^ BigInt(below(2 ** 16, random)) };
  const peer = prefixAt(near, length);
  const p = random() * 100;
  const protocol =
    p < style.tcp ? 'tcp' : p < style.tcp + style.udp ? 'udp' : p < style.tcp + style.udp + style.icmp ? 'icmp' : 'all';
  return { peer, protocol, ...drawPorts(kind, random) };
}

function drawPorts(kind: Kind, random: () => number): Readonly<{ first: number; last: number }> {
  const { exact, high, range } = STYLE[kind];
  const p = random() * 100;
  if (p < exact) {
    const port = random() < 0.8 ? (SERVICES[below(SERVICES.length, random)] as number) : below(65_536, random); // within
    return { first: port, last: port };
  }
  if (p < exact + high) return { first: 1024, last: 65_535 };
  if (p >= exact + high + range) return { first: 0, last: 65_535 };
  const first = below(60_000, random);
  return { first, last: first + 1 + below(5_000, random) };
}

function siteAddress(family: Family, random: () => number): Address {
  if (family === 4) return { family, bits: BigInt(below(2 ** 16, random) * 2 ** 16 + below(2 ** 16, random)) };
  const high = (0x2001n << 48n) | BigInt(below(2 ** 32, random));
  return { family, bits: (high << 64n) | BigInt(below(2 ** 32, random)) };
}

function share(table: ReadonlyArray<readonly [number, number]>, random: () => number): number {
  let p = random() * 100;
  for (const [value, weight] of table) {
    if (p < weight) return value;
    p -= weight;
  }
  return 32;
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
