import { DESTINATION, DETAIL, FAMILY, PACKED_WORDS, PROTOCOL, SOURCE, SOURCE_PORT } from './packed.ts';

const EMPTY = -1;

/**
 * Answers about packets that were judged before, by everything that a judge may look at: the place (an ENI and direction),
 * family, protocol, addresses, ports. Of a fixed size: a newer packet takes the place of an older one with the same number.
 * It holds only what follows from its key and one program: whoever changes the program makes a new one. What is tracked
 * follows from time too, and is never in here.
 */
export class FlowCache {
  readonly #keys: Uint32Array;
  readonly #values: Float64Array;
  readonly #mask: number;

  /** Room for that many answers, a power of two. */
  constructor(size: number) {
    if ((size & (size - 1)) !== 0 || size < 1) throw new Error(`not a power of two: ${size}`);
    this.#keys = new Uint32Array(size * (PACKED_WORDS + 1));
    this.#values = new Float64Array(size).fill(EMPTY);
    this.#mask = size - 1;
  }

  /** The number under which the packet's answer would stand. */
  slot(place: number, words: Uint32Array, at: number): number {
    let hash = Math.imul(place ^ 0x9e37_79b9, 0x85eb_ca6b);
    hash = mix(hash, (words[at + PROTOCOL] as number) | ((words[at + FAMILY] as number) << 8));
    hash = mix(hash, words[at + SOURCE + 3] as number);
    hash = mix(hash, words[at + DESTINATION + 3] as number);
    hash = mix(hash, words[at + SOURCE_PORT] as number);
    hash = mix(hash, words[at + DETAIL] as number);
    if (words[at + FAMILY] === 6) {
      for (let i = 0; i < 3; i++) {
        hash = mix(hash, words[at + SOURCE + i] as number);
        hash = mix(hash, words[at + DESTINATION + i] as number);
      }
    }
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  /** The answer that stands there, if it is this very packet's; -1 otherwise. */
  get(slot: number, place: number, words: Uint32Array, at: number): number {
    const key = slot * (PACKED_WORDS + 1);
    const keys = this.#keys;
    if (keys[key] !== place) return EMPTY;
    for (let i = PACKED_WORDS - 1; i >= 0; i--) if (keys[key + 1 + i] !== words[at + i]) return EMPTY;
    return this.#values[slot] as number;
  }

  set(slot: number, place: number, words: Uint32Array, at: number, value: number): void {
    const key = slot * (PACKED_WORDS + 1);
    this.#keys[key] = place;
    for (let i = 0; i < PACKED_WORDS; i++) this.#keys[key + 1 + i] = words[at + i] as number;
    this.#values[slot] = value;
  }
}

/** From MurmurHash3's mixing step. */
function mix(hash: number, word: number): number {
  const turned = Math.imul(word, 0xcc9e_2d51);
  const mixed = hash ^ Math.imul((turned << 15) | (turned >>> 17), 0x1b87_3593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe654_6b64) | 0;
}
