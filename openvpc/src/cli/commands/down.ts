import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { dataDirectory, readServerRecord, serverRecordPath, type SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import type { ServerDoor } from '../../client/server-door.ts';

/** Stops the site's server if one runs, then takes its namespaces, processes and rules away. Resources stay. */
export async function down(server: ServerDoor, options: SiteOptions): Promise<void> {
  const data = dataDirectory(options);
  if (!existsSync(data)) throw new Failure(`There is no OpenVPC in ${data}.`);
  await stopServer(data);
  await server.teardown(data);
  console.log(`OpenVPC in ${data} is down. Its resources are kept; 'openvpc up' brings them back.`);
}

/** Files that OpenVPC makes in a data directory; nothing else in it is ours to delete. */
const OURS = [/^credentials\.json/, /^server\.(json|log)/, /^(state|logs)\.sqlite/, /^instances$/, /^holder/];

export async function reset(server: ServerDoor, options: SiteOptions & { yes?: boolean }): Promise<void> {
  const data = dataDirectory(options);
  if (!existsSync(data)) return console.log(`There is no OpenVPC in ${data}: nothing to forget.`);
  if (options.yes !== true && !(await confirmed(data))) throw new Failure('Nothing was changed.');
  await stopServer(data);
  await server.teardown(data);
  for (const name of readdirSync(data)) {
    if (OURS.some((pattern) => pattern.test(name))) rmSync(join(data, name), { recursive: true, force: true });
  }
  if (readdirSync(data).length === 0) rmdirSync(data);
  console.log(`Everything in ${data} is forgotten. 'openvpc up' starts over with a new account.`);
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
  if (await isServerOf(record)) {
    process.kill(record.pid, 'SIGTERM');
    for (let tries = 0; isAlive(record.pid); tries++) {
      if (tries === 100) process.kill(record.pid, 'SIGKILL');
      if (tries > 120) throw new Failure(`The server (process ${record.pid}) does not end.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  rmSync(serverRecordPath(data), { force: true });
}

/** A pid may have been used again since a kill -9: only a process that answers as our server is ended. */
async function isServerOf(record: { pid: number; port: number; host: string }): Promise<boolean> {
  if (!isAlive(record.pid)) return false;
  const host = record.host === '0.0.0.0' || record.host === '::' ? '127.0.0.1' : record.host;
  try {
    const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${record.port}/_openvpc/health`);
    const health = (await answer.json()) as { pid?: number };
    return health.pid === record.pid;
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
