import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match } from '../contract/program.ts';
import type { GroupId, PrefixListId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import { destinationPortOf, type Packet, protocolOf, type Transport } from '../net/packet.ts';
import { portRangeHolds } from '../net/port-range.ts';
import { type Prefix, prefixAt, prefixHolds } from '../net/prefix.ts';
import { RuleIndex } from './rule-index.ts';

/** Rule by rule, in order: what the index must find without looking at each. */
function firstOf(rules: readonly Match[], remote: Address, packet: Packet, farGroups: FarGroups): number {
  return rules.findIndex((match) => trafficMatches(match, packet) && peerMatches(match, remote, farGroups));
}

function trafficMatches({ protocol, ports, icmp }: Match, packet: Packet): boolean {
  if (protocol !== 'any' && protocol !== protocolOf(packet)) return false;
  const port = destinationPortOf(packet);
  if (ports !== undefined && (port === undefined || !portRangeHolds(ports, port))) return false;
  if (icmp?.type === undefined) return true;
  const { transport } = packet;
  return transport.kind === 'icmp' && transport.type === icmp.type && (icmp.code ?? transport.code) === transport.code;
}

function peerMatches({ peer }: Match, remote: Address, farGroups: FarGroups): boolean {
  if (peer.kind === 'prefix') return prefixHolds(peer.prefix, remote);
  if (peer.kind === 'members') return farGroups?.has(peer.group) === true;
  return (SETS[peer.list] ?? []).some((prefix) => prefixHolds(prefix, remote));
}

type FarGroups = ReadonlySet<GroupId> | undefined;

const v4 = (bits: number): Address => ({ family: 4, bits: BigInt(bits) });
const v6 = (bits: bigint): Address => ({ family: 6, bits: (0x20010db8n << 96n) | bits });
const SETS: Readonly<Record<string, readonly Prefix[]>> = {
  odd: [prefixAt(v4(0x0a000001), 32), prefixAt(v4(0x0a000003), 32), prefixAt(v6(1n), 128)],
  high: [prefixAt(v4(0xff000000), 8), prefixAt(v6(1n << 64n), 64)],
};

/** Few addresses that sit close together, so that blocks of every length hold some and not others. */
const addresses = fc.oneof(
  fc.constantFrom(0, 1, 0x0a000000, 0x0a000001, 0x0a000002, 0x0a000003, 0x7fffffff, 0x80000000, 0xffffffff).map(v4),
  fc.constantFrom(0n, 1n, 2n, 1n << 63n, 1n << 64n).map(v6),
);
const prefixes = fc
  .tuple(addresses, fc.constantFrom(0, 1, 8, 30, 31, 32, 64, 127, 128))
  .map(([base, length]) => prefixAt(base, Math.min(length, base.family === 4 ? 32 : 128)));
const ports = fc
  .tuple(fc.constantFrom(0, 1, 80, 81, 65_535), fc.constantFrom(0, 1, 80, 81, 65_535))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const icmp = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ type: 8 }, { type: 8, code: 0 }, { type: 8, code: 1 }, { type: 0 }, { type: 128 }),
);
const peers = fc.oneof(
  { weight: 3, arbitrary: prefixes.map((prefix) => ({ kind: 'prefix', prefix }) as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('odd', 'high').map((list) => ({ kind: 'list', list: list as PrefixListId }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('sg-a', 'sg-b').map((group) => ({ kind: 'members', group: group as GroupId }) as const),
  },
);
const matches: fc.Arbitrary<Match> = fc.oneof(
  fc.record({ protocol: fc.constant('any' as const), peer: peers }),
  fc.record({ protocol: fc.constantFrom(6, 17), ports, peer: peers }),
  fc.record({ protocol: fc.constantFrom(6, 17), peer: peers }),
  fc.record({ protocol: fc.constantFrom(1, 58), icmp, peer: peers }),
  fc.record({ protocol: fc.constantFrom(1, 47), peer: peers }),
);
const transports: fc.Arbitrary<Transport> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('tcp' as const),
    sourcePort: fc.constant(9),
    destinationPort: fc.constantFrom(0, 1, 2, 79, 80, 81, 82, 65_535),
    flags: fc.constant(2),
  }),
  fc.record({
    kind: fc.constantFrom('udp' as const),
    sourcePort: fc.constant(9),
    destinationPort: fc.constantFrom(0, 80, 65_535),
  }),
  fc.record({ kind: fc.constant('icmp' as const), type: fc.constantFrom(0, 8, 128), code: fc.constantFrom(0, 1) }),
  fc.record({ kind: fc.constant('other' as const), protocol: fc.constantFrom(1, 47, 58) }),
);

const farGroups: fc.Arbitrary<FarGroups> = fc.constantFrom(
  undefined,
  new Set<GroupId>(),
  new Set(['sg-a' as GroupId]),
  new Set(['sg-a' as GroupId, 'sg-b' as GroupId]),
);

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 500);

describe('rule index', () => {
  it('finds the rule that a look at each rule in turn finds first', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(matches, { maxLength: 30 }),
        fc.array(fc.tuple(addresses, transports, farGroups), { maxLength: 20 }),
        (rules, questions) => {
          const list = rules.map((match, position) => ({ match, position }));
          const index = new RuleIndex(list, (id) => SETS[id] ?? []);
          for (const [remote, transport, carried] of questions) {
            const packet: Packet = { source: remote, destination: remote, transport, bytes: 60 };
            const position = firstOf(rules, remote, packet, carried);
            expect(index.first(remote, packet, carried)).toBe(position < 0 ? undefined : list[position]);
            if (position >= 0) found++;
          }
        },
      ),
      { numRuns, seed: 1 },
    );
    expect(found).toBeGreaterThan(numRuns);
  });

  it('asks not one rule after the other: ten thousand rules cost about what ten do', () => {
    const rule = (i: number) => ({
      match: {
        protocol: 6,
        ports: { first: i % 60_000, last: i % 60_000 },
        peer: { kind: 'prefix', prefix: prefixAt(v4(0x0b000000 + i), 32) },
      } as const,
    });
    const time = (count: number) => {
      const index = new RuleIndex(
        Array.from({ length: count }, (_, i) => rule(i)),
        () => [],
      );
      const packet: Packet = {
        source: v4(0x0b000000 + count),
        destination: v4(1),
        transport: { kind: 'tcp', sourcePort: 1, destinationPort: 80, flags: 2 },
        bytes: 60,
      };
      const rounds = Array.from({ length: 5 }, () => {
        const start = performance.now();
        for (let i = 0; i < 20_000; i++) index.first(packet.source, packet, undefined);
        return performance.now() - start;
      });
      return Math.min(...rounds);
    };
    time(10);
    expect(time(10_000)).toBeLessThan(20 * time(10)); // a linear scan would cost a thousand times as much
  });
});
