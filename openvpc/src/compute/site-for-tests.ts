import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Compute, InstanceSpec } from '../contract/compute.ts';
import type { InstanceId } from '../name/id.ts';
import { address } from '../net/address.ts';
import { type ExecResult, systemExec } from '../seam/exec.ts';
import type { NetnsHost } from '../seam/netns.ts';
import { createNetnsHost } from '../seam/netns-linux.ts';
import { enterInstance } from './enter.ts';
import { createLinuxCompute, type LinuxComputeOptions } from './linux.ts';

/** A site of its own for a test file, as whoever runs it; the folder's name has a blank on purpose. */
export type TestSite = Readonly<{
  site: string;
  dataDir: string;
  host: NetnsHost;
  compute: Compute;
  /** Another server on the same data: it shares nothing in memory with the first. */
  again(options?: Partial<LinuxComputeOptions>): Compute;
  start(spec: InstanceSpec): Promise<number>;
  /** Words that run a shell text in the instance. */
  words(pid: number, text: string): readonly string[];
  run(pid: number, text: string, input?: string): Promise<ExecResult>;
  destroy(): Promise<void>;
}>;

export async function openTestSite(folder = tmpdir()): Promise<TestSite> {
  const dataDir = mkdtempSync(join(folder, 'openvpc test-'));
  const site = `ovpc-${randomBytes(4).toString('hex')}`;
  const host = await createNetnsHost({ site, dataDir, exec: systemExec });
  const again: TestSite['again'] = (options) =>
    createLinuxCompute({ site, dataDir, host, exec: systemExec, ...options });
  const compute = again();
  const words: TestSite['words'] = (pid, text) => [...enterInstance(pid, host.mode), 'sh', '-c', text];
  return {
    site,
    dataDir,
    host,
    compute,
    again,
    async start(spec) {
      await compute.create(spec);
      return pidOf(compute, spec.instance);
    },
    words,
    run: (pid, text, input) => systemExec.run(words(pid, text), input === undefined ? {} : { input }),
    async destroy() {
      for (const id of (await compute.observe()).keys()) await compute.forget(id);
      await host.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function pidOf(compute: Compute, instance: InstanceId): Promise<number> {
  const pid = (await compute.observe()).get(instance)?.pid;
  if (pid === undefined) throw new Error(`${instance} does not run`);
  return pid;
}

let count = 0;
export function testSpec(rest: Partial<InstanceSpec> = {}): InstanceSpec {
  const instance = `i-${(++count).toString(16).padStart(17, '0')}` as InstanceId;
  const resolver = address('10.0.0.2');
  return { instance, hostname: 'ip-10-0-1-20', domain: 'ec2.internal', resolver, interfaces: [], ...rest };
}

/** Waits for what comes soon; throws with `what` when it does not. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never: ${what}`);
}
