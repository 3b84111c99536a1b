import { createHash } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import type { InstanceSpec } from '../contract/compute.ts';
import type { InstanceId } from '../name/id.ts';
import { formatAddress } from '../net/address.ts';
import type { NetnsHost } from '../seam/netns.ts';
import { processIdentity } from '../seam/process-identity.ts';
import { INNER_SCRIPT, outerScript } from './init-script.ts';
import type { InstanceFolders, InstanceRecord } from './instance-folder.ts';
import type { RootFilesystem } from './root-filesystem.ts';

/** Starts an instance's first process in namespaces of its own; resolves when its files and name are in place. */
export async function startInit(
  host: NetnsHost,
  folders: InstanceFolders,
  root: RootFilesystem,
  spec: InstanceSpec,
  hidden: readonly string[],
): Promise<InstanceRecord> {
  const sayings = folders.sayings(spec.instance);
  const out = openSync(sayings, 'w', 0o600);
  const user = host.mode === 'root' ? await makeUserNamespace(spec.instance) : undefined;
  try {
    const inUser = user === undefined ? ['unshare', '--user', '--map-root-user'] : [...user.enter, 'unshare'];
    const [program = '', ...args] = host.outside([...inUser, '--mount', 'sh', '-c', outerScript(root)]);
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', out, out],
      cwd: '/',
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...variables(spec),
        ...root.variables(hidden),
        OPENVPC_INNER: INNER_SCRIPT,
      },
    });
    const ended = ending(child);
    child.unref();
    await sayReady(sayings, ended);
    return recordOf(child);
  } finally {
    closeSync(out);
    user?.release();
  }
}

function variables(spec: InstanceSpec): Readonly<Record<string, string>> {
  const [primary] = spec.interfaces;
  return {
    OPENVPC_HOSTNAME: spec.hostname,
    OPENVPC_DOMAIN: spec.domain,
    OPENVPC_RESOLVER: formatAddress(spec.resolver),
    OPENVPC_ADDRESS: primary?.ipv4[0] === undefined ? '127.0.1.1' : formatAddress(primary.ipv4[0]),
  };
}

function ending(child: ChildProcess): Promise<true> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(true));
    child.on('exit', () => resolve(true));
  });
}

async function sayReady(sayings: string, ended: Promise<true>): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    const over = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 5, false))]);
    const said = readFileSync(sayings, 'utf8');
    if (/^ready$/m.test(said)) return;
    if (over) throw new Error(`the instance's first process ended: ${said.trim() || 'without a word'}`);
  }
  throw new Error('the instance did not get ready within 15 seconds');
}

function recordOf(child: ChildProcess): InstanceRecord {
  const keeper = processIdentity(child.pid ?? 0);
  const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
  const init = processIdentity(pid);
  if (keeper === undefined || init === undefined)
    throw new Error("the instance's first process ended as soon as it was ready");
  return { init, keeper };
}

/** Ids that an instance's users have on the machine: 65,536 of its own, far from those of people and daemons. */
const FIRST_ID = 0x1000_0000;
const IDS = 65_536;

function firstId(instance: InstanceId): number {
  const slot = Number.parseInt(createHash('sha256').update(instance).digest('hex').slice(0, 8), 16) % 24_000;
  return FIRST_ID + slot * IDS;
}

/**
 * As root: a user namespace whose root is nobody on the machine. Its map must be written from outside before a program
 * starts in it with root's rights, so a process that only waits makes it, and is let go when another has entered.
 */
async function makeUserNamespace(instance: InstanceId): Promise<{ enter: readonly string[]; release: () => void }> {
  const waiter = spawn('unshare', ['--user', 'sleep', '60'], { stdio: 'ignore', cwd: '/' });
  const release = () => void waiter.kill('SIGKILL');
  const ended = ending(waiter);
  try {
    const ours = readlinkSync('/proc/self/ns/user');
    for (let tries = 0; readlinkSync(`/proc/${waiter.pid}/ns/user`) === ours; tries++) {
      const over = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 2, false))]);
      if (over || tries > 2000) throw new Error('no user namespace could be made');
    }
    const map = `0 ${firstId(instance)} ${IDS}\n`;
    writeFileSync(`/proc/${waiter.pid}/uid_map`, map);
    writeFileSync(`/proc/${waiter.pid}/gid_map`, map);
    return { enter: ['nsenter', `--target=${waiter.pid}`, '--user', '--setuid=0', '--setgid=0', '--'], release };
  } catch (error) {
    release();
    throw error;
  }
}
