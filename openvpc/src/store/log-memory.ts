import type { LogStore } from './log-store.ts';
import { createSqliteLogStore, type LogTables } from './log-sqlite.ts';
import { openDatabase } from './sqlite-database.ts';

/** Log events that live as long as the process: the same tables, in memory. */
export function createMemoryLogStore(): Promise<LogStore> {
  return createSqliteLogStore(openDatabase<LogTables>(':memory:'));
}
