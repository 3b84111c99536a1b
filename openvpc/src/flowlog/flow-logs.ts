import type { FlowEvent } from '../contract/flow-event.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import { type ClosedWindow, createAggregator } from './aggregate.ts';
import { createDelivery, type DeliveryStats, type LogSink } from './deliver.ts';
import type { Subject } from './field.ts';
import { isNeverLogged } from './never-logged.ts';
import { recordLine } from './record.ts';
import type { FlowSubscription, FlowTarget } from './target.ts';

/** From what data planes saw to records in log streams. */
export interface FlowLogs {
  record(event: FlowEvent): void;
  /** Closes what is due and delivers what waits. */
  round(): Promise<void>;
  /** Rounds until the signal aborts; then delivers what is still open. */
  run(signal: AbortSignal): Promise<void>;
  stats(): DeliveryStats & Readonly<{ skipped: number }>;
}

export type FlowLogsOptions = Readonly<{
  clock: Clock;
  logs: LogSink;
  /** ENIs under flow logs as things are now; called often, so the caller keeps the answer until something changes. */
  view: () => ReadonlyMap<EniId, FlowTarget>;
  /** At most 60 s, whatever a flow log asks for: AWS's promise for instances on Nitro. */
  windowMs: number;
  graceMs?: number;
  /** Windows of different ENIs begin at different times, to spread the work; tests may line them up. */
  phaseMsOf?: (eni: EniId) => number;
  maxFlows?: number;
  maxWaiting?: number;
}>;

const ROUND_MS = 1000;

export function createFlowLogs(options: FlowLogsOptions): FlowLogs {
  const { clock, logs, view, windowMs, graceMs = 2000, maxFlows = 100_000, maxWaiting = 100_000 } = options;
  const phaseMsOf = options.phaseMsOf ?? ((eni: EniId) => spreadPhase(eni, windowMs));
  const aggregator = createAggregator({ windowMs, graceMs, phaseMsOf, maxFlows });
  const delivery = createDelivery({ logs, clock, maxWaiting });
  /** Of ENIs with open windows: an ENI's last packets are told though the ENI, or its flow logs, are gone by then. */
  const lastTargets = new Map<EniId, Readonly<{ target: FlowTarget; ended: boolean }>>();
  let skipped = 0;

  function targetOf(eni: EniId): FlowTarget | undefined {
    const last = lastTargets.get(eni);
    return view().get(eni) ?? (last?.ended === true ? undefined : last?.target);
  }

  function hand(windows: readonly ClosedWindow[]): void {
    for (const window of windows) {
      skipped += window.skipped;
      const target = view().get(window.eni) ?? lastTargets.get(window.eni)?.target;
      if (target === undefined) continue;
      for (const subscription of target.subscriptions) {
        for (const subject of subjectsOf(window, target, subscription)) {
          const line = { timestamp: subject.start * 1000, message: recordLine(subscription.format, subject) };
          delivery.add(subscription.group, streamName(window.eni, subscription), line);
        }
      }
    }
  }

  /** An ENI that left the view takes no more events once a round has seen it gone. */
  function noteEnded(): void {
    for (const [eni, { target }] of lastTargets) {
      if (!aggregator.holds(eni)) lastTargets.delete(eni);
      else if (!view().has(eni)) lastTargets.set(eni, { target, ended: true });
    }
  }

  async function round(): Promise<void> {
    hand(aggregator.close(clock.now() as Instant, (eni) => view().has(eni)));
    noteEnded();
    await delivery.flush();
  }

  return {
    record(event) {
      const target = targetOf(event.eni);
      if (target === undefined || isNeverLogged(event.sample, target.facts)) return;
      lastTargets.set(event.eni, { target, ended: false });
      aggregator.add(event);
    },
    round,
    async run(signal) {
      while (!signal.aborted) {
        await clock.sleep(ROUND_MS, signal);
        await round();
      }
      hand(aggregator.closeAll());
      await delivery.flush();
    },
    stats: () => ({ ...delivery.stats(), skipped }),
  };
}

/** `eni-…-all`, `-accept` or `-reject`: flow logs of one traffic type that share a group share the stream. */
function streamName(eni: EniId, { trafficType }: FlowSubscription): string {
  return `${eni}-${trafficType.toLowerCase()}`;
}

/**
 * A line for each flow of the wanted verdict; SKIPDATA beside them when events found no room; NODATA for an idle window
 * of an ENI that had traffic under this flow log. Idle is judged by all traffic, not by the wanted.
 */
function subjectsOf(window: ClosedWindow, { facts }: FlowTarget, wanted: FlowSubscription): readonly Subject[] {
  const bounds = { start: seconds(window.start), end: seconds(window.end) - 1 };
  const flows = window.flows.filter(
    ({ action, end }) => end >= wanted.since && (wanted.trafficType === 'ALL' || wanted.trafficType === action),
  );
  const subjects: Subject[] = flows.map((flow) => ({
    facts,
    status: 'OK',
    start: seconds(flow.start),
    end: seconds(flow.end),
    flow,
  }));
  if (window.skipped > 0) subjects.push({ facts, status: 'SKIPDATA', ...bounds });
  const idle = window.flows.length === 0 && window.skipped === 0;
  if (idle && window.lastTraffic >= wanted.since) subjects.push({ facts, status: 'NODATA', ...bounds });
  return subjects;
}

function seconds(at: Instant): number {
  return Math.floor(at / 1000);
}

/** FNV-1a over the id, in whole seconds within the window. */
function spreadPhase(eni: EniId, windowMs: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < eni.length; i++) hash = Math.imul(hash ^ eni.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % (windowMs / 1000)) * 1000;
}
