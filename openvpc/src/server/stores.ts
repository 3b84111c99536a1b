import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { checkInvariants } from '../model/invariants.ts';
import type { LogStore } from '../store/log-store.ts';
import { createSqliteLogStore, type LogTables } from '../store/log-sqlite.ts';
import { createSqliteStore, type StateTables } from '../store/sqlite.ts';
import { openDatabase } from '../store/sqlite-database.ts';
import type { Store } from '../store/store.ts';

export type Stores = Readonly<{ state: Store; logs: LogStore; close(): Promise<void> }>;

/** State and log events, in two files: a flood of log events must not slow the commits of rules. */
export async function openStores(data: string): Promise<Stores> {
  const state = await createSqliteStore(openDatabase<StateTables>(join(data, 'state.sqlite')), (view, touched) => {
    const [violation] = checkInvariants(view, touched);
    if (violation !== undefined) throw new Error(`the change would break an invariant: ${JSON.stringify(violation)}`);
  });
  const database: Kysely<LogTables> = openDatabase<LogTables>(join(data, 'logs.sqlite'));
  const logs = await createSqliteLogStore(database);
  return {
    state,
    logs,
    async close() {
      await state.close();
      await database.destroy();
    },
  };
}
