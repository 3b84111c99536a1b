import type { LiveFlow, MissedFlows } from '../client/own-types.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import { describeBecause } from '../control/describe-because.ts';
import { createFlowTargets } from '../control/flow-log/targets.ts';
import type { Reconciler } from '../control/reconcile.ts';
import { explainAtEni } from '../engine/explain-at-eni.ts';
import { createFlowLogs } from '../flowlog/flow-logs.ts';
import { createLiveFlows } from '../flowlog/live.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formatAddress } from '../net/address.ts';
import { protocolOf } from '../net/packet.ts';
import { protocolName } from '../net/protocol.ts';
import type { Clock } from '../seam/clock.ts';
import type { LogStore } from '../store/log-store.ts';
import type { Metrics } from './metrics.ts';
import type { Stores } from './stores.ts';

export type FlowPipelineOptions = Readonly<{
  stores: Stores;
  reconciler: Pick<Reconciler, 'program'>;
  flows: (signal: AbortSignal) => AsyncIterable<FlowEvent>;
  metrics: Metrics;
  clock: Clock;
  windowMs: number;
  /** A line for the operator. */
  log: (message: string, details: Readonly<Record<string, unknown>>) => void;
}>;

export interface FlowPipeline {
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** What came last; with `follow` also what comes, until the signal aborts. */
  watch(follow: boolean, signal: AbortSignal): AsyncIterable<LiveFlow | MissedFlows>;
}

/** What data planes saw goes three ways: into flow records, to whoever watches, and into the metrics. */
export function createFlowPipeline(options: FlowPipelineOptions): FlowPipeline {
  const { stores, reconciler, metrics, clock, windowMs } = options;
  const live = createLiveFlows({ explain: (event) => liveFlow(stores.state.snapshot(), reconciler, event) });
  const logs = createFlowLogs({
    clock,
    logs: stores.logs,
    windowMs,
    view: createFlowTargets(() => stores.state.snapshot()),
  });
  return {
    async *watch(follow, signal) {
      const coming = follow ? live.follow(signal) : undefined; // from here on, so that none is lost in between
      if (coming === undefined) return yield* live.recent();
      for await (const message of coming) yield message.kind === 'flow' ? message.flow : { missed: message.count };
    },
    async run(signal) {
      const seen = new AbortController();
      const delivering = logs.run(seen.signal);
      const upkeep = pruneLogs(stores.logs, clock, signal);
      while (!signal.aborted) await follow(signal);
      seen.abort(); // what was seen last is delivered, too
      await Promise.all([delivering, upkeep]);
    },
  };

  async function follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of options.flows(signal)) {
        metrics.countFlow(event);
        logs.record(event);
        live.publish(event);
      }
    } catch (error) {
      options.log('the flows could not be read; trying again', { error: String(error) });
      await clock.sleep(1_000, signal);
    }
  }
}

const PRUNE_MS = 60_000;

/** Takes log events away that their group's retention has outlived, a bounded number at a time. */
async function pruneLogs(logs: LogStore, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(PRUNE_MS, signal);
    while (!signal.aborted && (await logs.prune(clock.now())) > 0) await clock.sleep(10, signal);
  }
}

function liveFlow(snapshot: Snapshot, reconciler: FlowPipelineOptions['reconciler'], event: FlowEvent): LiveFlow {
  const { sample, direction, action, packets, bytes, start, end } = event;
  const program = reconciler.program();
  const because = program && explainAtEni(program, event.eni, direction, sample, action);
  const instance = snapshot.enis.get(event.eni)?.attachment?.instance;
  const named = instance && snapshot.instances.get(instance)?.tags.find(({ key }) => key === 'Name')?.value;
  const { transport } = sample;
  const ports = 'sourcePort' in transport ? transport : undefined;
  return {
    eni: event.eni,
    ...(instance && { instance: named ?? instance }),
    direction,
    action,
    protocol: protocolName(protocolOf(sample)),
    source: formatAddress(sample.source),
    ...(ports && { sourcePort: ports.sourcePort }),
    destination: formatAddress(sample.destination),
    ...(ports && { destinationPort: ports.destinationPort }),
    packets,
    bytes,
    start,
    end,
    because: (because ?? []).map((each) => describeBecause(snapshot, each, direction)),
  };
}
