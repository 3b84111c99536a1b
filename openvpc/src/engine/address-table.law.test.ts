import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, type Family, WIDTH } from '../net/address.ts';
import { type Prefix, prefixAt, prefixHolds, samePrefix } from '../net/prefix.ts';
import { AddressTable } from './address-table.ts';
import { writeAddress } from './packed.ts';

/** The narrowest block by a look at each. */
function narrowestOf(blocks: readonly Prefix[], address: Address): number {
  let best = -1;
  blocks.forEach((block, i) => {
    if (prefixHolds(block, address) && (best < 0 || block.length > (blocks[best] as Prefix).length)) best = i;
  });
  return best;
}

const addressOf = (family: Family) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: (1n << BigInt(WIDTH[family])) - 1n }),
    fc.nat(2 ** 20).map((n) => (family === 4 ? 0x0a00_0000n : 0x2001_0db8n << 96n) + BigInt(n)),
    fc.nat(2 ** 20).map((n) => (family === 4 ? 0n : (0x2001_0db8n << 96n) + (BigInt(n) << 64n)) + 1n),
    fc.constantFrom(0n, 1n, (1n << BigInt(WIDTH[family])) - 1n),
  );
const blocks = (family: Family, most: number) =>
  fc.uniqueArray(
    fc.tuple(addressOf(family), fc.nat(WIDTH[family])).map(([bits, length]) => prefixAt({ family, bits }, length)),
    { maxLength: most, size: 'max', comparator: samePrefix },
  );

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 200);

describe('address table', () => {
  it.each([4, 6] as const)(
    'finds the block of IPv%i that a look at each finds, and its parents lead to the wider',
    (family) => {
      const words = new Uint32Array(4);
      fc.assert(
        fc.property(
          fc.oneof({ weight: 4, arbitrary: blocks(family, 20) }, { weight: 1, arbitrary: blocks(family, 600) }),
          fc.array(addressOf(family), { minLength: 10, maxLength: 40 }),
          (list, asked) => {
            const table = new AddressTable(list);
            const beside = list.slice(0, 40).flatMap(({ base }) => [base.bits - 1n, base.bits, base.bits + 1n]);
            const top = 1n << BigInt(WIDTH[family]);
            for (const bits of [...asked, ...beside].filter((one) => one >= 0n && one < top)) {
              const address = { family, bits };
              writeAddress(words, 0, address);
              const found = table.narrowest(family, words, 0);
              expect(found).toBe(narrowestOf(list, address));
              const wider = list.filter((block) => prefixHolds(block, address)).length;
              let steps = 0;
              for (let at = found; at >= 0; at = table.parents[at] as number) steps++;
              expect(steps).toBe(wider);
            }
          },
        ),
        { numRuns, seed: 1 },
      );
    },
  );

  it('keeps the families apart', () => {
    const table = new AddressTable([prefixAt({ family: 4, bits: 0n }, 0)]);
    expect(table.narrowest(6, new Uint32Array(4), 0)).toBe(-1);
    expect(table.narrowest(4, new Uint32Array(4), 0)).toBe(0);
  });
});
