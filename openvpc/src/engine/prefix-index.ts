import { type Address, type Family, WIDTH } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';

/** An address as a map's key: a number for IPv4, a bigint for IPv6, so that the families never meet. */
export type AddressKey = number | bigint;

export function addressKey(address: Address): AddressKey {
  return address.family === 4 ? Number(address.bits) : address.bits;
}

/**
 * Values by CIDR block: one map per prefix length in use, longest first. A look-up costs one probe per length, however
 * many blocks there are.
 */
export class PrefixIndex<T> {
  readonly #levels: Record<Family, Array<{ length: number; blocks: Map<AddressKey, T> }>> = { 4: [], 6: [] };

  /** The value at exactly that block, made by `create` when there is none yet. */
  at(prefix: Prefix, create: () => T): T {
    const { blocks } = this.#level(prefix);
    const key = blockKey(addressKey(prefix.base), prefix.length);
    const known = blocks.get(key);
    if (known !== undefined) return known;
    const value = create();
    blocks.set(key, value);
    return value;
  }

  /** The value of the longest block that holds the address. */
  longest(address: Address): T | undefined {
    const whole = addressKey(address);
    for (const { length, blocks } of this.#levels[address.family]) {
      const value = blocks.get(blockKey(whole, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The values of all blocks that hold the address, longest first. */
  *holding(address: Address): Iterable<T> {
    const whole = addressKey(address);
    for (const { length, blocks } of this.#levels[address.family]) {
      const value = blocks.get(blockKey(whole, length));
      if (value !== undefined) yield value;
    }
  }

  #level(prefix: Prefix): { length: number; blocks: Map<AddressKey, T> } {
    const levels = this.#levels[prefix.base.family];
    const known = levels.find(({ length }) => length === prefix.length);
    if (known !== undefined) return known;
    const level = { length: prefix.length, blocks: new Map<AddressKey, T>() };
    levels.push(level);
    levels.sort((a, b) => b.length - a.length);
    return level;
  }
}

function blockKey(whole: AddressKey, length: number): AddressKey {
  if (typeof whole === 'bigint') return whole >> BigInt(WIDTH[6] - length);
  return length === 0 ? 0 : whole >>> (WIDTH[4] - length); // JavaScript shifts by 32 as by 0
}
