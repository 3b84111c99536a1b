import { sql } from 'kysely';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLinuxCompute } from '../compute/linux.ts';
import { systemExec } from '../seam/exec.ts';
import { createNetnsHost, findNetnsHost } from '../seam/netns-linux.ts';
import { DatabaseUnavailable, openDatabase } from '../store/sqlite-database.ts';
import { siteTag } from './configuration.ts';

/** Ends the instances of a site and removes its namespaces with their rules. Throws when a server works on it. */
export async function teardown(dataDir: string): Promise<void> {
  const release = await lock(dataDir);
  try {
    if (process.platform === 'linux') await removeAll(dataDir);
  } finally {
    await release();
  }
}

async function removeAll(dataDir: string): Promise<void> {
  const options = { site: siteTag(dataDir), dataDir, exec: systemExec };
  // Without root, the process that held the namespaces may be gone, and the instances still there.
  const instances = existsSync(join(dataDir, 'instances'));
  const host = (await findNetnsHost(options)) ?? (instances ? await createNetnsHost(options) : undefined);
  if (host === undefined) return; // nothing was ever made, or it went with the machine
  if (instances) await createLinuxCompute({ ...options, host }).destroy();
  await host.destroy();
}

const PATIENCE_MS = 5_000;

/** Holds the data as a server does; waits for one that is about to end. */
async function lock(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'state.sqlite');
  const until = Date.now() + PATIENCE_MS;
  while (existsSync(path)) {
    try {
      const database = openDatabase(path);
      await sql`select 1`.execute(database); // one that was never asked anything would not be closed
      return () => database.destroy();
    } catch (error) {
      // Damaged, or on a disk that is full: nobody works on it.
      if (!(error instanceof DatabaseUnavailable && error.reason === 'in-use')) break;
      if (Date.now() > until) {
        throw new Error(
          `A server works on ${dataDir} and does not answer (server.json there has its process, if it came so far). End it, then try again.`,
          { cause: error },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return () => Promise.resolve();
}
