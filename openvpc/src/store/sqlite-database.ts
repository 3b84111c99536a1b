import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** Why a database could not be opened, in words for the person who started the server. */
export class DatabaseUnavailable extends Error {
  readonly reason: 'in-use' | 'unwritable' | 'damaged';
  constructor(reason: DatabaseUnavailable['reason'], message: string) {
    super(message);
    this.name = 'DatabaseUnavailable';
    this.reason = reason;
  }
}

/**
 * Opens the embedded database, alone: SQLite's own file lock keeps a second server out and goes with the process,
 * however it ends. Commits are on disk when they return (WAL with synchronous=FULL).
 */
export function openDatabase<Tables>(path: string): Kysely<Tables> {
  const database = openAlone(path);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(database) }) });
}

function openAlone(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    // SQLite gives its own files beside this one the same mode.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    database = new DatabaseSync(path);
    database.exec('pragma busy_timeout = 0; pragma locking_mode = exclusive; pragma journal_mode = wal;');
    database.exec('pragma synchronous = full; pragma foreign_keys = on; begin exclusive; commit;');
    return database;
  } catch (error) {
    database?.close();
    throw explained(error, path);
  }
}

function explained(error: unknown, path: string): Error {
  const text = error instanceof Error ? error.message : String(error);
  if (/locked|busy/.test(text)) {
    return new DatabaseUnavailable('in-use', `another OpenVPC server holds ${path}`);
  }
  if (/unable to open|readonly|read-only|EACCES|permission/i.test(text)) {
    return new DatabaseUnavailable('unwritable', `${path} cannot be written: ${text}`);
  }
  if (/not a database|malformed|corrupt/.test(text)) {
    return new DatabaseUnavailable('damaged', `${path} is not a sound database: ${text}`);
  }
  return error instanceof Error ? error : new Error(text);
}

/** Kysely speaks to better-sqlite3's interface; this gives it node:sqlite, with prepared statements kept. */
function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        if (prepared.size >= 200) prepared.clear(); // bounded: statement texts are few, but not by construction
        prepared.set(sql, (statement = asKyselyStatement(database.prepare(sql))));
      }
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]; // Kysely binds only what callers give
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => {
      try {
        return statement.run(...values(parameters));
      } catch (error) {
        // On a full disk SQLite has rolled back already; that it cannot do so again must not hide why.
        if (error instanceof Error && error.message.includes('cannot rollback'))
          return { changes: 0, lastInsertRowid: 0 };
        throw error;
      }
    },
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
