import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { FlowCache } from './flow-cache.ts';
import { PACKED_WORDS, packInto } from './packed.ts';

const packed = (text: string): Uint32Array => {
  const words = new Uint32Array(PACKED_WORDS);
  packInto(words, 0, packet(text));
  return words;
};
const V4 = packed('tcp 10.0.0.1:1000 > 10.0.1.1:80');
const V6 = packed('tcp [2001:db8:1:2::1]:1000 > [2001:db8:3:4::1]:80');

describe('a flow cache', () => {
  it('knows a packet at the place where it was judged, and nothing else', () => {
    const cache = new FlowCache(1);
    expect(cache.get(0, 7, V4, 0)).toBe(-1);
    cache.set(0, 7, V4, 0, 42);
    expect(cache.get(0, 7, V4, 0)).toBe(42);
    expect(cache.get(0, 8, V4, 0)).toBe(-1);
    for (let i = 0; i < PACKED_WORDS; i++) {
      const other = Uint32Array.from(V4, (word, at) => (at === i ? word ^ 1 : word));
      expect(cache.get(0, 7, other, 0)).toBe(-1);
    }
    cache.set(0, 7, V6, 0, 43);
    expect([cache.get(0, 7, V4, 0), cache.get(0, 7, V6, 0)]).toEqual([-1, 43]);
  });

  it('keeps answers apart, wherever the packet stands in its row', () => {
    const cache = new FlowCache(4);
    const row = Uint32Array.from([...V4, ...V6]);
    cache.set(1, 1, row, 0, 10);
    cache.set(2, 1, row, PACKED_WORDS, 20);
    expect([cache.get(1, 1, row, 0), cache.get(2, 1, row, PACKED_WORDS), cache.get(1, 1, row, PACKED_WORDS)]).toEqual([
      10, 20, -1,
    ]);
    expect(cache.slot(1, row, PACKED_WORDS)).toBe(cache.slot(1, V6, 0));
  });

  it.each([0, 3, -4, 12])('has no size of %i', (size) => {
    expect(() => new FlowCache(size)).toThrow('not a power of two');
  });

  /** Of `count` packets that differ in one thing, so many numbers, as good as chance has them. */
  it.each<[string, Uint32Array, number]>([
    ['IPv4', V4, 1], // its first words are nought
    ['IPv6', V6, 0],
  ])('spreads packets of %s by each of their words', (_, base, onlyLast) => {
    const cache = new FlowCache(1024);
    for (let word = 1; word < PACKED_WORDS; word++) {
      if (onlyLast === 1 && ((word >= 2 && word < 5) || (word >= 6 && word < 9))) continue;
      const slots = new Set<number>();
      for (let value = 0; value < 256; value++) {
        slots.add(
          cache.slot(
            3,
            Uint32Array.from(base, (old, at) => (at === word ? old ^ value : old)),
            0,
          ),
        );
      }
      expect([word, slots.size > 190, Math.max(...slots) < 1024, Math.min(...slots) >= 0]).toEqual([
        word,
        true,
        true,
        true,
      ]);
    }
    const places = new Set(Array.from({ length: 256 }, (_none, place) => cache.slot(place, base, 0)));
    expect(places.size).toBeGreaterThan(190);
  });
});
