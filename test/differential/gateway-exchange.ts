import type { Entry } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { answer } from '../packet-text.ts';
import { eniId } from '../world.ts';
import { agreed } from './dissent.ts';
import type { Evaluator } from './evaluator.ts';
import { type Bench, benchOf, evaluators, judged } from './evaluators.ts';
import { GATEWAY_PACKETS, gatewayWorlds } from './gateway-worlds.ts';
import { PlainFlows } from './plain-flows.ts';
import type { Slice } from './small-exchange.ts';
import { type Tally, tallyOf } from './tally.ts';

const NOW = 1_700_000_000_000 as Instant;

/** Judges the worlds around a gateway, or a slice of them. A failure names its world. */
export function judgeGatewayWorlds(
  tally: Tally,
  slice: Slice = { first: 0, stride: 1 },
  among: readonly Evaluator[] = evaluators,
): void {
  let number = slice.first;
  for (const { words, snapshot } of gatewayWorlds(slice)) {
    const bench = benchOf(snapshot, among);
    try {
      for (const request of GATEWAY_PACKETS) exchange(bench, request, tally);
    } catch (error) {
      throw new Error(`${(error as Error).message}\nin world ${number}\n${words}`, { cause: error });
    }
    tally.worlds++;
    number += slice.stride;
  }
}

/** The request; its answer when it arrives; and the answer to that, by which NAT gateways and groups know the flow. */
function exchange(bench: Bench, { from, packet }: (typeof GATEWAY_PACKETS)[0], tally: Tally): void {
  const table = new FlowTable();
  const plain = new PlainFlows();
  let sent = { from: entryOf(from), packet };
  for (let turn = 0; turn < 3; turn++) {
    const result = judged(bench, table, sent.packet, sent.from, NOW, plain);
    const { remember, arrived } = agreed(result, sent.from, sent.packet);
    tallyOf(tally, bench.program, result);
    if (arrived === undefined) return;
    table.remember(remember, NOW);
    plain.remember(remember, NOW);
    sent = { from: placeOf(arrived.at), packet: answer(arrived.packet) };
  }
}

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
