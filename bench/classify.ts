import { compile } from '../openvpc/src/compile/compile.ts';
import { packInto, PACKED_WORDS } from '../openvpc/src/engine/packed.ts';
import { createVerdicts, type Verdicts } from '../openvpc/src/engine/verdicts.ts';
import { address, type Family } from '../openvpc/src/net/address.ts';
import { destinationPortOf, type Packet, protocolOf } from '../openvpc/src/net/packet.ts';
import { prefixHolds } from '../openvpc/src/net/prefix.ts';
import { eniId, snapshotOf } from '../test/world.ts';
import { type Drawn, drawRules, type Kind, numbers, packetFor, textOf } from './class-bench.ts';

/**
 * Verdicts per second on one core, groups and ACL, on generated rule sets in the ClassBench style. `scan`: the same rules
 * one after the other, in the same run. `cold`: every packet judged anew. `skewed`: a trace in which few flows are most of
 * the packets (Zipf, exponent 1), with the flow cache; `warm`: flows that the cache holds.
 */
const PACKETS = 1 << 15;
const WARM = 1 << 12;
const ROUNDS = 5;
const TO: Readonly<Record<Family, string>> = { 4: '10.0.0.10', 6: '2001:db8:a::10' };
let sink = 0;
const NUMBER = new Intl.NumberFormat('en');

console.log('kind  family  rules      scan/s      cold/s    skewed/s      warm/s   cold : scan');
for (const family of [4, 6] as const) {
  for (const kind of ['acl', 'fw', 'ipc'] as const) {
    for (const count of [100, 1_000, 10_000]) measure(kind, family, count);
  }
}

function measure(kind: Kind, family: Family, count: number): void {
  const rules = drawRules(kind, count, family, count + family);
  const random = numbers(7);
  const packets = Array.from({ length: PACKETS }, () =>
    packetFor(rules[Math.floor(random() * rules.length)] as Drawn, address(TO[family]), random),
  );
  const program = compile(
    snapshotOf({
      subnets: { s: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64' } },
      groups: { g: rules.map((rule) => textOf('in', rule)) },
      enis: { e: { subnet: 's', at: '10.0.0.10 2001:db8:a::10', groups: 'g' } },
    }),
  );
  const words = packed(packets);
  const skewed = packed(zipf(packets, random));
  const warm = words.subarray(0, WARM * PACKED_WORDS);
  const scan = medianRate(() => scanAll(rules, packets.slice(0, Math.max(50, 2_000_000 / count / 10))));
  const cold = medianRate(() => judgeAll(createVerdicts(program, 0), words));
  const withCache = createVerdicts(program, 1 << 16);
  const skewedRate = medianRate(() => judgeAll(withCache, skewed));
  const warmRate = medianRate(() => judgeAll(withCache, warm, 8));
  const columns = [scan, cold, skewedRate, warmRate].map((rate) => NUMBER.format(Math.round(rate)).padStart(11));
  console.log(
    `${kind.padEnd(5)} IPv${family}    ${String(count).padStart(6)} ${columns.join(' ')}   ${(cold / scan).toFixed(0).padStart(5)}`,
  );
}

/** The median rate of some rounds. */
function medianRate(run: () => Readonly<{ count: number; ms: number }>): number {
  run(); // warm the code up
  const rates = Array.from({ length: ROUNDS }, () => {
    const { count, ms } = run();
    return (count / ms) * 1000;
  }).sort((a, b) => a - b);
  return rates[ROUNDS >> 1] as number; // the middle one
}

function judgeAll(verdicts: Verdicts, words: Uint32Array, times = 1): Readonly<{ count: number; ms: number }> {
  const place = verdicts.place(eniId('e'), 'ingress');
  verdicts.judge(place, words, 0); // indexes are made with the first question
  const start = performance.now();
  for (let time = 0; time < times; time++) {
    for (let at = 0; at < words.length; at += PACKED_WORDS) sink += verdicts.judge(place, words, at);
  }
  return { count: (words.length / PACKED_WORDS) * times, ms: performance.now() - start };
}

function scanAll(rules: readonly Drawn[], packets: readonly Packet[]): Readonly<{ count: number; ms: number }> {
  const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1, all: -1 };
  const start = performance.now();
  for (const packet of packets) {
    const protocol = protocolOf(packet);
    const port = destinationPortOf(packet);
    sink += rules.findIndex((rule) => {
      const wanted = PROTOCOLS[rule.protocol];
      if (wanted !== -1 && wanted !== protocol) return false;
      if (wanted > 1 && (port === undefined || port < rule.first || port > rule.last)) return false;
      return prefixHolds(rule.peer, packet.source);
    });
  }
  return { count: packets.length, ms: performance.now() - start };
}

function packed(packets: readonly Packet[]): Uint32Array {
  const words = new Uint32Array(packets.length * PACKED_WORDS);
  packets.forEach((packet, i) => packInto(words, i * PACKED_WORDS, packet));
  return words;
}

/** As many packets again, flow number n as often as 1/n. */
function zipf(packets: readonly Packet[], random: () => number): readonly Packet[] {
  const total = Math.log(packets.length);
  return packets.map(() => packets[Math.floor(Math.exp(random() * total)) - 1] as Packet); // within
}

if (Number.isNaN(sink)) console.log(sink); // keeps the work from being optimised away
