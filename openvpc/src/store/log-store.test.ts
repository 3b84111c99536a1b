import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLogStore } from './log-memory.ts';
import { createSqliteLogStore, type LogTables } from './log-sqlite.ts';
import { type LogQuery, type LogStore, NoSuchLogStream } from './log-store.ts';
import { openDatabase } from './sqlite-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openvpc-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openFile = () => {
  const database = openDatabase<LogTables>(join(folder, 'logs.sqlite'));
  return { database, store: createSqliteLogStore(database) };
};
const stores: ReadonlyArray<readonly [string, () => Promise<LogStore>]> = [
  ['memory', createMemoryLogStore],
  ['sqlite', () => openFile().store],
];

const DAY = 86_400_000;
const NOW = 1_700_000_000_000;
const event = (timestamp: number, message = `at ${timestamp}`) => ({ timestamp, message });

/** Group `g` with streams `a` and `b`. */
async function fill(store: LogStore): Promise<void> {
  await store.createGroup({ name: 'g', createdAt: 1 });
  await store.createStream('g', 'a', 2);
  await store.createStream('g', 'b', 3);
}
async function messages(store: LogStore, query: Partial<LogQuery> = {}): Promise<readonly string[]> {
  return (await store.read({ group: 'g', limit: 100, now: NOW, ...query })).map(({ message }) => message);
}

