import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Exec, must } from './exec.ts';
import type { NetnsHost } from './netns.ts';
import { isSameProcess, type ProcessIdentity, processIdentity } from './process-identity.ts';

export type NetnsHostOptions = Readonly<{
  /** Marks the names of this site: `ovpc-1a2b3c4d`. */
  site: string;
  /** Where the holder process is recorded. */
  dataDir: string;
  exec: Exec;
}>;

/** As root, named namespaces of the machine; without root, the same names inside a holder process's namespaces. */
export async function createNetnsHost(options: NetnsHostOptions): Promise<NetnsHost> {
  if (process.getuid?.() === 0) return rootHost(options);
  const holder = await openHolder(options.dataDir);
  const enter = ['nsenter', `--target=${holder.pid}`, '--user', '--mount', '--net', '--preserve-credentials', '--'];
  return host('user', options, enter, async () => {
    process.kill(holder.pid, 'SIGKILL');
    rmSync(holderPath(options.dataDir), { force: true });
    for (let tries = 0; isSameProcess(holder) && tries < 200; tries++) await pause(5);
  });
}

/** The site's namespaces, if there are any to speak of; never starts a holder. For taking a site away. */
export async function findNetnsHost(options: NetnsHostOptions): Promise<NetnsHost | undefined> {
  if (process.getuid?.() === 0) return rootHost(options);
  return recordedHolder(options.dataDir) === undefined ? undefined : createNetnsHost(options);
}

function rootHost(options: NetnsHostOptions): NetnsHost {
  return host('root', options, [], () => Promise.resolve());
}

function host(
  mode: NetnsHost['mode'],
  { site, exec }: NetnsHostOptions,
  enter: readonly string[],
  release: () => Promise<void>,
): NetnsHost {
  const outside = (argv: readonly string[]): readonly string[] => [...enter, ...argv];
  const list = async (): Promise<readonly string[]> => {
    const text = await must(exec, outside(['ip', 'netns', 'list']));
    const names = text.split('\n').map((row) => row.split(' ')[0] ?? '');
    return names.filter((name) => name.startsWith(`${site}-`)).sort();
  };
  const remove = async (name: string): Promise<void> => {
    if (!(await list()).includes(name)) return;
    await must(exec, outside(['ip', 'netns', 'delete', name]));
  };
  return {
    mode,
    outside,
    inside: (name, argv) => outside(['nsenter', `--net=/run/netns/${name}`, '--', ...argv]),
    async create(name) {
      const { code, stderr } = await exec.run(outside(['ip', 'netns', 'add', name]));
      if (code !== 0 && !stderr.includes('File exists'))
        throw new Error(`cannot make the namespace ${name}: ${stderr.trim()}`);
      await must(exec, outside(['ip', '-n', name, 'link', 'set', 'lo', 'up']));
    },
    remove,
    list,
    async destroy() {
      for (const name of await list()) await remove(name);
      await release();
    },
  };
}

const holderPath = (dataDir: string): string => join(dataDir, 'holder.json');

function recordedHolder(dataDir: string): ProcessIdentity | undefined {
  try {
    const recorded = JSON.parse(readFileSync(holderPath(dataDir), 'utf8')) as ProcessIdentity;
    return isSameProcess(recorded) ? recorded : undefined;
  } catch {
    return undefined; // none, or cut off in the middle of being written
  }
}

/**
 * A shell that makes a place for names, says so, and then sleeps: it holds the namespaces, also when the server is
 * killed. /run of its own mount namespace is an empty file system, so the machine's names are out of sight.
 */
const HOLDER =
  'mount -t tmpfs -o mode=755 openvpc /run && mkdir /run/netns && ip link set lo up && echo ready && exec sleep infinity';

async function openHolder(dataDir: string): Promise<ProcessIdentity> {
  const known = recordedHolder(dataDir);
  if (known !== undefined) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const sayings = join(dataDir, 'holder.out');
  const out = openSync(sayings, 'w', 0o600);
  const argv = ['--user', '--map-root-user', '--net', '--mount', '--propagation', 'private', 'sh', '-c', HOLDER];
  const child = spawn('unshare', argv, { detached: true, stdio: ['ignore', out, out], cwd: '/' });
  closeSync(out);
  const failed = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', () => resolve(readFileSync(sayings, 'utf8')));
  });
  child.unref();
  for (let tries = 0; tries < 1000; tries++) {
    const why = await Promise.race([failed, pause(5).then(() => undefined)]);
    if (why !== undefined) throw new Error(`no network namespaces without root: ${why.trim()}`);
    if (readFileSync(sayings, 'utf8').includes('ready')) break;
  }
  const identity = processIdentity(child.pid ?? 0);
  if (identity === undefined) throw new Error('the process that holds the namespaces ended at once');
  writeFileSync(holderPath(dataDir), JSON.stringify(identity), { mode: 0o600 });
  return identity;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
