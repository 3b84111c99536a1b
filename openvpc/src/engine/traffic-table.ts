import type { Match } from '../contract/program.ts';
import { ALL_PORTS, isAllPorts } from '../net/port-range.ts';
import { NO_DETAIL } from './packed.ts';

/** No rule: greater than every position. */
export const NONE = 0x7fff_ffff;

export type Placed = Readonly<{ position: number; match: Match }>;

/**
 * Rules that share a peer, by protocol and then by port or ICMP type: answers the first position that matches, without
 * asking rule by rule. Type and code are one number, so that a rule for a type is a range like one of ports.
 */
export class TrafficTable {
  /** The first position of all: no answer can be less. */
  readonly least: number;
  readonly #any: number;
  readonly #protocols: Int16Array;
  /** Of each protocol the first rule that is for all of it, and the stretches of the others. */
  readonly #whole: Int32Array;
  readonly #starts: readonly Int32Array[];
  readonly #firsts: readonly Int32Array[];
  readonly #allPorts: ReadonlySet<number>;
  /** For the two protocols with ports, when there are many stretches: the answer by the detail itself. */
  readonly #direct: ReadonlyArray<Int32Array | undefined>;

  constructor(rules: readonly Placed[]) {
    this.least = lowest(rules);
    this.#any = lowest(rules.filter(({ match }) => match.protocol === 'any'));
    const byProtocol = Map.groupBy(
      rules.filter(({ match }) => match.protocol !== 'any'),
      ({ match }) => match.protocol as number, // the others were left out
    );
    const lists = [...byProtocol.values()].map((same) => same.map(rangeOf));
    this.#protocols = Int16Array.from(byProtocol.keys());
    this.#whole = Int32Array.from(lists, (list) => lowest(list.filter(({ first }) => first < 0)));
    const stretches = lists.map((list) => stretchesOf(list.filter(({ first }) => first >= 0)));
    this.#starts = stretches.map(({ starts }) => starts);
    this.#firsts = stretches.map(({ firsts }) => firsts);
    this.#direct = stretches.map(({ starts, firsts }) => (starts.length < MANY ? undefined : spread(starts, firsts)));
    const all = rules.filter(({ match }) => match.icmp?.type === undefined && isAllPorts(match.ports ?? ALL_PORTS));
    this.#allPorts = new Set(all.flatMap(({ match }) => (match.protocol === 'any' ? [] : [match.protocol])));
  }

  /** `detail` as packed.ts has it. */
  first(protocol: number, detail: number): number {
    const at = this.#protocols.indexOf(protocol);
    if (at < 0) return this.#any;
    const whole = Math.min(this.#any, this.#whole[at] as number);
    const starts = this.#starts[at] as Int32Array;
    if (detail === NO_DETAIL || starts.length === 0) return whole;
    const direct = this.#direct[at];
    if (direct !== undefined) return Math.min(whole, direct[detail] as number);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] as number) <= detail) low = middle;
      else high = middle - 1;
    }
    return Math.min(whole, (this.#firsts[at] as Int32Array)[low] as number);
  }

  /** Whether some rule matches every packet of the protocol, whatever its ports. */
  coversAllPorts(protocol: number): boolean {
    return this.#any !== NONE || this.#allPorts.has(protocol);
  }
}

type Ranged = Readonly<{ position: number; first: number; last: number }>;

/** The details that a rule is for; `first` -1: also packets that have none. */
export function rangeOf({ position, match: { ports, icmp } }: Placed): Ranged {
  if (ports !== undefined) return { position, ...ports };
  if (icmp?.type === undefined) return { position, first: -1, last: -1 };
  const { type, code } = icmp;
  return { position, first: (type << 8) | (code ?? 0), last: (type << 8) | (code ?? 255) };
}

/** The details cut into stretches in which the same rule is first. */
function stretchesOf(ranges: readonly Ranged[]): Readonly<{ starts: Int32Array; firsts: Int32Array }> {
  if (ranges.length === 0) return { starts: new Int32Array(), firsts: new Int32Array() };
  const cuts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])].sort((a, b) => a - b);
  const place = new Map(cuts.map((cut, i) => [cut, i]));
  const firsts = new Int32Array(cuts.length).fill(NONE);
  // In order of position, each fills what is still open; `next` leads over what is filled already.
  const next = Int32Array.from({ length: cuts.length + 1 }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (next[root] !== root) root = next[root] as number;
    for (let j = i; next[j] !== root; ) [next[j], j] = [root, next[j] as number];
    return root;
  };
  for (const { position, first, last } of [...ranges].sort((a, b) => a.position - b.position)) {
    const end = place.get(last + 1) as number; // each end is a cut
    for (let i = find(place.get(first) as number); i < end; i = find(i)) {
      firsts[i] = position;
      next[i] = i + 1;
    }
  }
  return { starts: Int32Array.from(cuts), firsts };
}

/** From this many stretches on a table of all details is worth its room, 256 KiB. */
const MANY = 512;

function spread(starts: Int32Array, firsts: Int32Array): Int32Array {
  const table = new Int32Array(65_536);
  starts.forEach((start, i) => table.fill(firsts[i] as number, start, starts[i + 1] ?? table.length));
  return table;
}

function lowest(rules: ReadonlyArray<Readonly<{ position: number }>>): number {
  return rules.reduce((least, { position }) => Math.min(least, position), NONE);
}
