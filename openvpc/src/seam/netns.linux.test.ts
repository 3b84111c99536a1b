import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import { must, systemExec } from './exec.ts';
import { createNetnsHost, findNetnsHost } from './netns-linux.ts';
import type { NetnsHost } from './netns.ts';
import { endProcess, isSameProcess, type ProcessIdentity, processIdentity } from './process-identity.ts';
import { describeUnless, itUnless, rootAlone } from '../../../test/unless.ts';

const isRoot = process.getuid?.() === 0;
const site = `ovpc-${randomBytes(4).toString('hex')}`;
const names = [`${site}-a`, `${site}-b`];
let dataDir: string;
let host: NetnsHost;
const options = () => ({ site, dataDir, exec: systemExec });
const holder = (): ProcessIdentity => JSON.parse(readFileSync(join(dataDir, 'holder.json'), 'utf8')) as ProcessIdentity;

describeUnless(linuxMissing, 'Network namespaces of a site', () => {
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'openvpc netns-'));
    host = await createNetnsHost(options());
  });
  afterAll(async () => {
    await host?.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('can be made at once, and again, with loopback up', async () => {
    expect(host.mode).toBe(isRoot ? 'root' : 'user');
    await Promise.all([...names, ...names].map((name) => host.create(name)));
    await host.create(names[0] ?? '');
    expect(await host.list()).toEqual(names);
    for (const name of names) {
      expect(await must(systemExec, host.inside(name, ['ip', '-br', 'link']))).toMatch(/^lo\s+UNKNOWN.*LOOPBACK,UP/);
    }
  });

  it('are apart from one another, with settings of their own that can be written', async () => {
    const [a = '', b = ''] = names;
    const set = 'echo 1 > /proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward';
    expect(await must(systemExec, host.inside(a, ['sh', '-c', set]))).toBe('1\n');
    expect(await must(systemExec, host.inside(b, ['cat', '/proc/sys/net/ipv4/ip_forward']))).toBe('0\n');
    await must(systemExec, host.inside(a, ['nft', 'add', 'table', 'inet', 'mine']));
    expect(await must(systemExec, host.inside(b, ['nft', 'list', 'tables']))).toBe('');
  });

  it('can be joined by a cable', async () => {
    const [a = '', b = ''] = names;
    await must(
      systemExec,
      host.outside(['ip', '-n', a, 'link', 'add', 'left', 'type', 'veth', 'peer', 'right', 'netns', b]),
    );
    expect(await must(systemExec, host.inside(b, ['ip', '-br', 'link']))).toContain('right');
  });

  it('are found by another server, and do not hang on the one that made them', async () => {
    const next = await createNetnsHost(options());
    expect(await next.list()).toEqual(names);
    expect(await (await findNetnsHost(options()))?.list()).toEqual(names);
  });

  it('are told from those of a site whose name is longer', async () => {
    const longer = `${site}0-a`;
    await host.create(longer);
    expect(await host.list()).toEqual(names);
    await must(systemExec, host.outside(['ip', 'netns', 'delete', longer]));
  });

  it('are made anew where only a name is left', async () => {
    const name = `${site}-cut-off`;
    await must(systemExec, host.outside(['sh', '-c', ': > "/run/netns/$1"', 'sh', name]));
    await host.create(name);
    expect(await must(systemExec, host.inside(name, ['ip', '-br', 'link']))).toContain('lo');
    await host.remove(name);
    await host.remove(name);
    expect(await host.list()).toEqual(names);
  });

  itUnless(rootAlone, 'have one holder, however many servers start at once', async () => {
    const here = mkdtempSync(join(tmpdir(), 'openvpc holder-'));
    const hosts = await Promise.all([1, 2, 3].map(() => createNetnsHost({ ...options(), dataDir: here })));
    await hosts[0]?.create(`${site}-c`);
    for (const each of hosts) expect(await each.list()).toEqual([`${site}-c`]);
    await hosts[0]?.destroy();
    rmSync(here, { recursive: true });
  });

  itUnless(
    rootAlone,
    'have a holder that outlives the server, is no child of it, and is not mistaken for another process',
    async () => {
      const before = holder();
      expect(isSameProcess(before)).toBe(true);
      const session = readFileSync(`/proc/${before.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
      expect(session).toBe(String(before.pid)); // its own
      const other = mkdtempSync(join(tmpdir(), 'openvpc holder-'));
      writeFileSync(join(other, 'holder.json'), JSON.stringify({ pid: before.pid, startedAt: 'another boot/1' }));
      const there = await createNetnsHost({ ...options(), dataDir: other });
      expect(await there.list()).toEqual([]); // not ours
      await there.destroy();
      expect(isSameProcess(before)).toBe(true);
      rmSync(other, { recursive: true });
    },
  );

  itUnless(rootAlone, 'leave no holder behind when the server is killed while it starts one', async () => {
    const here = mkdtempSync(join(tmpdir(), 'openvpc holder-'));
    const file = JSON.stringify(join(import.meta.dirname, 'netns-holder.ts'));
    const text = `import { openHolder } from ${file}; console.log('go'); await openHolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000);`;
    const argv = ['--input-type=module-typescript', '--no-warnings', '-e', text, here];
    let found = 0;
    for (const afterMs of [0, 3, 6, 9, 12, 15, 20, 200]) {
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
      const gone = new Promise((resolve) => child.on('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGKILL');
      await gone;
      await waitUntil(async () => (await holdersOf(here)).every(isThereToStay)); // or it ends while it is asked
      const known = await (await findNetnsHost({ ...options(), dataDir: here }))?.list();
      if (known !== undefined) found++;
      await waitUntil(async () => (await holdersOf(here)).length === (known === undefined ? 0 : 1));
      await (await findNetnsHost({ ...options(), dataDir: here }))?.destroy();
    }
    expect(found).toBeGreaterThan(0); // one that was left in peace for long enough
    rmSync(here, { recursive: true });
  });

  it('are gone with all that is in them when the site goes, and nothing else', async () => {
    const others = `${site}0-b`;
    if (isRoot) await host.create(others);
    const held = isRoot ? undefined : holder();
    await host.destroy();
    if (isRoot) {
      expect(await host.list()).toEqual([]);
      expect(await must(systemExec, ['ip', 'netns', 'list'])).toContain(others);
      await must(systemExec, ['ip', 'netns', 'delete', others]);
    } else {
      expect(held !== undefined && isSameProcess(held)).toBe(false);
      expect(await findNetnsHost(options())).toBeUndefined();
    }
    host = await createNetnsHost(options()); // for afterAll; and a site can come again
    expect(await host.list()).toEqual([]);
  });
});

describe('A process identity', () => {
  itUnless(
    process.platform === 'linux' ? undefined : 'it reads /proc',
    'names one process only, and ends that one only',
    async () => {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      const identity = processIdentity(child.pid ?? 0);
      if (identity === undefined) throw new Error('sleep did not start');
      expect(isSameProcess(identity)).toBe(true);
      await endProcess({ ...identity, startedAt: 'another boot/1' });
      expect(isSameProcess(identity)).toBe(true);
      await endProcess(identity);
      expect(isSameProcess(identity)).toBe(false);
      expect(processIdentity(2 ** 22 + 1)).toBeUndefined();
    },
  );
});

async function holdersOf(folder: string): Promise<readonly number[]> {
  const { stdout } = await systemExec.run([
    'sh',
    '-c',
    'grep -lzFx -- "OPENVPC_HOLDER_OF=$1" /proc/[0-9]*/environ 2>/dev/null',
    'sh',
    folder,
  ]);
  const pids = stdout.split('\n').flatMap((path) => /\d+/.exec(path) ?? []);
  return pids.map(Number).filter((pid) => processIdentity(pid) !== undefined);
}

/** A holder that was told to stay has become a program that only sleeps; one that was not will end. */
function isThereToStay(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n';
  } catch {
    return true; // it has ended meanwhile
  }
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 100) throw new Error('a holder is left that nobody knows');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
