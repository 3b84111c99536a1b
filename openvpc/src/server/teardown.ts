import { systemExec } from '../seam/exec.ts';
import { findNetnsHost } from '../seam/netns-linux.ts';
import { createLinuxCompute } from '../compute/linux.ts';
import { siteTag } from './configuration.ts';

/** Ends the instances of a site and removes its namespaces with their rules; the server of the site must not run. */
export async function teardown(dataDir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const site = siteTag(dataDir);
  const host = await findNetnsHost({ site, dataDir, exec: systemExec });
  if (host === undefined) return; // nothing was ever made, or it went with the machine
  await createLinuxCompute({ site, dataDir, host, exec: systemExec }).destroy();
  await host.destroy();
}
