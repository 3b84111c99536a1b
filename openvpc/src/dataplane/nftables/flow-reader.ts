import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Instant } from '../../name/scope.ts';
import type { Clock } from '../../seam/clock.ts';
import { type Attribution, countsIn, eventsOf } from './flow-counts.ts';
import { countInto, emptySets, type Generation, GENERATIONS } from './flow-table.ts';
import { FLOW_TABLE } from './names.ts';
import type { NftDialogue, NftObject } from './nft-dialogue.ts';

/** Takes the counts of one router namespace out of the kernel, each packet once. */
export interface FlowReader {
  take(whose: Attribution): Promise<readonly FlowEvent[]>;
}

/** Packets that were being judged when the generation changed are done with it after this; they take microseconds. */
const SETTLE_MS = 2;

/**
 * A new process tells what was counted while nobody asked, once, as of now: it cannot know when it was. What its
 * predecessor had read and not yet emptied when it was killed (some milliseconds' worth) is told twice.
 */
export function createFlowReader(nft: NftDialogue, clock: Clock): FlowReader {
  let current: Generation | undefined;
  let since = clock.now() as Instant;

  const list = (): Promise<readonly NftObject[] | undefined> => nft.list(`list table ${FLOW_TABLE}`);
  const otherThan = (generation: Generation): Generation => (generation === 'a' ? 'b' : 'a');

  /** What stands in the generation that the kernel does not count into. */
  async function drain(generation: Generation, whose: Attribution): Promise<readonly FlowEvent[]> {
    const counts = countsIn((await list()) ?? [], generation);
    if (counts.length === 0) return [];
    await nft.transact(emptySets(generation));
    const now = clock.now() as Instant;
    const events = eventsOf(counts, whose, since, now);
    since = now;
    return events;
  }

  async function take(whose: Attribution): Promise<readonly FlowEvent[]> {
    const listing = await list();
    if (listing === undefined) return [];
    const events: FlowEvent[] = [];
    if (current === undefined) {
      current = currentIn(listing);
      if (current === undefined) return [];
      events.push(...(await drain(otherThan(current), whose)));
    }
    const full = current;
    if (countsIn(listing, full).length === 0) {
      since = clock.now() as Instant;
      return events;
    }
    current = undefined; // until it is certain that the kernel follows
    await nft.transact(countInto(otherThan(full)));
    current = otherThan(full);
    await clock.sleep(SETTLE_MS);
    return [...events, ...(await drain(full, whose))];
  }

  let turn: Promise<unknown> = Promise.resolve();
  return {
    take: (whose) => {
      const mine = turn.then(() => take(whose));
      turn = mine.catch(() => {});
      return mine;
    },
  };
}

/** Into which generation the kernel counts. */
function currentIn(listing: readonly NftObject[]): Generation | undefined {
  const rules = listing.flatMap((object) => {
    const rule = object['rule'] as NftObject | undefined;
    return rule === undefined ? [] : [rule];
  });
  const text = JSON.stringify(rules.find((rule) => rule['chain'] === 'current')?.['expr'] ?? []);
  return GENERATIONS.find((generation) => text.includes(`"target":"${generation}"`));
}
