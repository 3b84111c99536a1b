import { createHash } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { InstanceSpec } from '../contract/compute.ts';
import type { InstanceId } from '../name/id.ts';
import { formatAddress } from '../net/address.ts';
import type { NetnsHost } from '../seam/netns.ts';
import { type ProcessIdentity, processIdentity } from '../seam/process-identity.ts';
import { SYSTEM_PATH } from '../seam/system-path.ts';
import { INNER_SCRIPT, outerScript } from './init-script.ts';
import type { RootFilesystem } from './root-filesystem.ts';

export type InitOptions = Readonly<{
  host: NetnsHost;
  root: RootFilesystem;
  /** Folders that the instance must not see. */
  hidden: readonly string[];
  /** An empty folder, to build the instance's root in. */
  top: string;
  /** The instance's own `home`, `root` and `var-tmp`. */
  disk: string;
  /** Called when the process is there and before it goes on for good: when the server ends in between, so does it. */
  note: (init: ProcessIdentity) => void;
}>;

/** Starts an instance's first process in namespaces of its own; resolves when its files and name are in place. */
export async function startInit(spec: InstanceSpec, options: InitOptions): Promise<void> {
  const { host, root } = options;
  const [program = '', ...args] = host.outside(['unshare', '--mount', 'bash', '-c', outerScript(root)]);
  const child = spawn(program, args, {
    detached: true, // a session of its own: what ends the server's does not reach it
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'], // the last for our word; stdin would close with the first shell
    cwd: '/',
    env: {
      PATH: SYSTEM_PATH,
      ...variables(spec),
      ...root.variables(options.hidden),
      OPENVPC_TOP: options.top,
      OPENVPC_DISK: options.disk,
      OPENVPC_IDS: host.mode === 'root' ? `${firstId(spec.instance)} ${IDS}` : '0 1',
      OPENVPC_USER: host.mode === 'root' ? '--setuid=0 --setgid=0' : '--preserve-credentials',
      OPENVPC_INNER: INNER_SCRIPT,
    },
  });
  child.unref();
  const word = child.stdio[3] as Writable; // a pipe, as asked for
  word.on('error', () => {}); // the process ended: what it said tells why
  try {
    const identity = processIdentity(await saidReady(child));
    if (identity === undefined) throw new Error("the instance's first process ended as soon as it was ready");
    options.note(identity);
    word.write('noted\n');
  } finally {
    word.end();
  }
}

/** The first of the ids that the instance's users have on the machine: 65,536 of its own, far from people's and daemons'. */
export function firstId(instance: InstanceId): number {
  const slot = Number.parseInt(createHash('sha256').update(instance).digest('hex').slice(0, 8), 16) % 24_000;
  return FIRST_ID + slot * IDS;
}
const FIRST_ID = 0x1000_0000;
const IDS = 65_536;

function variables(spec: InstanceSpec): Readonly<Record<string, string>> {
  const address = spec.interfaces.find(({ deviceIndex }) => deviceIndex === 0)?.ipv4[0];
  return {
    OPENVPC_HOSTNAME: spec.hostname,
    OPENVPC_DOMAIN: spec.domain,
    OPENVPC_RESOLVER: formatAddress(spec.resolver),
    OPENVPC_ADDRESS: address === undefined ? '127.0.1.1' : formatAddress(address),
  };
}

const PATIENCE_MS = 30_000;

/** The process id that the scripts told, once they said that all is ready; throws with their words when they end before. */
function saidReady(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`the instance cannot start: ${why}`));
    };
    const timer = setTimeout(() => fail(`not ready within ${PATIENCE_MS / 1000} seconds`), PATIENCE_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const pid = /^pid (\d+)$/m.exec(said)?.[1];
      if (pid === undefined || !/^ready$/m.test(said)) return;
      clearTimeout(timer);
      resolve(Number(pid));
    });
    child.on('error', (error) => fail(error.message));
    child.on('close', () => fail(complaint.trim() || 'its first process ended without a word'));
  });
}
