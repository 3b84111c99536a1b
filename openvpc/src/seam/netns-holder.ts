import { type ChildProcess, spawn } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeDescriptorsFrom } from './inherited-descriptors.ts';
import { endProcess, isSameProcess, type ProcessIdentity, processIdentity } from './process-identity.ts';

/**
 * Without root, namespaces need a process that owns the user namespace around them. It is a shell that only sleeps, in
 * a session of its own: it outlives the server, and the next server finds it by its record in the data directory.
 */
export async function openHolder(dataDir: string): Promise<ProcessIdentity> {
  const known = recordedHolder(dataDir);
  if (known !== undefined) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { child, identity } = await startHolder(realpathSync(dataDir));
  const winner = claim(dataDir, identity);
  if (winner === identity) child.stdin?.write('stay\n');
  child.stdin?.end(); // without the word, or when the server ends before saying it, the holder ends too
  return winner;
}

/** The holder that lives, if one does. */
export function recordedHolder(dataDir: string): ProcessIdentity | undefined {
  try {
    const recorded = JSON.parse(readFileSync(recordPath(dataDir), 'utf8')) as ProcessIdentity;
    return isSameProcess(recorded) ? recorded : undefined;
  } catch {
    return undefined; // none
  }
}

export async function closeHolder(dataDir: string, holder: ProcessIdentity): Promise<void> {
  await endProcess(holder);
  rmSync(recordPath(dataDir), { force: true });
}

const recordPath = (dataDir: string): string => join(dataDir, 'holder.json');

/** Of several that start a holder at once, one is first; the others use that one. */
function claim(dataDir: string, mine: ProcessIdentity): ProcessIdentity {
  const path = recordPath(dataDir);
  const draft = `${path}.${mine.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return mine;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const other = recordedHolder(dataDir);
      if (other !== undefined) return other;
      rmSync(path, { force: true }); // of one that is dead
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * /run becomes an empty file system, so the machine's own names are out of sight and ours can be made; a data directory
 * below /run is bound back to its place. The shell's first argument is the data directory.
 */
const HOLDER = `set -eu
${closeDescriptorsFrom(3)}umask 022
cd "$1"
mount -t tmpfs -o mode=755 openvpc /run
case "$1" in
  /run/*) mkdir -p "$1"; mount --no-canonicalize --rbind . "$1" ;;
esac
cd /
mkdir /run/netns
ip link set lo up
echo ready
read -r _ && exec sleep infinity </dev/null >/dev/null 2>&1
`;

async function startHolder(dataDir: string): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const namespaces = ['--user', '--map-root-user', '--net', '--mount', '--propagation', 'private'];
  const child = spawn('unshare', [...namespaces, 'bash', '-c', HOLDER, 'openvpc-holder', dataDir], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    env: { ...process.env, OPENVPC_HOLDER_OF: dataDir }, // for whoever finds the process and wonders
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const fail = (why: string) =>
      reject(new Error(`no network namespaces without root: ${why.trim() || 'no reason given'}`));
    child.stdout.on('data', () => resolve()); // its only word
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stdin.on('error', () => {}); // it ended: `close` says why
    child.on('error', (error) => fail(error.message));
    child.on('close', () => fail(said));
  });
  child.unref();
  const identity = processIdentity(child.pid ?? 0);
  if (identity === undefined) throw new Error('the process that holds the namespaces ended at once');
  return { child, identity };
}
