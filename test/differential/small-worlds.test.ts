import { describe, expect, it } from 'vitest';
import { NO_FLOWS, type Walk } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { answer } from '../packet-text.ts';
import { eniId } from '../world.ts';
import { type Bench, benchOf, evaluators, judged } from './evaluators.ts';
import { PLACES, smallPackets, smallWorlds } from './small-worlds.ts';

const NOW = 1_700_000_000_000 as Instant;

describe.each(PLACES)('every small world, both instances in subnets: %s', (place) => {
  it(`means the same to the reference and to ${evaluators.map(({ name }) => name).join(', ')}`, () => {
    const packets = smallPackets(place);
    const seen = new Map<string, number>();
    let worlds = 0;
    let walks = 0;
    for (const { rules, entries, snapshot } of smallWorlds(place)) {
      worlds++;
      const bench = benchOf(snapshot);
      for (const request of packets) {
        for (const { disposition, dissent } of exchange(bench, request)) {
          walks++;
          seen.set(disposition, (seen.get(disposition) ?? 0) + 1);
          if (dissent.length > 0) expect({ rules, entries, request, dissent }).toBe('in agreement');
        }
      }
    }
    console.log(`small worlds, ${place}: ${worlds} worlds, ${walks} walks:`, Object.fromEntries(seen));
    expect(worlds).toBe(3 * 301 * (place === 'same' ? 13 : 121)); // memberships, rules, ACLs
    expect(seen.get('delivered')).toBeGreaterThan(1000);
    expect(seen.get('denied-group')).toBeGreaterThan(1000);
    if (place === 'apart') expect(seen.get('denied-acl')).toBeGreaterThan(1000);
  }, 600_000);
});

/** The request, and its answer when it arrives. */
function exchange(bench: Bench, { from, packet }: ReturnType<typeof smallPackets>[0]) {
  const first = judged(bench, NO_FLOWS, packet, { kind: 'eni', eni: eniId(from) }, NOW);
  const results = [{ disposition: first.walk.disposition, dissent: first.dissent }];
  if (first.walk.disposition !== 'delivered') return results;
  const back = { kind: 'eni', eni: eniId(from === 'e1' ? 'e2' : 'e1') } as const;
  const second = judged(bench, remembered(first.walk), answer(packet), back, NOW);
  return [...results, { disposition: second.walk.disposition, dissent: second.dissent }];
}

function remembered(walk: Walk): FlowTable {
  const flows = new FlowTable();
  flows.remember(walk.remember, NOW);
  return flows;
}
