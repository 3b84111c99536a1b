import { realpathSync } from 'node:fs';
import type { Compute, InstanceSpec, RunningInstance } from '../contract/compute.ts';
import { guestInterfaceName } from '../contract/wiring.ts';
import type { EniId, InstanceId } from '../name/id.ts';
import type { Exec } from '../seam/exec.ts';
import type { NetnsHost } from '../seam/netns.ts';
import { isSameProcess } from '../seam/process-identity.ts';
import { enterInstance } from './enter.ts';
import { startInit } from './init-process.ts';
import { InstanceFolders, type InstanceRecord } from './instance-folder.ts';
import { connectInterface, devicesOf } from './network.ts';
import { HOST_READ_ONLY } from './root-filesystem.ts';
import { isScript, runUserData } from './user-data.ts';

export type LinuxComputeOptions = Readonly<{ site: string; dataDir: string; host: NetnsHost; exec: Exec }>;

/** Instances as processes in namespaces of their own, below the server's user and none of its children. */
export function createLinuxCompute(options: LinuxComputeOptions): Compute {
  const { site, host, exec } = options;
  const folders = new InstanceFolders(options.dataDir);
  const hidden = [realpathSync(options.dataDir)];

  const running = (id: InstanceId): InstanceRecord | undefined => {
    const record = folders.record(id);
    return record !== undefined && isSameProcess(record.init) ? record : undefined;
  };

  /** ENIs whose cable the instance really holds. */
  const connectedEnis = (id: InstanceId, pid: number): readonly EniId[] => {
    const devices = devicesOf(pid);
    return Object.entries(folders.connected(id)).flatMap(([device, eni]) => (devices.has(device) ? [eni] : []));
  };

  async function stop(id: InstanceId): Promise<void> {
    const record = folders.record(id);
    if (record === undefined) return;
    // The kernel ends the whole instance with its first process.
    for (const each of [record.init, record.keeper]) if (isSameProcess(each)) kill(each.pid);
    for (let tries = 0; isSameProcess(record.init) || isSameProcess(record.keeper); tries++) {
      if (tries > 2000) throw new Error(`the processes of ${id} do not end`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    folders.setRecord(id, undefined);
  }

  return {
    observe() {
      const found = new Map<InstanceId, RunningInstance>();
      for (const id of folders.all()) {
        const record = running(id);
        if (record !== undefined)
          found.set(id, { pid: record.init.pid, connected: connectedEnis(id, record.init.pid) });
      }
      return Promise.resolve(found);
    },
    async create(spec) {
      if (running(spec.instance) !== undefined) return;
      await stop(spec.instance); // a keeper without its init
      folders.make(spec.instance);
      folders.setRecord(spec.instance, await startInit(host, folders, HOST_READ_ONLY, spec, hidden));
    },
    async connect(spec) {
      const record = mustRun(spec, running(spec.instance));
      const connected = new Set(connectedEnis(spec.instance, record.init.pid));
      for (const each of spec.interfaces) {
        if (connected.has(each.eni)) continue;
        await connectInterface(host, exec, site, record.init.pid, spec, each);
        const name = guestInterfaceName(each.deviceIndex);
        folders.setConnected(spec.instance, { ...folders.connected(spec.instance), [name]: each.eni });
      }
    },
    async boot(spec) {
      const record = mustRun(spec, running(spec.instance));
      if (!folders.firstBoot(spec.instance) || !isScript(spec.userData)) return;
      const enter = enterInstance(record.init.pid, host.mode);
      await runUserData(exec, enter, spec.userData, folders.consolePath(spec.instance));
    },
    stop,
    async forget(id) {
      await stop(id);
      folders.remove(id);
    },
    console: (id) => Promise.resolve(folders.console(id)),
    async destroy() {
      for (const id of folders.all()) await stop(id);
    },
  };
}

function mustRun(spec: InstanceSpec, record: InstanceRecord | undefined): InstanceRecord {
  if (record === undefined) throw new Error(`${spec.instance} does not run`);
  return record;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
