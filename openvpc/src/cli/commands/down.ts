import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  dataDirectory,
  endpointOf,
  isSite,
  readServerRecord,
  refuseForeign,
  serverRecordPath,
  type ServerRecord,
  type SiteOptions,
} from '../../client/site.ts';
import { Failure } from '../failure.ts';
import type { ServerDoor } from '../../client/server-door.ts';

/** Stops the site's server if one runs, then takes its namespaces, processes and rules away. Resources stay. */
export async function down(server: ServerDoor, options: SiteOptions): Promise<void> {
  const data = siteOf(options);
  if (data === undefined) throw new Failure(`There is no OpenVPC in ${dataDirectory(options)}.`);
  await stopServer(data);
  await server.teardown(data);
  rmSync(serverRecordPath(data), { force: true }); // of a server that was killed
  console.log(`OpenVPC in ${data} is down. Its resources are kept; 'openvpc up' brings them back.`);
}

/** Files that OpenVPC makes in a data directory; nothing else in it is ours to delete. */
const OURS = [
  /^(credentials|server|holder)\.json(\.\d+(\.new)?)?$/,
  /^server\.log(\.before|\.\d+\.new)?$/,
  /^(state|logs)\.sqlite(-wal|-shm|-journal)?$/,
  /^instances$/,
];

export async function reset(server: ServerDoor, options: SiteOptions & { yes?: boolean }): Promise<void> {
  const data = siteOf(options);
  if (data === undefined) return console.log(`There is no OpenVPC in ${dataDirectory(options)}: nothing to forget.`);
  if (options.yes !== true && !(await confirmed(data))) throw new Failure('Nothing was changed.');
  await stopServer(data);
  await server.teardown(data);
  for (const name of readdirSync(data)) {
    if (OURS.some((pattern) => pattern.test(name))) rmSync(join(data, name), { recursive: true, force: true });
  }
  if (lstatSync(data).isDirectory() && readdirSync(data).length === 0) rmdirSync(data); // a link stays
  console.log(`Everything in ${data} is forgotten. 'openvpc up' starts over with a new account.`);
}

function siteOf(options: SiteOptions): string | undefined {
  const data = dataDirectory(options);
  refuseForeign(data);
  return isSite(data) ? data : undefined;
}

async function confirmed(data: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Failure(`This forgets everything in ${data}. Say --yes if that is meant.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Forget the account, resources and logs in ${data}? Type yes: `);
  terminal.close();
  return answer.trim() === 'yes';
}

async function stopServer(data: string): Promise<void> {
  const record = readServerRecord(data);
  if (record === undefined) return;
  if (!(await isServerOf(data, record))) return;
  process.kill(record.pid, 'SIGTERM');
  for (let tries = 0; isAlive(record.pid); tries++) {
    if (tries === 100) process.kill(record.pid, 'SIGKILL');
    if (tries > 120) throw new Failure(`The server (process ${record.pid}) does not end.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * A pid may have been used again since a kill -9: only a process that answers as our server is ended. One that is ours and
 * answers nothing still holds the data, and so the teardown refuses.
 */
async function isServerOf(data: string, { pid, port }: ServerRecord): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    const health = `${endpointOf(data, { port })}/_openvpc/health`;
    const answer = await fetch(health, { signal: AbortSignal.timeout(3_000) });
    return ((await answer.json()) as { pid?: number }).pid === pid;
  } catch {
    return false;
  }
}

/** A process that has ended and that its parent has not asked about yet is no longer alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false; // no such file on this system
  }
}
