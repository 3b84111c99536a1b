import type { Clock } from '../seam/clock.ts';

/** Where records go: the part of a log store that delivery uses. */
export interface LogSink {
  /** False when it exists. */
  createGroup(group: Readonly<{ name: string; createdAt: number }>): Promise<boolean>;
  /** False when it exists. */
  createStream(group: string, stream: string, createdAt: number): Promise<boolean>;
  /** Durable when it resolves; events in order of time. */
  append(group: string, stream: string, events: readonly LogLine[], ingestedAt: number): Promise<void>;
}
/** `timestamp`: milliseconds since the Unix epoch. */
export type LogLine = Readonly<{ timestamp: number; message: string }>;

export interface Delivery {
  add(group: string, stream: string, line: LogLine): void;
  /** Tries everything that waits, once. A stream that fails keeps its lines; the others go on. */
  flush(): Promise<void>;
  stats(): DeliveryStats;
}
export type DeliveryStats = Readonly<{
  delivered: number;
  waiting: number;
  /** Given up because too many waited. */
  lost: number;
  /** Of the last flush. */
  failure?: string;
}>;

/** CloudWatch Logs quotas of one PutLogEvents call: events, and bytes with 26 for each event. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 1_048_576;
const EVENT_OVERHEAD = 26;

type Waiting = Readonly<{ group: string; stream: string; line: LogLine }>;

/**
 * Group and stream are made when their first line comes, as AWS makes them (VPC User Guide, "Publish flow logs to
 * CloudWatch Logs").
 */
export function createDelivery(options: Readonly<{ logs: LogSink; clock: Clock; maxWaiting: number }>): Delivery {
  const { logs, clock, maxWaiting } = options;
  let waiting: Waiting[] = [];
  let delivered = 0;
  let lost = 0;
  let failure: string | undefined;

  async function deliver(lines: readonly Waiting[]): Promise<readonly Waiting[]> {
    const [first] = lines;
    if (first === undefined) return [];
    let rest = lines.toSorted((a, b) => a.line.timestamp - b.line.timestamp);
    try {
      await logs.createGroup({ name: first.group, createdAt: clock.now() });
      await logs.createStream(first.group, first.stream, clock.now());
      while (rest.length > 0) {
        const batch = rest.slice(0, batchSize(rest));
        await logs.append(
          first.group,
          first.stream,
          batch.map(({ line }) => line),
          clock.now(),
        );
        delivered += batch.length;
        rest = rest.slice(batch.length);
      }
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    return rest;
  }

  return {
    add(group, stream, line) {
      waiting.push({ group, stream, line });
      if (waiting.length <= maxWaiting) return;
      waiting.shift(); // the oldest go first, as when AWS's own retries run out
      lost++;
    },
    async flush() {
      const taken = waiting;
      waiting = [];
      failure = undefined;
      const failed: Waiting[] = [];
      for (const lines of byStream(taken)) failed.push(...(await deliver(lines)));
      const all = [...failed, ...waiting]; // more may have come meanwhile
      waiting = all.slice(Math.max(0, all.length - maxWaiting));
      lost += all.length - waiting.length;
    },
    stats: () => ({ delivered, waiting: waiting.length, lost, ...(failure !== undefined && { failure }) }),
  };
}

function byStream(lines: readonly Waiting[]): Iterable<readonly Waiting[]> {
  return Map.groupBy(lines, ({ group, stream }) => `${group}\n${stream}`).values();
}

function batchSize(lines: readonly Waiting[]): number {
  let bytes = 0;
  for (const [i, { line }] of lines.entries()) {
    bytes += new TextEncoder().encode(line.message).length + EVENT_OVERHEAD;
    if (i === MAX_EVENTS || (i > 0 && bytes > MAX_BYTES)) return i;
  }
  return lines.length;
}
