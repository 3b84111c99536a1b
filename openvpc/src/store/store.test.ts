import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InternetGateway, Vpc } from '../model/vpc.ts';
import type { DhcpOptionsId, InternetGatewayId, VpcId } from '../name/id.ts';
import type { AccountId, Region, Revision } from '../name/scope.ts';
import { prefix } from '../net/prefix.ts';
import { createMemoryStore } from './memory.ts';
import { createSqliteStore, type StateTables } from './sqlite.ts';
import { DatabaseUnavailable, openDatabase } from './sqlite-database.ts';
import type { Store } from './store.ts';
import type { CheckView } from './committer.ts';

const owned = { owner: '123456789012' as AccountId, region: 'us-east-1' as Region, tags: [] };
const gateway = (id: string): InternetGateway => ({ ...owned, kind: 'internet-gateway', id: id as InternetGatewayId });
const vpc: Vpc = {
  ...owned,
  kind: 'vpc',
  id: 'vpc-1' as VpcId,
  ipv4: [{ id: 'vpc-cidr-assoc-1', prefix: prefix('10.0.0.0/16') }],
  ipv6: [{ id: 'vpc-cidr-assoc-2', prefix: prefix('2001:db8:a::/56') }],
  isDefault: false,
  dhcpOptions: 'dopt-1' as DhcpOptionsId,
  dnsSupport: true,
  dnsHostnames: false,
  tenancy: 'default',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openvpc-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openSqlite = (check: CheckView = () => {}): Promise<Store> =>
  createSqliteStore(openDatabase<StateTables>(join(folder, 'state.sqlite')), check);

const stores: ReadonlyArray<readonly [string, (check?: CheckView) => Promise<Store>]> = [
  ['memory', (check) => Promise.resolve(createMemoryStore(check))],
  ['sqlite', openSqlite],
];

describe.each(stores)('%s store', (_name, open) => {
  it('commits, shows what was put, and counts revisions', async () => {
    const store = await open();
    const { value, revision } = await store.transact((tx) => {
      tx.put(vpc);
      return tx.view.vpcs.get(vpc.id);
    });
    expect(value).toEqual(vpc);
    expect(revision).toBe(1);
    expect(store.snapshot().vpcs.get(vpc.id)).toEqual(vpc);
    await store.close();
  });

  it('changes nothing when the work throws', async () => {
    const store = await open();
    await expect(
      store.transact((tx) => {
        tx.put(vpc);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(store.snapshot().vpcs.size).toBe(0);
    expect(store.snapshot().revision).toBe(0);
    await store.close();
  });

  it('makes no revision of a work that changes nothing', async () => {
    const store = await open();
    expect((await store.transact((tx) => tx.view.vpcs.size)).revision).toBe(0);
    await store.close();
  });

  it('runs works that arrive together one after the other, each on the view after the last', async () => {
    const store = await open();
    const sizes = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        store.transact((tx) => {
          tx.put(gateway(`igw-${i}`));
          return tx.view.internetGateways.size;
        }),
      ),
    );
    expect(sizes.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(store.snapshot().revision).toBe(50);
    await store.close();
  });

  it('refuses a view that breaks an invariant, and the works beside it go through', async () => {
    const store = await open((view) => {
      if (view.vpcs.size > 0) throw new Error('no VPC here');
    });
    const [bad, good] = await Promise.allSettled([
      store.transact((tx) => tx.put(vpc)),
      store.transact((tx) => tx.put(gateway('igw-1'))),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
    expect(store.snapshot().vpcs.size).toBe(0);
    await store.close();
  });

  it('wakes those who wait for a change', async () => {
    const store = await open();
    const waiting = store.changed(0 as Revision, new AbortController().signal);
    await store.transact((tx) => tx.put(vpc));
    expect(await waiting).toBe(1);
    await store.close();
  });

  it('stops waiting when told to', async () => {
    const store = await open();
    const stop = new AbortController();
    const waiting = store.changed(0 as Revision, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await store.close();
  });
});

describe('sqlite store', () => {
  it('is as it was after closing and opening', async () => {
    const store = await openSqlite();
    await store.transact((tx) => {
      tx.put(vpc);
      tx.put(gateway('igw-1'));
    });
    await store.transact((tx) => tx.remove('internet-gateway', 'igw-1'));
    await store.close();
    const again = await openSqlite();
    expect(again.snapshot().vpcs.get(vpc.id)).toEqual(vpc);
    expect(again.snapshot().internetGateways.size).toBe(0);
    expect(again.snapshot().revision).toBe(2);
    await again.close();
  });

  it('keeps a second server out, and says so', async () => {
    const store = await openSqlite();
    expect(() => openDatabase(join(folder, 'state.sqlite'))).toThrow(DatabaseUnavailable);
    await store.close();
  });

  it('is readable by its owner alone', async () => {
    const store = await openSqlite();
    expect(statSync(join(folder, 'state.sqlite')).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('publishes nothing when the write fails', async () => {
    const database = openDatabase<StateTables>(join(folder, 'state.sqlite'));
    const store = await createSqliteStore(database, () => {});
    await database.schema.dropTable('resource').execute();
    await expect(store.transact((tx) => tx.put(vpc))).rejects.toThrow(/no such table/);
    expect(store.snapshot().vpcs.size).toBe(0);
    await store.close();
  });

  it('says that the disk is full, keeps what was, and goes on when there is room again', async () => {
    const database = openDatabase<StateTables>(join(folder, 'state.sqlite'));
    const store = await createSqliteStore(database, () => {});
    await store.transact((tx) => tx.put(vpc));
    await sql`pragma max_page_count = 8`.execute(database);
    const large = { ...gateway('igw-1'), tags: [{ key: 'k', value: 'x'.repeat(100_000) }] };
    await expect(store.transact((tx) => tx.put(large))).rejects.toThrow(/full/);
    expect(store.snapshot().internetGateways.size).toBe(0);
    await sql`pragma max_page_count = 1000000`.execute(database);
    await store.transact((tx) => tx.put(large));
    await store.close();
    const again = await openSqlite();
    expect([again.snapshot().vpcs.size, again.snapshot().internetGateways.size]).toEqual([1, 1]);
    await again.close();
  });
});
