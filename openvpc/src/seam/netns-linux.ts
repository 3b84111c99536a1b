import { type Exec, must } from './exec.ts';
import type { NetnsHost } from './netns.ts';
import { closeHolder, openHolder, recordedHolder } from './netns-holder.ts';
import { includeSystemFolders } from './system-path.ts';

export type NetnsHostOptions = Readonly<{
  /** Marks the names of this site: `ovpc-1a2b3c4d`. */
  site: string;
  /** Where the holder process is recorded. */
  dataDir: string;
  exec: Exec;
}>;

/** As root, named namespaces of the machine; without root, the same names inside a holder process's namespaces. */
export async function createNetnsHost(options: NetnsHostOptions): Promise<NetnsHost> {
  includeSystemFolders();
  if (process.getuid?.() === 0) return host('root', options, [], () => Promise.resolve());
  const holder = await openHolder(options.dataDir);
  const enter = ['nsenter', `--target=${holder.pid}`, '--user', '--mount', '--net', '--preserve-credentials', '--'];
  return host('user', options, enter, () => closeHolder(options.dataDir, holder));
}

/** The site's namespaces, if there are any to speak of; never starts a holder. For taking a site away. */
export async function findNetnsHost(options: NetnsHostOptions): Promise<NetnsHost | undefined> {
  const isThere = process.getuid?.() === 0 || recordedHolder(options.dataDir) !== undefined;
  return isThere ? createNetnsHost(options) : undefined;
}

/** The first `ip netns add` since boot makes /run/netns a mount point; two at once would make it two, one over the other. */
const LOCK = ['flock', '/run/openvpc-netns.lock'];

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
    const { code, stderr } = await exec.run(outside([...LOCK, 'ip', 'netns', 'delete', name]));
    if (code !== 0 && (await list()).includes(name)) {
      throw new Error(`cannot remove the namespace ${name}: ${stderr.trim()}`);
    }
  };
  /** Whether it was made now; false when the name is there already. */
  const add = async (name: string): Promise<boolean> => {
    const { code, stderr } = await exec.run(outside([...LOCK, 'ip', 'netns', 'add', name]));
    if (code === 0 || stderr.includes('File exists')) return code === 0;
    throw new Error(`cannot make the namespace ${name}: ${stderr.trim()}`);
  };
  const raiseLoopback = (name: string) => outside(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  return {
    mode,
    outside,
    inside: (name, argv) => outside(['nsenter', `--net=/run/netns/${name}`, '--', ...argv]),
    async create(name) {
      const isNew = await add(name);
      if ((await exec.run(raiseLoopback(name))).code === 0) return;
      if (!isNew) {
        await remove(name); // a name without a namespace: its making was cut off
        await add(name);
      }
      await must(exec, raiseLoopback(name));
    },
    remove,
    list,
    async destroy() {
      for (const name of await list()) await remove(name);
      await release();
    },
  };
}