describe.each(stores)('%s log store', (_name, open) => {
  let store: LogStore;
  beforeEach(async () => {
    store = await open();
    await fill(store);
  });

  it('lists groups and streams in order of name, capitals first', async () => {
    await store.createGroup({ name: 'Z', createdAt: 4 });
    await store.createGroup({ name: '/f', createdAt: 5 });
    await store.createStream('g', 'B', 6);
    expect(store.groups().map(({ name }) => name)).toEqual(['/f', 'Z', 'g']);
    expect(store.streams('g').map(({ name }) => name)).toEqual(['B', 'a', 'b']);
    expect(store.streams('none')).toEqual([]);
    expect(store.group('Z')).toEqual({ name: 'Z', createdAt: 4 });
    expect(store.stream('g', 'B')).toEqual({ name: 'B', createdAt: 6, storedBytes: 0 });
  });

  it('makes nothing twice, and no stream without a group', async () => {
    expect(await store.createGroup({ name: 'g', createdAt: 9 })).toBe(false);
    expect(await store.createStream('g', 'a', 9)).toBe(false);
    expect(await store.createStream('none', 'a', 9)).toBe(false);
    expect(store.group('g')?.createdAt).toBe(1);
    const both = [store.createGroup({ name: 'n', createdAt: 1 }), store.createGroup({ name: 'n', createdAt: 2 })];
    expect(await Promise.all(both)).toEqual([true, false]);
  });

  it('reads what was appended, in order of time over all streams, then of arrival', async () => {
    await store.append('g', 'a', [event(10), event(30, 'a30')], 100);
    await store.append('g', 'b', [event(20), event(30, 'b30')], 101);
    await store.append('g', 'a', [event(5)], 102);
    expect(await messages(store)).toEqual(['at 5', 'at 10', 'at 20', 'a30', 'b30']);
    expect(await messages(store, { newestFirst: true })).toEqual(['b30', 'a30', 'at 20', 'at 10', 'at 5']);
    expect(await messages(store, { streams: ['b'] })).toEqual(['at 20', 'b30']);
    expect(await messages(store, { streams: ['a', 'b', 'none'] })).toHaveLength(5);
    expect(await messages(store, { streams: ['none'] })).toEqual([]);
    expect(await messages(store, { streams: [] })).toEqual([]);
    expect(await messages(store, { group: 'none' })).toEqual([]);
    const [first] = await store.read({ group: 'g', limit: 1, now: NOW });
    expect(first).toMatchObject({ timestamp: 5, stream: 'a', ingestedAt: 102 });
  });

  it('reads from a time inclusively to a time exclusively', async () => {
    await store.append('g', 'a', [event(1), event(2), event(3)], 100);
    expect(await messages(store, { from: 1, to: 3 })).toEqual(['at 1', 'at 2']);
  });

  it('goes on exactly where a page ended, also among events of one time', async () => {
    const sent = Array.from({ length: 10 }, (_, i) => event(7, `m${i}`));
    await store.append('g', 'a', sent, 100);
    const seen: string[] = [];
    let after: LogQuery['after'];
    for (;;) {
      const page = await store.read({ group: 'g', limit: 3, now: NOW, ...(after && { after }) });
      const last = page.at(-1);
      if (last === undefined) break;
      seen.push(...page.map(({ message }) => message));
      after = { timestamp: last.timestamp, sequence: last.sequence };
    }
    expect(seen).toEqual(sent.map(({ message }) => message));
    const fifth = (await store.read({ group: 'g', limit: 5, now: NOW })).at(4);
    const before = { timestamp: 7, sequence: fifth?.sequence ?? 0 };
    expect(await messages(store, { before, newestFirst: true, limit: 2 })).toEqual(['m3', 'm2']);
  });

  it('stops before a page weighs too much, but gives one event at least', async () => {
    await store.append('g', 'a', [event(1, 'x'.repeat(74)), event(2, 'é'.repeat(37)), event(3, 'x')], 100);
    expect(await messages(store, { maxBytes: 199 })).toHaveLength(1);
    expect(await messages(store, { maxBytes: 200 })).toHaveLength(2);
    expect(await messages(store, { maxBytes: 10 })).toHaveLength(1);
  });

  it('keeps count of a stream', async () => {
    await store.append('g', 'a', [event(20, 'four'), event(30, 'x')], 100);
    await store.append('g', 'a', [event(10, 'x')], 200);
    expect(store.stream('g', 'a')).toEqual({
      name: 'a',
      createdAt: 2,
      firstEventAt: 10,
      lastEventAt: 30,
      lastIngestedAt: 200,
      storedBytes: 3 * 26 + 6,
    });
  });

  it('takes more events than a statement has values, and any text', async () => {
    const sent = Array.from({ length: 10_000 }, (_, i) => event(i, `${i} \u0000 'quoted' \u{1f600}`));
    await store.append('g', 'a', sent, 100);
    expect(await messages(store, { limit: 20_000 })).toEqual(sent.map(({ message }) => message));
  });

  it('appends nothing to a stream that is not there', async () => {
    await expect(store.append('g', 'c', [event(1)], 100)).rejects.toThrow(NoSuchLogStream);
    await expect(store.append('none', 'a', [event(1)], 100)).rejects.toThrow(NoSuchLogStream);
  });

  it('shows nothing of a deleted stream or group, also when the name comes again, and sweeps it', async () => {
    await store.append('g', 'a', [event(1, 'old a')], 100);
    await store.append('g', 'b', [event(2, 'old b')], 100);
    expect(await store.deleteStream('g', 'a')).toBe(true);
    expect(await store.deleteStream('g', 'a')).toBe(false);
    expect(await messages(store)).toEqual(['old b']);
    await store.createStream('g', 'a', 5);
    expect(await messages(store)).toEqual(['old b']);
    expect(await store.deleteGroup('g')).toBe(true);
    expect(await store.deleteGroup('g')).toBe(false);
    await fill(store);
    await store.append('g', 'a', [event(3, 'new')], 100);
    expect(await messages(store)).toEqual(['new']);
    expect(await pruneAll(store)).toBe(2);
    expect(await messages(store)).toEqual(['new']);
  });

  it('does not read what is older than the retention, and prunes it', async () => {
    await store.append('g', 'a', [event(NOW - 3 * DAY, 'old'), event(NOW - DAY, 'edge'), event(NOW, 'new')], NOW);
    await store.append('g', 'b', [event(NOW - 2 * DAY, 'old b')], NOW);
    expect(await store.prune(NOW)).toBe(0);
    expect(await store.setRetention('g', 1)).toBe(true);
    expect(store.group('g')?.retentionDays).toBe(1);
    expect(await messages(store)).toEqual(['edge', 'new']);
    expect(await messages(store, { from: 0 })).toEqual(['edge', 'new']);
    expect(await pruneAll(store)).toBe(2);
    expect(store.stream('g', 'a')).toMatchObject({ firstEventAt: NOW - DAY, storedBytes: 2 * 26 + 7 });
    expect(store.stream('g', 'b')).toEqual({
      name: 'b',
      createdAt: 3,
      lastEventAt: NOW - 2 * DAY,
      lastIngestedAt: NOW,
      storedBytes: 0,
    });
    expect(await store.setRetention('g', undefined)).toBe(true);
    expect(store.group('g')).toEqual({ name: 'g', createdAt: 1 });
    expect(await messages(store)).toEqual(['edge', 'new']); // the others are gone for good
    expect(await store.setRetention('none', 1)).toBe(false);
  });

  it('prunes a part at a time', async () => {
    await store.append(
      'g',
      'a',
      Array.from({ length: 7000 }, (_, i) => event(i)),
      NOW,
    );
    await store.deleteGroup('g');
    const parts = [await store.prune(NOW), await store.prune(NOW), await store.prune(NOW)];
    expect(parts).toEqual([5000, 2000, 0]);
  });

  it('reads beside appends without mixing them up', async () => {
    const work = Array.from({ length: 20 }, (_, i) => [store.append('g', 'a', [event(i)], 1), messages(store)]).flat();
    await Promise.all(work);
    expect(await messages(store)).toHaveLength(20);
  });
});

