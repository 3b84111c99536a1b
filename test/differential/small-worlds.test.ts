import { describe, expect, it } from 'vitest';
import { evaluators } from './evaluators.ts';
import { judgeSmallWorlds } from './small-exchange.ts';
import { PLACES } from './small-worlds.ts';
import { newTally } from './tally.ts';

describe.each(PLACES)('every small world, both instances in subnets: %s', (place) => {
  it(`means the same to the reference and to ${evaluators.map(({ name }) => name).join(', ')}`, () => {
    const tally = newTally();
    judgeSmallWorlds(place, tally);
    const { worlds, cases, reached, asked } = tally;
    console.log(`small worlds, ${place}: ${worlds} worlds, ${cases} walks:`, Object.fromEntries(reached));
    expect(worlds).toBe(3 * 301 * (place === 'same' ? 13 : 121)); // memberships, rules, ACLs
    expect(reached.get('delivered')).toBeGreaterThan(1000);
    expect(reached.get('denied-group')).toBeGreaterThan(1000);
    if (place === 'apart') expect(reached.get('denied-acl')).toBeGreaterThan(1000);
    // Nothing here is beyond those who judge whole walks within one VPC.
    for (const name of ['engine', 'nftables']) expect([name, asked.get(name)]).toEqual([name, cases]);
  }, 600_000);
});
