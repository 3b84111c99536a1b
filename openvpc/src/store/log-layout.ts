import { type Kysely, sql } from 'kysely';
import type { LogTables } from './log-tables.ts';

/** The layout of the tables. A server that finds a newer one refuses to start: it could lose what it cannot read. */
const LAYOUT = 2;

/** Makes the tables of the log store, or brings those of an earlier layout to this one. */
export async function createTables(database: Kysely<LogTables>): Promise<void> {
  const found = await sql<{ user_version: number }>`pragma user_version`.execute(database);
  const layout = found.rows[0]?.user_version ?? 0;
  if (layout > LAYOUT) {
    throw new Error(`the logs were written by a newer OpenVPC (layout ${layout}; this one knows ${LAYOUT})`);
  }
  for (const statement of TABLES) await sql.raw(statement).execute(database);
  await addTags(database);
  await sql.raw(`pragma user_version = ${LAYOUT}`).execute(database);
}

/** Layout 1 had no tags. */
async function addTags(database: Kysely<LogTables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`pragma table_info(log_group)`.execute(database);
  if (rows.some(({ name }) => name === 'tags')) return;
  await sql.raw('alter table log_group add column tags text').execute(database);
}

/** `autoincrement`: no id is ever used again, so what waits to be swept cannot be taken for something new. */
const TABLES = [
  `create table if not exists log_group (id integer primary key autoincrement, name text not null unique,
    created_at integer not null, retention_days integer, tags text) strict`,
  `create table if not exists log_stream (id integer primary key autoincrement, group_id integer not null,
    name text not null, created_at integer not null, first_event_at integer, last_event_at integer,
    last_ingested_at integer, stored_bytes integer not null, unique (group_id, name)) strict`,
  `create table if not exists log_event (sequence integer primary key autoincrement, group_id integer not null,
    stream_id integer not null, timestamp integer not null, ingested_at integer not null, bytes integer not null,
    message text not null) strict`,
  'create index if not exists log_event_of_group on log_event (group_id, timestamp, sequence)',
  'create index if not exists log_event_of_stream on log_event (stream_id, timestamp, sequence)',
  'create table if not exists log_removed (owner text not null, id integer not null, primary key (owner, id)) strict',
];
