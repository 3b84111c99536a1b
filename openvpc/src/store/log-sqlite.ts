import type { Kysely } from 'kysely';
import {
  appendRows,
  deleteExpiredRows,
  deleteGroupRow,
  deleteRemovedRows,
  deleteStreamRow,
  insertGroupRow,
  insertStreamRow,
  loadCatalog,
  type LogTables,
  readRows,
  updateRetention,
  updateTags,
  type GroupEntry,
  type StreamEntry,
} from './log-tables.ts';
import { createTables } from './log-layout.ts';
import { type LogStore, NoSuchLogStream } from './log-store.ts';

export type { LogTables } from './log-tables.ts';

/** How many events one `prune` takes away: it must not hold up the calls beside it. */
const PRUNE_AT_ONCE = 5000;
const DAY_MS = 86_400_000;

/**
 * Log events in SQLite. Groups and streams are few and are kept in memory too, so that lists cost no query; each change
 * is written first and shown after. Changes run one after the other.
 */
export async function createSqliteLogStore(database: Kysely<LogTables>): Promise<LogStore> {
  await createTables(database);
  const groups = await loadCatalog(database);
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => {}); // the caller hears of it; the next work goes on
    return mine;
  }

  function streamOf(group: string, stream: string): StreamEntry {
    const found = groups.get(group)?.streams.get(stream);
    if (found === undefined) throw new NoSuchLogStream(group, stream);
    return found;
  }

  async function pruneExpired(entry: GroupEntry, now: number): Promise<number> {
    const oldest = oldestShown(entry, now);
    if (oldest === undefined) return 0;
    const { deleted, streams } = await deleteExpiredRows(database, entry, oldest, PRUNE_AT_ONCE);
    for (const stream of streams) entry.streams.set(stream.shown.name, stream);
    return deleted;
  }

  return {
    createGroup: (group) =>
      inTurn(async () => {
        if (groups.has(group.name)) return false;
        groups.set(group.name, await insertGroupRow(database, group));
        return true;
      }),
    deleteGroup: (name) =>
      inTurn(async () => {
        const entry = groups.get(name);
        if (entry === undefined) return false;
        await deleteGroupRow(database, entry.id);
        return groups.delete(name);
      }),
    setRetention: (name, days) =>
      inTurn(async () => {
        const entry = groups.get(name);
        if (entry === undefined) return false;
        await updateRetention(database, entry.id, days);
        const { retentionDays: _before, ...shown } = entry.shown;
        groups.set(name, { ...entry, shown: { ...shown, ...(days !== undefined && { retentionDays: days }) } });
        return true;
      }),
    changeTags: (name, change) =>
      inTurn(async () => {
        const entry = groups.get(name);
        if (entry === undefined) return false;
        const tags = change(entry.shown.tags ?? {});
        await updateTags(database, entry.id, tags);
        groups.set(name, { ...entry, shown: { ...entry.shown, tags } });
        return true;
      }),
    groups: () => inOrder([...groups.values()].map(({ shown }) => shown)),
    group: (name) => groups.get(name)?.shown,
    createStream: (group, stream, createdAt) =>
      inTurn(async () => {
        const entry = groups.get(group);
        if (entry === undefined || entry.streams.has(stream)) return false;
        entry.streams.set(
          stream,
          await insertStreamRow(database, entry.id, { name: stream, createdAt, storedBytes: 0 }),
        );
        return true;
      }),
    deleteStream: (group, stream) =>
      inTurn(async () => {
        const entry = groups.get(group)?.streams.get(stream);
        if (entry === undefined) return false;
        await deleteStreamRow(database, entry.id);
        return groups.get(group)?.streams.delete(stream) ?? false;
      }),
    streams: (group) => inOrder([...(groups.get(group)?.streams.values() ?? [])].map(({ shown }) => shown)),
    stream: (group, stream) => groups.get(group)?.streams.get(stream)?.shown,
    append: (group, stream, events, ingestedAt) =>
      inTurn(async () => {
        const entry = streamOf(group, stream);
        if (events.length === 0) return;
        groups.get(group)?.streams.set(stream, await appendRows(database, entry, events, ingestedAt));
      }),
    async read(query) {
      const entry = groups.get(query.group);
      if (entry === undefined) return [];
      return readRows(database, entry, { ...query, ...from(query.from, oldestShown(entry, query.now)) });
    },
    prune: (now) =>
      inTurn(async () => {
        const removed = await deleteRemovedRows(database, PRUNE_AT_ONCE);
        if (removed > 0) return removed;
        for (const entry of groups.values()) {
          const expired = await pruneExpired(entry, now);
          if (expired > 0) return expired;
        }
        return 0;
      }),
  };
}

/** The first time that retention leaves readable. */
function oldestShown({ shown: { retentionDays } }: GroupEntry, now: number): number | undefined {
  return retentionDays === undefined ? undefined : now - retentionDays * DAY_MS;
}

function from(asked: number | undefined, oldest: number | undefined): { from?: number } {
  if (asked === undefined) return oldest === undefined ? {} : { from: oldest };
  return { from: oldest === undefined ? asked : Math.max(asked, oldest) };
}

function inOrder<T extends Readonly<{ name: string }>>(items: T[]): readonly T[] {
  return items.sort((a, b) => (a.name < b.name ? -1 : 1)); // names differ
}
