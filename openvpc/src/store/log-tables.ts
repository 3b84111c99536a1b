import { type Generated, type Kysely, sql, type Transaction } from 'kysely';
import {
  eventBytes,
  type LogEvent,
  type LogGroup,
  type LogQuery,
  type LogStream,
  type StoredLogEvent,
  type Tags,
} from './log-store.ts';

/** The SQL of the log store, all of it. */
export interface LogTables {
  log_group: {
    id: Generated<number>;
    name: string;
    created_at: number;
    retention_days: number | null;
    tags: string | null;
  };
  log_stream: {
    id: Generated<number>;
    group_id: number;
    name: string;
    created_at: number;
    first_event_at: number | null;
    last_event_at: number | null;
    last_ingested_at: number | null;
    stored_bytes: number;
  };
  log_event: {
    sequence: Generated<number>;
    group_id: number;
    stream_id: number;
    timestamp: number;
    ingested_at: number;
    bytes: number;
    message: string;
  };
  /** Groups and streams that are gone while their events wait to be swept away: deleting millions at once would stall. */
  log_removed: { owner: 'group' | 'stream'; id: number };
}
type Database = Kysely<LogTables>;

/** A group and a stream as shown, with the ids that their events carry. */
export type GroupEntry = Readonly<{ id: number; shown: LogGroup; streams: Map<string, StreamEntry> }>;
export type StreamEntry = Readonly<{ id: number; groupId: number; shown: LogStream }>;

const ROWS_PER_INSERT = 500; // SQLite binds at most 32,766 values in a statement

export async function loadCatalog(database: Database): Promise<Map<string, GroupEntry>> {
  const byId = new Map<number, GroupEntry>();
  for (const row of await database.selectFrom('log_group').selectAll().execute()) {
    const { id, name, created_at: createdAt, retention_days: days, tags } = row;
    const shown = {
      name,
      createdAt,
      ...(days !== null && { retentionDays: days }),
      ...(tags !== null && { tags: JSON.parse(tags) as Tags }), // what the store wrote, it may trust
    };
    byId.set(id, { id, shown, streams: new Map() });
  }
  for (const row of await database.selectFrom('log_stream').selectAll().execute()) {
    byId.get(row.group_id)?.streams.set(row.name, { id: row.id, groupId: row.group_id, shown: shownStream(row) });
  }
  return new Map([...byId.values()].map((entry) => [entry.shown.name, entry]));
}

type StreamRow = Omit<LogTables['log_stream'], 'id' | 'group_id'>;

function shownStream(row: StreamRow): LogStream {
  return {
    name: row.name,
    createdAt: row.created_at,
    storedBytes: row.stored_bytes,
    ...(row.first_event_at !== null && { firstEventAt: row.first_event_at }),
    ...(row.last_event_at !== null && { lastEventAt: row.last_event_at }),
    ...(row.last_ingested_at !== null && { lastIngestedAt: row.last_ingested_at }),
  };
}

function streamRow(shown: LogStream): StreamRow {
  return {
    name: shown.name,
    created_at: shown.createdAt,
    first_event_at: shown.firstEventAt ?? null,
    last_event_at: shown.lastEventAt ?? null,
    last_ingested_at: shown.lastIngestedAt ?? null,
    stored_bytes: shown.storedBytes,
  };
}

