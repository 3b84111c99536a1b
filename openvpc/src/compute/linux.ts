import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Compute, InstanceSpec, RunningInstance } from '../contract/compute.ts';
import { guestInterfaceName } from '../contract/wiring.ts';
import type { EniId, InstanceId } from '../name/id.ts';
import type { Exec } from '../seam/exec.ts';
import type { NetnsHost } from '../seam/netns.ts';
import { endProcess, isSameProcess, type ProcessIdentity } from '../seam/process-identity.ts';
import { enterInstance } from './enter.ts';
import { pathsOf } from './hidden-folders.ts';
import { firstId, startInit } from './init-process.ts';
import { InstanceFolders } from './instance-folder.ts';
import { connectInterface, devicesOf } from './network.ts';
import { HOST_READ_ONLY, type RootFilesystem } from './root-filesystem.ts';
import { isScript, runUserData } from './user-data.ts';

export type LinuxComputeOptions = Readonly<{
  site: string;
  dataDir: string;
  host: NetnsHost;
  exec: Exec;
  /** Where instances' files come from; the machine's own, read-only, unless given. */
  root?: RootFilesystem;
  /** Folders that instances must not see, beside the data directory and the user's home. */
  hidden?: readonly string[];
}>;

/** Instances as processes in namespaces of their own, below the server's user and none of its children. */
export function createLinuxCompute(options: LinuxComputeOptions): Compute {
  const { site, host, exec, root = HOST_READ_ONLY } = options;
  const folders = new InstanceFolders(options.dataDir);
  const oneAtATime = createQueues();

  const running = (id: InstanceId): ProcessIdentity | undefined => {
    const init = folders.init(id);
    return init !== undefined && isSameProcess(init) ? init : undefined;
  };

  /** ENIs whose cable the instance really holds. */
  const connectedEnis = (id: InstanceId, pid: number): readonly EniId[] => {
    const devices = devicesOf(pid);
    return Object.entries(folders.connected(id)).flatMap(([device, eni]) => (devices.has(device) ? [eni] : []));
  };

  async function create(spec: InstanceSpec): Promise<void> {
    const id = spec.instance;
    if (running(id) !== undefined) return;
    const { top, disk } = folders.make(id, host.mode === 'root' ? firstId(id) : undefined);
    const hidden = foldersToHide([options.dataDir, ...(options.hidden ?? [])]);
    await startInit(spec, { host, root, hidden, top, disk, note: (init) => folders.setInit(id, init) });
  }

  async function connect(spec: InstanceSpec): Promise<void> {
    const { pid } = mustRun(spec, running(spec.instance));
    const connected = new Set(connectedEnis(spec.instance, pid));
    for (const each of spec.interfaces) {
      if (connected.has(each.eni)) continue;
      await connectInterface(host, exec, site, pid, spec, each);
      const name = guestInterfaceName(each.deviceIndex);
      folders.setConnected(spec.instance, { ...folders.connected(spec.instance), [name]: each.eni });
    }
  }

  function boot(spec: InstanceSpec): void {
    const id = spec.instance;
    const { pid } = mustRun(spec, running(id));
    if (!isScript(spec.userData) || folders.hasBooted(id)) return;
    folders.setUserData(id, spec.userData);
    folders.setBoot(id, runUserData(folders.path(id), enterInstance(pid, host.mode)));
  }

  async function stop(id: InstanceId): Promise<void> {
    const [init, console] = [folders.init(id), folders.boot(id)];
    if (init !== undefined) await endProcess(init); // the kernel ends the whole instance with its first process
    if (console !== undefined) await finish(console);
    folders.setInit(id, undefined);
    folders.setBoot(id, undefined);
  }

  return {
    observe() {
      const found = new Map<InstanceId, RunningInstance>();
      for (const id of folders.all()) {
        const pid = running(id)?.pid;
        if (pid !== undefined) found.set(id, { pid, connected: connectedEnis(id, pid) });
      }
      return Promise.resolve(found);
    },
    create: (spec) => oneAtATime(spec.instance, () => create(spec)),
    connect: (spec) => oneAtATime(spec.instance, () => connect(spec)),
    boot: (spec) => oneAtATime(spec.instance, () => Promise.resolve(boot(spec))),
    stop: (id) => oneAtATime(id, () => stop(id)),
    forget: (id) =>
      oneAtATime(id, async () => {
        await stop(id);
        folders.remove(id);
      }),
    console: (id) => Promise.resolve(folders.console(id)),
    async destroy() {
      for (const id of folders.all()) await oneAtATime(id, () => stop(id));
    },
  };
}

/** Work on one instance waits for the work on it before; that of others goes on beside it. */
function createQueues(): (id: InstanceId, work: () => Promise<void>) => Promise<void> {
  const last = new Map<InstanceId, Promise<void>>();
  return (id, work) => {
    const next = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, next);
    const forget = (): void => {
      if (last.get(id) === next) last.delete(id);
    };
    next.then(forget, forget);
    return next;
  };
}

/** Where the machine shows them; a home that is part of the system (daemons have such) stays. */
function foldersToHide(folders: readonly string[]): readonly string[] {
  const home = realpathOrSame(homedir());
  const isSystem = home === '/' || /^\/(usr|etc|bin|sbin|lib[^/]*|var)(\/|$)/.test(home);
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  return [...folders.map(realpathOrSame), ...(isSystem ? [] : [home])].flatMap((folder) => pathsOf(folder, mountinfo));
}

function realpathOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it is not there, so nobody can see it
  }
}

/** What reads the console ends by itself with the last that writes; when it does not, it is ended. */
async function finish(reader: ProcessIdentity): Promise<void> {
  for (let tries = 0; isSameProcess(reader) && tries < 200; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await endProcess(reader);
}

function mustRun(spec: InstanceSpec, init: ProcessIdentity | undefined): ProcessIdentity {
  if (init === undefined) throw new Error(`${spec.instance} does not run`);
  return init;
}
