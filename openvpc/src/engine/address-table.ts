import { type Address, type Family, WIDTH } from '../net/address.ts';
import { comparePrefixes, lastAddress, type Prefix } from '../net/prefix.ts';
import { writeAddress } from './packed.ts';

/**
 * Blocks of both families, cut into stretches of addresses in which the same block is the narrowest: a binary search finds
 * the stretch, the block's parents are the wider ones that hold it. A look-up allocates nothing.
 */
export class AddressTable {
  /** Of each block the narrowest other one that holds it, -1 without one. The index of a block is its place in the list. */
  readonly parents: Int32Array;
  readonly #stretches: Readonly<Record<Family, Stretches>>;

  /** The blocks, each once. */
  constructor(blocks: readonly Prefix[]) {
    this.parents = new Int32Array(blocks.length).fill(-1);
    const indexed = blocks.map((block, index) => ({ block, index })).sort((a, b) => comparePrefixes(a.block, b.block));
    const of = (family: Family) =>
      stretchesOf(
        indexed.filter(({ block }) => block.base.family === family),
        family,
        this.parents,
      );
    this.#stretches = { 4: of(4), 6: of(6) };
  }

  /** The narrowest block that holds the address at that place of `words`; -1 without one. */
  narrowest(family: number, words: Uint32Array, at: number): number {
    return family === 4 ? find4(this.#stretches[4], words[at + 3] as number) : find6(this.#stretches[6], words, at);
  }
}

/**
 * Stretch `i` begins at `starts[i]` and belongs to block `owners[i]`, or to none (-1). Of IPv6, `starts` has the last word
 * and the others have the bits before, in numbers that one comparison takes whole.
 */
type Stretches = Readonly<{
  starts: Uint32Array;
  owners: Int32Array;
  top?: Uint32Array;
  highs?: Float64Array;
  middles?: Float64Array;
  buckets?: Buckets;
}>;
/** The span of the first stretches' highest bits in equal parts; `last[k]` is the last stretch that begins before part `k`. */
type Buckets = Readonly<{ least: number; scale: number; last: Uint32Array }>;
type Indexed = Readonly<{ block: Prefix; index: number }>;

/** From this many stretches on, the highest bits narrow the search first. */
const MANY = 256;
const TOP_BITS = 12;

/** Blocks nest or are apart, so that going through them in order with a stack of open ones yields the stretches. */
function stretchesOf(sorted: readonly Indexed[], family: Family, parents: Int32Array): Stretches {
  const starts: Address[] = [];
  const owners: number[] = [];
  const open: Indexed[] = [];
  const beyond = 1n << BigInt(WIDTH[family]);
  const begin = (bits: bigint, owner: number) => {
    if (bits >= beyond) return;
    if (starts.at(-1)?.bits === bits) owners[owners.length - 1] = owner;
    else {
      starts.push({ family, bits });
      owners.push(owner);
    }
  };
  const close = (until: bigint) => {
    for (let last = open.at(-1); last !== undefined && lastAddress(last.block).bits < until; last = open.at(-1)) {
      open.pop();
      begin(lastAddress(last.block).bits + 1n, open.at(-1)?.index ?? -1);
    }
  };
  begin(0n, -1);
  for (const one of sorted) {
    close(one.block.base.bits);
    parents[one.index] = open.at(-1)?.index ?? -1;
    begin(one.block.base.bits, one.index);
    open.push(one);
  }
  close(beyond);
  return packed(starts, owners, family);
}

function packed(starts: readonly Address[], owners: readonly number[], family: Family): Stretches {
  const of = Int32Array.from(owners);
  if (family === 6) {
    const words = new Uint32Array(4);
    const highs = new Float64Array(starts.length);
    const middles = new Float64Array(starts.length);
    const lows = new Uint32Array(starts.length);
    starts.forEach((start, i) => {
      writeAddress(words, 0, start);
      highs[i] = highOf(words, 0);
      middles[i] = middleOf(words, 0);
      lows[i] = words[3] as number;
    });
    return { starts: lows, owners: of, highs, middles, ...(highs.length >= MANY && { buckets: bucketsOf(highs) }) };
  }
  const words = Uint32Array.from(starts, ({ bits }) => Number(bits));
  return { starts: words, owners: of, ...(words.length >= MANY && { top: topOf(words) }) };
}

/** The highest 53 bits of an IPv6 address, the next 43, and a word that is left. */
function highOf(words: Uint32Array, at: number): number {
  return (words[at] as number) * 2 ** 21 + ((words[at + 1] as number) >>> 11);
}
function middleOf(words: Uint32Array, at: number): number {
  return ((words[at + 1] as number) & 0x7ff) * 2 ** 32 + (words[at + 2] as number);
}

/** For each value of the highest bits, the stretch in which its first address lies. */
function topOf(starts: Uint32Array): Uint32Array {
  const count = 1 << TOP_BITS;
  const top = new Uint32Array(count + 1);
  let i = 0;
  for (let value = 0; value < count; value++) {
    const first = value * 2 ** (32 - TOP_BITS);
    while (i + 1 < starts.length && (starts[i + 1] as number) <= first) i++;
    top[value] = i;
  }
  top[count] = starts.length - 1;
  return top;
}

/** The first stretch, which begins at 0, is far from the others: the parts begin at the second. */
function bucketsOf(highs: Float64Array): Buckets {
  const count = 1 << TOP_BITS;
  const least = highs[1] as number;
  const scale = count / ((highs.at(-1) as number) - least + 1);
  const last = new Uint32Array(count + 1);
  let i = 0;
  for (let part = 0; part < count; part++) {
    while (i + 1 < highs.length && partOf(highs[i + 1] as number, least, scale, count) < part) i++;
    last[part] = i;
  }
  last[count] = highs.length - 1;
  return { least, scale, last };
}

function partOf(high: number, least: number, scale: number, count: number): number {
  const part = Math.floor((high - least) * scale);
  return part < 0 ? 0 : part >= count ? count - 1 : part;
}

function find4({ starts, owners, top }: Stretches, address: number): number {
  let low = 0;
  let high = starts.length - 1;
  if (top !== undefined) {
    const value = address >>> (32 - TOP_BITS);
    low = top[value] as number;
    high = top[value + 1] as number;
  }
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= address) low = middle;
    else high = middle - 1;
  }
  return owners[low] as number; // there is a stretch from 0 on
}

function find6({ starts, owners, highs, middles, buckets }: Stretches, words: Uint32Array, at: number): number {
  if (highs === undefined || middles === undefined) return -1;
  const wantedHigh = highOf(words, at);
  const wantedMiddle = middleOf(words, at);
  const wantedLow = words[at + 3] as number;
  let low = 0;
  let high = owners.length - 1;
  if (buckets !== undefined) {
    const { least, scale, last } = buckets;
    const part = partOf(wantedHigh, least, scale, last.length - 1);
    low = last[part] as number;
    high = last[part + 1] as number;
  }
  while (low < high) {
    const i = (low + high + 1) >>> 1;
    let order = (highs[i] as number) - wantedHigh;
    if (order === 0) order = (middles[i] as number) - wantedMiddle;
    if (order === 0) order = (starts[i] as number) - wantedLow;
    if (order <= 0) low = i;
    else high = i - 1;
  }
  return owners[low] as number;
}