export async function insertGroupRow(database: Database, group: LogGroup): Promise<GroupEntry> {
  const { id } = await database
    .insertInto('log_group')
    .values({
      name: group.name,
      created_at: group.createdAt,
      retention_days: group.retentionDays ?? null,
      tags: group.tags === undefined ? null : JSON.stringify(group.tags),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, shown: group, streams: new Map() };
}

export async function insertStreamRow(database: Database, groupId: number, shown: LogStream): Promise<StreamEntry> {
  const { id } = await database
    .insertInto('log_stream')
    .values({ group_id: groupId, ...streamRow(shown) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, groupId, shown };
}

export async function updateRetention(database: Database, groupId: number, days: number | undefined): Promise<void> {
  await database
    .updateTable('log_group')
    .set({ retention_days: days ?? null })
    .where('id', '=', groupId)
    .execute();
}

export async function updateTags(database: Database, groupId: number, tags: Tags): Promise<void> {
  await database
    .updateTable('log_group')
    .set({ tags: JSON.stringify(tags) })
    .where('id', '=', groupId)
    .execute();
}

export async function deleteGroupRow(database: Database, id: number): Promise<void> {
  await database.transaction().execute(async (tx) => {
    await tx.deleteFrom('log_stream').where('group_id', '=', id).execute();
    await tx.deleteFrom('log_group').where('id', '=', id).execute();
    await tx.insertInto('log_removed').values({ owner: 'group', id }).execute();
  });
}

export async function deleteStreamRow(database: Database, id: number): Promise<void> {
  await database.transaction().execute(async (tx) => {
    await tx.deleteFrom('log_stream').where('id', '=', id).execute();
    await tx.insertInto('log_removed').values({ owner: 'stream', id }).execute();
  });
}

/** The stream as it is after that. */
export async function appendRows(
  database: Database,
  { id, groupId, shown }: StreamEntry,
  events: readonly LogEvent[],
  ingestedAt: number,
): Promise<StreamEntry> {
  const rows = events.map((event) => ({
    group_id: groupId,
    stream_id: id,
    timestamp: event.timestamp,
    ingested_at: ingestedAt,
    bytes: eventBytes(event),
    message: event.message,
  }));
  const times = events.map(({ timestamp }) => timestamp);
  const after: LogStream = {
    ...shown,
    firstEventAt: times.reduce((a, b) => Math.min(a, b), shown.firstEventAt ?? Infinity),
    lastEventAt: times.reduce((a, b) => Math.max(a, b), shown.lastEventAt ?? -Infinity),
    lastIngestedAt: ingestedAt,
    storedBytes: rows.reduce((sum, { bytes }) => sum + bytes, shown.storedBytes),
  };
  await database.transaction().execute(async (tx) => {
    for (let i = 0; i < rows.length; i += ROWS_PER_INSERT) {
      await tx
        .insertInto('log_event')
        .values(rows.slice(i, i + ROWS_PER_INSERT))
        .execute();
    }
    await tx.updateTable('log_stream').set(streamRow(after)).where('id', '=', id).execute();
  });
  return { id, groupId, shown: after };
}

export async function readRows(
  database: Database,
  group: GroupEntry,
  query: LogQuery,
): Promise<readonly StoredLogEvent[]> {
  const names = new Map([...group.streams.values()].map(({ id, shown }) => [id, shown.name]));
  const found: StoredLogEvent[] = [];
  let bytes = 0;
  for await (const row of rowsOf(database, group, query).stream()) {
    const stream = names.get(row.stream_id);
    if (stream === undefined) continue; // deleted meanwhile, or waiting to be swept
    bytes += row.bytes;
    if (found.length === query.limit || (found.length > 0 && bytes > (query.maxBytes ?? Infinity))) break;
    const { timestamp, message, sequence, ingested_at: ingestedAt } = row;
    found.push({ timestamp, message, sequence, stream, ingestedAt });
  }
  return found;
}

function rowsOf(database: Database, group: GroupEntry, { streams, from, to, after, before, newestFirst }: LogQuery) {
  const order = newestFirst === true ? 'desc' : 'asc';
  let rows = database.selectFrom('log_event').selectAll().orderBy('timestamp', order).orderBy('sequence', order);
  if (streams?.length === 1) rows = rows.where('stream_id', '=', idOf(group, streams[0]));
  else {
    rows = rows.where('group_id', '=', group.id);
    // One value however many streams there are.
    const ids = streams && JSON.stringify(streams.map((name) => idOf(group, name)));
    if (ids !== undefined) rows = rows.where(sql<boolean>`stream_id in (select value from json_each(${ids}))`);
  }
  if (from !== undefined) rows = rows.where('timestamp', '>=', from);
  if (to !== undefined) rows = rows.where('timestamp', '<', to);
  if (after) rows = rows.where(sql<boolean>`(timestamp, sequence) > (${after.timestamp}, ${after.sequence})`);
  if (before) rows = rows.where(sql<boolean>`(timestamp, sequence) < (${before.timestamp}, ${before.sequence})`);
  return rows;
}

/** 0 is no stream's. */
function idOf(group: GroupEntry, stream: string | undefined): number {
  return group.streams.get(stream ?? '')?.id ?? 0;
}

/** Sweeps events of groups and streams that are gone; the number swept. */
export async function deleteRemovedRows(database: Database, atMost: number): Promise<number> {
  for (const { owner, id } of await database.selectFrom('log_removed').selectAll().execute()) {
    const column = owner === 'group' ? 'group_id' : 'stream_id';
    const oldest = database.selectFrom('log_event').select('sequence').where(column, '=', id).limit(atMost);
    const { numDeletedRows } = await database
      .deleteFrom('log_event')
      .where('sequence', 'in', oldest)
      .executeTakeFirstOrThrow();
    if (numDeletedRows > 0n) return Number(numDeletedRows);
    await database.deleteFrom('log_removed').where('owner', '=', owner).where('id', '=', id).execute();
  }
  return 0;
}

/** Takes away a group's events from before `oldest`; the streams they were in, as they are after that. */
export function deleteExpiredRows(
  database: Database,
  group: GroupEntry,
  oldest: number,
  atMost: number,
): Promise<{ deleted: number; streams: readonly StreamEntry[] }> {
  return database.transaction().execute(async (tx) => {
    const expired = tx
      .selectFrom('log_event')
      .select('sequence')
      .where('group_id', '=', group.id)
      .where('timestamp', '<', oldest)
      .orderBy('timestamp')
      .orderBy('sequence')
      .limit(atMost);
    const deleted = await tx
      .deleteFrom('log_event')
      .where('sequence', 'in', expired)
      .returning(['stream_id', 'bytes'])
      .execute();
    const freed = Map.groupBy(deleted, (row) => row.stream_id);
    const touched = [...group.streams.values()].filter(({ id }) => freed.has(id));
    const streams: StreamEntry[] = [];
    for (const entry of touched) {
      const bytes = (freed.get(entry.id) ?? []).reduce((sum, row) => sum + row.bytes, 0);
      streams.push(await updateAfterExpiry(tx, entry, bytes));
    }
    return { deleted: deleted.length, streams };
  });
}

async function updateAfterExpiry(
  tx: Transaction<LogTables>,
  { id, groupId, shown }: StreamEntry,
  freedBytes: number,
): Promise<StreamEntry> {
  const { first } = await tx
    .selectFrom('log_event')
    .select(({ fn }) => fn.min('timestamp').as('first'))
    .where('stream_id', '=', id)
    .executeTakeFirstOrThrow();
  const { firstEventAt: _before, ...rest } = shown;
  const storedBytes = shown.storedBytes - freedBytes;
  const after: LogStream = { ...rest, storedBytes, ...(first !== null && { firstEventAt: Number(first) }) };
  await tx.updateTable('log_stream').set(streamRow(after)).where('id', '=', id).execute();
  return { id, groupId, shown: after };
}