async function pruneAll(store: LogStore): Promise<number> {
  let all = 0;
  for (let some = await store.prune(NOW); some > 0; some = await store.prune(NOW)) all += some;
  return all;
}

describe('sqlite log store', () => {
  it('is as it was after closing and opening', async () => {
    const { database, store } = openFile();
    const first = await store;
    await fill(first);
    await first.append('g', 'a', [event(1), event(2)], 100);
    await first.setRetention('g', 3653 * 10);
    await first.append('g', 'b', [event(NOW)], 100);
    await first.deleteStream('g', 'a');
    const shown = [first.groups(), first.streams('g'), await messages(first)];
    await database.destroy();

    const again = openFile();
    const second = await again.store;
    expect([second.groups(), second.streams('g'), await messages(second)]).toEqual(shown);
    expect(await pruneAll(second)).toBe(2);
    await again.database.destroy();
  });

  it('brings the tables of layout 1 to this one', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const raw = new DatabaseSync(join(folder, 'logs.sqlite'));
    raw.exec(`create table log_group (id integer primary key autoincrement, name text not null unique,
      created_at integer not null, retention_days integer) strict`);
    raw.exec("insert into log_group (name, created_at, retention_days) values ('old', 1, 7); pragma user_version = 1");
    raw.close();
    const { database, store } = openFile();
    const logs = await store;
    expect(logs.groups()).toEqual([{ name: 'old', createdAt: 1, retentionDays: 7 }]);
    await logs.changeTags('old', () => ({ a: 'b' }));
    await logs.createGroup({ name: 'new', createdAt: 2, tags: { c: '' } });
    const shown = logs.groups();
    expect(shown).toMatchObject([{ tags: { c: '' } }, { tags: { a: 'b' } }]);
    await database.destroy();
    const again = openFile();
    expect((await again.store).groups()).toEqual(shown);
    await again.database.destroy();
  });

  it('shows nothing of an append that could not be written', async () => {
    const { database, store } = openFile();
    const logs = await store;
    await fill(logs);
    await database.schema.dropTable('log_stream').execute();
    await expect(logs.append('g', 'a', [event(1)], 100)).rejects.toThrow(/no such table/);
    expect(logs.stream('g', 'a')?.storedBytes).toBe(0);
    expect(await messages(logs)).toEqual([]);
    await database.destroy();
  });

  it('refuses the tables of a newer version', async () => {
    const { database, store } = openFile();
    await store;
    await database.destroy();
    const { DatabaseSync } = await import('node:sqlite');
    const raw = new DatabaseSync(join(folder, 'logs.sqlite'));
    raw.exec('pragma user_version = 1000');
    raw.close();
    const again = openFile();
    await expect(again.store).rejects.toThrow('newer OpenVPC');
    await again.database.destroy();
  });
});
