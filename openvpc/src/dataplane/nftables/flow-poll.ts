import type { FlowEvent } from '../../contract/flow-event.ts';
import type { EniId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import type { Clock } from '../../seam/clock.ts';
import type { Exec } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { type Count, parseCounts } from './flow-counts.ts';
import { FLOW_TABLE } from './names.ts';

export type FlowPollOptions = Readonly<{
  host: NetnsHost;
  exec: Exec;
  clock: Clock;
  /** Namespaces to read, asked at each poll. */
  routers: () => readonly string[];
  /** Namespaces whose counts started under this process; in others, what is there at first was told by an earlier one. */
  isFresh: (router: string) => boolean;
  eniOf: (device: string) => EniId | undefined;
  signal: AbortSignal;
}>;

const POLL_MS = 500;

/** Reads the kernel's counters and tells the differences. */
export async function* followCounts(options: FlowPollOptions): AsyncIterable<FlowEvent> {
  const { clock, signal } = options;
  const counters = new Map<string, ReadonlyMap<string, Count>>();
  let last = clock.now();
  while (!signal.aborted) {
    const now = clock.now();
    for (const router of options.routers()) {
      const counts = await readCounts(options, router);
      if (counts === undefined) continue;
      const before = counters.get(router) ?? (options.isFresh(router) ? new Map<string, Count>() : undefined);
      counters.set(router, counts);
      if (before !== undefined) yield* changes(before, counts, options.eniOf, last, now);
    }
    last = now;
    await clock.sleep(POLL_MS, signal);
  }
}

async function readCounts(
  { host, exec }: FlowPollOptions,
  router: string,
): Promise<ReadonlyMap<string, Count> | undefined> {
  const { code, stdout } = await exec.run(
    host.inside(router, ['nft', '-j', '-n', 'list', 'table', 'inet', FLOW_TABLE]),
  );
  if (code !== 0) return undefined; // not made yet, or just removed
  return new Map(parseCounts(stdout).map((count) => [count.key, count]));
}

function* changes(
  before: ReadonlyMap<string, Count>,
  counts: ReadonlyMap<string, Count>,
  eniOf: (device: string) => EniId | undefined,
  last: number,
  now: number,
): Iterable<FlowEvent> {
  for (const [key, count] of counts) {
    const eni = eniOf(count.device);
    const seen = before.get(key);
    // An element that idled away and came again starts from nothing.
    const again = seen !== undefined && seen.packets <= count.packets;
    const packets = count.packets - (again ? seen.packets : 0);
    if (packets <= 0 || eni === undefined) continue;
    const { direction, action, sample } = count;
    const bytes = count.bytes - (again ? seen.bytes : 0);
    yield { eni, direction, action, sample, packets, bytes, start: last as Instant, end: now as Instant };
  }
}
