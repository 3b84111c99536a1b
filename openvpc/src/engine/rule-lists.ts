import { TCP, UDP } from '../net/protocol.ts';
import { NO_DETAIL } from './packed.ts';
import { type Placed, rangeOf } from './traffic-table.ts';

/**
 * Short lists of rules, each in order of position, one after the other in one row of numbers: what is asked together lies
 * together. Of each list there is what TCP packets may match, what UDP packets may, and all of it for any others.
 */
export class RuleLists {
  readonly #tcp: Ranges;
  readonly #udp: Ranges;
  readonly #all: Ranges;

  constructor(lists: ReadonlyArray<readonly Placed[]>) {
    const sorted = lists.map((list) => [...list].sort((a, b) => a.position - b.position));
    this.#tcp = new Ranges(sorted.map((list) => reachable(rangesFor(list, TCP))));
    this.#udp = new Ranges(sorted.map((list) => reachable(rangesFor(list, UDP))));
    this.#all = new Ranges(sorted.map((list) => list.map(wordsOf)));
  }

  /** The first position in that list that matches and is less than `bound`; `bound` without one. */
  first(list: number, protocol: number, detail: number, bound: number): number {
    if (detail === NO_DETAIL) return this.#firstOfAny(list, protocol, detail, bound);
    if (protocol === TCP) return this.#tcp.first(list, detail, bound);
    return protocol === UDP ? this.#udp.first(list, detail, bound) : this.#firstOfAny(list, protocol, detail, bound);
  }

  #firstOfAny(list: number, protocol: number, detail: number, bound: number): number {
    const { words, starts } = this.#all;
    const end = starts[list + 1] as number;
    for (let i = starts[list] as number; i < end; i += 3) {
      const position = words[i + 1] as number;
      if (position >= bound) return bound;
      const head = words[i + 2] as number;
      if (head === ANY) return position;
      if ((head & PROTOCOL) !== protocol) continue;
      if ((head & WHOLE) !== 0) return position;
      const range = words[i] as number;
      if (detail !== NO_DETAIL && range >>> 16 <= detail && detail <= (range & 0xffff)) return position;
    }
    return bound;
  }
}

/** List `i` is from `starts[i]` to `starts[i + 1]`; each rule begins with its range in one word and its position. */
class Ranges {
  readonly words: Uint32Array;
  readonly starts: Uint32Array;

  constructor(lists: ReadonlyArray<ReadonlyArray<readonly number[]>>) {
    this.starts = new Uint32Array(lists.length + 1);
    lists.forEach((list, i) => (this.starts[i + 1] = (this.starts[i] as number) + list.flat().length));
    this.words = Uint32Array.from(lists.flat(2));
  }

  /** Of lists whose rules are those two words and nothing more. */
  first(list: number, detail: number, bound: number): number {
    const { words, starts } = this;
    const end = starts[list + 1] as number;
    for (let i = starts[list] as number; i < end; i += 2) {
      const position = words[i + 1] as number;
      if (position >= bound) return bound;
      const range = words[i] as number;
      if (range >>> 16 <= detail && detail <= (range & 0xffff)) return position;
    }
    return bound;
  }
}

const PROTOCOL = 0xff;
const WHOLE = 0x100;
const ANY = 0x200;

function wordsOf(placed: Placed): readonly number[] {
  const { first, last, position } = rangeOf(placed);
  const { protocol } = placed.match;
  if (protocol === 'any') return [0, position, ANY];
  return first < 0 ? [0, position, protocol | WHOLE] : [rangeWord(first, last), position, protocol];
}

/** Ranges and positions of the rules that packets of that protocol, with ports, may match. */
function rangesFor(list: readonly Placed[], protocol: number): ReadonlyArray<readonly [number, number]> {
  return list
    .filter(({ match }) => match.protocol === 'any' || match.protocol === protocol)
    .map((placed) => {
      const { first, last, position } = rangeOf(placed);
      return [first < 0 ? rangeWord(0, 65_535) : rangeWord(first, last), position];
    });
}

/** Without those that an earlier one covers: they are never first. */
function reachable(rules: ReadonlyArray<readonly [number, number]>): ReadonlyArray<readonly [number, number]> {
  return rules.filter(([range], i) => !rules.slice(0, i).some(([earlier]) => covers(earlier, range)));
}

function covers(outer: number, inner: number): boolean {
  return outer >>> 16 <= inner >>> 16 && (inner & 0xffff) <= (outer & 0xffff);
}

function rangeWord(first: number, last: number): number {
  return ((first << 16) | last) >>> 0;
}

/** A block keeps up to this many rules of its own in a list, and a list takes in those of wider blocks up to that many. */
const OWN = 16;
const TOGETHER = 32;

export type Joined = Readonly<{ lists: ReadonlyArray<readonly Placed[]>; next: Int32Array }>;

/**
 * For each block the list that answers for it: its own rules, and those of the wider blocks above it as long as there are
 * few. `next` is the block that is asked after that, -1 when there is none. A block with many rules has an empty list.
 */
export function joinUpwards(own: ReadonlyArray<readonly Placed[]>, parents: Int32Array): Joined {
  const next = new Int32Array(own.length);
  const lists = own.map((rules, block): readonly Placed[] => {
    if (isLong(rules)) {
      next[block] = parents[block] as number;
      return [];
    }
    const list = [...rules];
    let above = parents[block] as number;
    for (; above >= 0; above = parents[above] as number) {
      const more = own[above] as readonly Placed[];
      if (isLong(more) || list.length + more.length > TOGETHER) break;
      list.push(...more);
    }
    next[block] = above;
    return list;
  });
  return { lists, next };
}

export function isLong(rules: readonly Placed[]): boolean {
  return rules.length > OWN;
}
