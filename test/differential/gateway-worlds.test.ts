import { describe, expect, it } from 'vitest';
import type { Entry } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { answer } from '../packet-text.ts';
import { eniId } from '../world.ts';
import { benchOf, judged } from './evaluators.ts';
import { GATEWAY_PACKETS, gatewayWorlds } from './gateway-worlds.ts';
import { reach, type Reached } from './reached.ts';

const NOW = 1_700_000_000_000 as Instant;

describe('every small world around a gateway', () => {
  it('means the same to the reference and to every evaluator', () => {
    const reached: Reached = new Map();
    let worlds = 0;
    for (const { words, snapshot } of gatewayWorlds()) {
      worlds++;
      const bench = benchOf(snapshot);
      for (const { from, packet } of GATEWAY_PACKETS) {
        const flows = new FlowTable();
        const first = judged(bench, flows, packet, entryOf(from), NOW);
        if (first.dissent.length > 0) expect({ words, from, packet, dissent: first.dissent }).toBe('in agreement');
        reach(reached, first.walk);
        flows.remember(first.walk.remember, NOW);
        if (first.walk.arrived === undefined) continue;
        const { at, packet: there } = first.walk.arrived;
        const back = judged(bench, flows, answer(there), placeOf(at), NOW);
        if (back.dissent.length > 0)
          expect({ words, from, answers: packet, dissent: back.dissent }).toBe('in agreement');
        reach(reached, back.walk);
      }
    }
    console.log(`gateway worlds: ${worlds}:`, Object.fromEntries(reached));
    expect(worlds).toBe(13 * 2 * 3 * 2 * 3 * 3);
    expect(reached.get('exited')).toBeGreaterThan(500);
    expect(reached.get('no-mapping')).toBeGreaterThan(100);
  }, 120_000);
});

function entryOf(name: string): Entry {
  if (name === 'internet') return { kind: 'internet' };
  return name.startsWith('vpce-')
    ? { kind: 'endpoint', endpoint: name as EndpointId }
    : { kind: 'eni', eni: eniId(name) };
}

function placeOf(at: string): Entry {
  if (at.startsWith('eni-')) return { kind: 'eni', eni: at as EniId };
  return at.startsWith('vpce-') ? { kind: 'endpoint', endpoint: at as EndpointId } : { kind: 'internet' };
}
