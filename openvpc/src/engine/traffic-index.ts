import type { Match } from '../contract/program.ts';
import { destinationPortOf, type Packet, protocolOf } from '../net/packet.ts';
import { ALL_PORTS, isAllPorts } from '../net/port-range.ts';

/** No rule: greater than every position. */
export const NONE = Number.POSITIVE_INFINITY;

type Placed = Readonly<{ position: number; match: Match }>;

/**
 * Rules that share a peer, by protocol, port and ICMP type: answers the first position that matches, without asking
 * rule by rule.
 */
export class TrafficIndex {
  readonly #any: number;
  readonly #protocols: ReadonlyMap<number, (packet: Packet) => number>;
  readonly #allPorts: ReadonlySet<number>;

  constructor(rules: readonly Placed[]) {
    this.#any = lowest(rules.filter(({ match }) => match.protocol === 'any'));
    const byProtocol = new Map<number, Placed[]>();
    for (const rule of rules) {
      if (rule.match.protocol === 'any') continue;
      const same = byProtocol.get(rule.match.protocol);
      if (same === undefined) byProtocol.set(rule.match.protocol, [rule]);
      else same.push(rule);
    }
    this.#protocols = new Map([...byProtocol].map(([protocol, same]) => [protocol, protocolIndex(same)] as const));
    const whole = rules.filter(
      ({ match }) => match.icmp === undefined && (match.ports === undefined || isAllPorts(match.ports)),
    );
    this.#allPorts = new Set(whole.flatMap(({ match }) => (match.protocol === 'any' ? [] : [match.protocol])));
  }

  first(packet: Packet): number {
    const find = this.#protocols.get(protocolOf(packet));
    return find === undefined ? this.#any : Math.min(this.#any, find(packet));
  }

  /** Whether some rule matches every packet of the protocol, whatever its ports. */
  coversAllPorts(protocol: number): boolean {
    return this.#any !== NONE || this.#allPorts.has(protocol);
  }
}

function protocolIndex(rules: readonly Placed[]): (packet: Packet) => number {
  if (rules.some(({ match }) => match.ports !== undefined)) return portIndex(rules);
  if (rules.some(({ match }) => match.icmp !== undefined)) return icmpIndex(rules);
  const first = lowest(rules);
  return () => first;
}

/** Ports cut into stretches in which the same rule is first; binary search finds the stretch. */
function portIndex(rules: readonly Placed[]): (packet: Packet) => number {
  const ranges = rules.map(({ position, match }) => ({ position, ...(match.ports ?? ALL_PORTS) }));
  const starts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])].sort((a, b) => a - b);
  const firsts = starts.map((start) => lowest(ranges.filter(({ first, last }) => first <= start && start <= last)));
  return (packet) => {
    const port = destinationPortOf(packet);
    if (port === undefined) return NONE;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] as number) <= port)
        low = middle; // middle is within the list
      else high = middle - 1;
    }
    return firsts[low] as number; // one for each start
  };
}

/** Type and code, type alone, or all; a type never matches what is not ICMP. */
function icmpIndex(rules: readonly Placed[]): (packet: Packet) => number {
  const firsts = new Map<string, number>();
  for (const { position, match } of rules) {
    const key = icmpKey(match.icmp?.type, match.icmp?.code);
    firsts.set(key, Math.min(position, firsts.get(key) ?? NONE));
  }
  const at = (type?: number, code?: number) => firsts.get(icmpKey(type, code)) ?? NONE;
  return ({ transport }) => {
    if (transport.kind !== 'icmp') return at();
    return Math.min(at(), at(transport.type), at(transport.type, transport.code));
  };
}

function icmpKey(type?: number, code?: number): string {
  return `${type ?? '*'}/${type === undefined ? '*' : (code ?? '*')}`;
}

function lowest(rules: ReadonlyArray<Readonly<{ position: number }>>): number {
  return rules.reduce((least, { position }) => Math.min(least, position), NONE);
}
