import { readdirSync } from 'node:fs';
import { enterInstance } from '../compute/enter.ts';
import { createLinuxCompute } from '../compute/linux.ts';
import type { Compute } from '../contract/compute.ts';
import type { Dataplane } from '../contract/dataplane.ts';
import { createNftablesDataplane } from '../dataplane/nftables/dataplane.ts';
import { createSimulator } from '../dataplane/simulator/simulator.ts';
import type { Judge } from '../control/journey.ts';
import type { AdvanceableClock } from '../seam/advanceable-clock.ts';
import type { Clock } from '../seam/clock.ts';
import { systemExec } from '../seam/exec.ts';
import { startLineProcess } from '../seam/line-process.ts';
import { missingForLinux } from '../seam/linux-support.ts';
import { recordedHolder } from '../seam/netns-holder.ts';
import { createNetnsHost } from '../seam/netns-linux.ts';
import { isSameProcess } from '../seam/process-identity.ts';
import { type Configuration, siteTag } from './configuration.ts';
import type { Log } from './logger.ts';
import { createVirtualCompute } from './virtual-compute.ts';

/** Where packets are judged and instances run, and why there. */
export type Platform = Readonly<{
  name: string;
  why: string;
  /** What stays when the server stops. */
  stays: string;
  dataplane: Dataplane;
  compute: Compute;
  /** The words that run a command inside an instance; undefined where instances have no processes. */
  entrance?: (pid: number) => readonly string[];
  /** Where packets are virtual. */
  simulation?: Simulation;
  /** Resolves when all of it is gone at once (the process that held it ended), or when the signal aborts. */
  lost(signal: AbortSignal): Promise<void>;
  /** Ends what opening the platform began, when the start fails before anything stands on it. */
  abandon(): Promise<void>;
}>;

/** What can be done where packets are virtual, and time is a number. */
export type Simulation = Readonly<{ send: Judge; clock: AdvanceableClock }>;

/** The kernel where it can be used, else the simulator; `--dataplane linux` refuses to start where it cannot. */
export async function openPlatform(
  { data, dataplane }: Configuration,
  clock: AdvanceableClock,
  log: Log,
): Promise<Platform> {
  if (dataplane === 'simulator') return simulator(data, 'chosen by --dataplane simulator', clock);
  const missing = await missingForLinux(systemExec);
  if (missing === undefined) return linux(data, clock, log);
  if (dataplane === 'linux') throw new Error(`The Linux data plane cannot run here: ${missing}`);
  return simulator(data, `the Linux data plane cannot run here: ${missing}`, clock);
}

async function linux(dataDir: string, clock: Clock, log: Log): Promise<Platform> {
  const site = siteTag(dataDir);
  const isRoot = process.getuid?.() === 0;
  const before = recordedHolder(dataDir);
  const host = await createNetnsHost({ site, dataDir, exec: systemExec });
  const compute = createLinuxCompute({ site, dataDir, host, exec: systemExec });
  // Instances outlive the holder of their namespaces, and no other holder can plug a cable into them.
  if (!isRoot && before === undefined) await compute.destroy();
  const holder = recordedHolder(dataDir);
  const how = host.mode === 'root' ? 'as root, in namespaces named' : 'without root, in a user namespace, named';
  return {
    name: 'nftables',
    stays: 'rules and instances stay until `npx openvpc down`',
    why: `the Linux kernel's nf_tables, ${how} ${site}-…`,
    dataplane: createNftablesDataplane({
      site,
      host,
      exec: systemExec,
      startLineProcess,
      clock,
      onTrouble: (message, error) => log(message, { error: String(error) }),
    }) as Dataplane,
    compute,
    entrance: (pid) => enterInstance(pid, host.mode, process.env),
    async abandon() {
      if (!isRoot && before === undefined) await host.destroy();
    },
    async lost(signal) {
      const isThere = () => holder === undefined || isSameProcess(holder);
      while (!signal.aborted && isThere()) await clock.sleep(1_000, signal);
    },
  };
}

function simulator(dataDir: string, why: string, clock: AdvanceableClock): Platform {
  if (standsInKernel(dataDir)) {
    throw new Error(
      `Instances and rules of an earlier start still stand in the kernel, where the simulator (${why}) would not reach them. Take them away with 'openvpc down' first.`,
    );
  }
  const simulator = createSimulator({ clock });
  return {
    name: 'simulator',
    stays: 'instances and their flows are gone then, resources stay',
    why: `virtual packets only, instances have no processes (${why})`,
    dataplane: simulator as Dataplane,
    simulation: { send: (packet, from) => simulator.send(packet, from), clock },
    compute: createVirtualCompute(),
    abandon: () => Promise.resolve(),
    lost: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}

function standsInKernel(dataDir: string): boolean {
  if (recordedHolder(dataDir) !== undefined) return true;
  try {
    return readdirSync('/run/netns').some((name) => name.startsWith(`${siteTag(dataDir)}-`));
  } catch {
    return false; // nobody ever made a namespace here
  }
}
