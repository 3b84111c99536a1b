import { enterInstance } from '../compute/enter.ts';
import { createLinuxCompute } from '../compute/linux.ts';
import type { Compute } from '../contract/compute.ts';
import type { Dataplane } from '../contract/dataplane.ts';
import { createNftablesDataplane } from '../dataplane/nftables/dataplane.ts';
import { createSimulator } from '../dataplane/simulator/simulator.ts';
import type { Clock } from '../seam/clock.ts';
import { systemExec } from '../seam/exec.ts';
import { startLineProcess } from '../seam/line-process.ts';
import { missingForLinux } from '../seam/linux-support.ts';
import { createNetnsHost } from '../seam/netns-linux.ts';
import { type Configuration, siteTag } from './configuration.ts';
import { createVirtualCompute } from './virtual-compute.ts';

/** A line for the operator. */
type Log = (message: string, details: Readonly<Record<string, unknown>>) => void;

/** Where packets are judged and instances run, and why there. */
export type Platform = Readonly<{
  name: string;
  why: string;
  dataplane: Dataplane;
  compute: Compute;
  /** The words that run a command inside an instance; undefined where instances have no processes. */
  entrance?: (pid: number) => readonly string[];
}>;

/** The kernel where it can be used, else the simulator; `--dataplane linux` refuses to start where it cannot. */
export async function openPlatform({ data, dataplane }: Configuration, clock: Clock, log: Log): Promise<Platform> {
  if (dataplane === 'simulator') return simulator('chosen by --dataplane simulator', clock);
  const missing = await missingForLinux(systemExec);
  if (missing === undefined) return linux(data, clock, log);
  if (dataplane === 'linux') throw new Error(`The Linux data plane cannot run here: ${missing}`);
  return simulator(`the Linux data plane cannot run here: ${missing}`, clock);
}

async function linux(dataDir: string, clock: Clock, log: Log): Promise<Platform> {
  const site = siteTag(dataDir);
  const host = await createNetnsHost({ site, dataDir, exec: systemExec });
  const how = host.mode === 'root' ? 'as root, in namespaces named' : 'without root, in a user namespace, named';
  return {
    name: 'nftables',
    why: `the Linux kernel's nf_tables, ${how} ${site}-…`,
    dataplane: createNftablesDataplane({
      site,
      host,
      exec: systemExec,
      startLineProcess,
      clock,
      onTrouble: (message, error) => log(message, { error: String(error) }),
    }) as Dataplane,
    compute: createLinuxCompute({ site, dataDir, host, exec: systemExec }),
    entrance: (pid) => enterInstance(pid, host.mode, process.env),
  };
}

function simulator(why: string, clock: Clock): Platform {
  return {
    name: 'simulator',
    why: `the simulator: virtual packets only, instances have no processes (${why})`,
    dataplane: createSimulator({ clock }) as Dataplane,
    compute: createVirtualCompute(),
  };
}
