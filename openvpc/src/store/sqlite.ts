import { type Kysely, sql } from 'kysely';
import { EMPTY_SNAPSHOT, type Snapshot, withChanges } from '../model/snapshot.ts';
import type { Revision } from '../name/scope.ts';
import { type Change, type CheckView, type Changes, createCommitter } from './committer.ts';
import { resourceFromText, resourceToText } from './resource-text.ts';
import type { Store } from './store.ts';

/** Tables of the embedded store; other stores may add theirs to the same database. */
export interface StateTables {
  resource: { kind: string; id: string; body: string };
  meta: { key: string; value: string };
}

/** The layout of the tables. A server that finds a newer one refuses to start: it could lose what it cannot read. */
const LAYOUT = 1;

/** The durable store of one server: everything in memory, every commit in SQLite before it is acknowledged. */
export async function createSqliteStore(database: Kysely<StateTables>, check: CheckView): Promise<Store> {
  await createTables(database);
  return createCommitter({
    initial: await load(database),
    write: (changes, revision) => write(database, changes, revision),
    check,
    close: () => database.destroy(),
  });
}

async function createTables(database: Kysely<StateTables>): Promise<void> {
  await sql`create table if not exists meta (key text primary key, value text not null) strict`.execute(database);
  await sql`create table if not exists resource (
    kind text not null, id text primary key, body text not null) strict`.execute(database);
  const layout = Number((await readMeta(database, 'layout')) ?? LAYOUT);
  if (layout > LAYOUT) {
    throw new Error(`the data was written by a newer OpenVPC (layout ${layout}; this one knows ${LAYOUT})`);
  }
  await writeMeta(database, 'layout', String(LAYOUT));
}

async function load(database: Kysely<StateTables>): Promise<Snapshot> {
  const revision = Number((await readMeta(database, 'revision')) ?? 0) as Revision;
  const rows = await database.selectFrom('resource').select(['id', 'body']).orderBy('id').execute();
  return withChanges(EMPTY_SNAPSHOT, revision, new Map(rows.map((row) => [row.id, resourceFromText(row.body)])));
}

async function write(database: Kysely<StateTables>, changes: Changes, revision: Revision): Promise<void> {
  await database.transaction().execute(async (tx) => {
    for (const [id, change] of changes) await writeOne(tx, id, change);
    await writeMeta(tx, 'revision', String(revision));
  });
}

async function writeOne(tx: Kysely<StateTables>, id: string, change: Change): Promise<void> {
  if ('removed' in change) {
    await tx.deleteFrom('resource').where('id', '=', id).execute();
    return;
  }
  const body = resourceToText(change);
  await tx
    .insertInto('resource')
    .values({ kind: change.kind, id, body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
    .execute();
}

async function readMeta(database: Kysely<StateTables>, key: string): Promise<string | undefined> {
  const row = await database.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

async function writeMeta(database: Kysely<StateTables>, key: string, value: string): Promise<void> {
  await database
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
