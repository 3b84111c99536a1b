import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../client/make-folder.ts';
import { refuseForeign } from '../../client/site.ts';
import { Failure } from '../failure.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Runs `up` with these settings in the background and comes back with what it says when it is up. What it says comes over
 * a channel of their own, for it may hold a key; its output goes to DATA/server.log. That of the start before is kept
 * beside it, and a start that fails touches neither: the log may be a running server's.
 */
export async function startDetached(
  self: readonly string[],
  settings: Settings,
): Promise<{ news: string; log: string }> {
  const log = logPath(String(settings['data']));
  const draft = `${log}.${process.pid}.new`;
  const output = insist(draft, () => openSync(draft, 'w', 0o600));
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${dashed(name)}`, String(value)]);
  const [program = '', ...args] = [...self, 'up', ...flags];
  const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output, 'ipc'], cwd: '/' });
  closeSync(output);
  let stopped: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    stopped = signal;
    child.kill(signal); // it ends what it has begun
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const news = await new Promise<string>((resolve, reject) => {
      child.on('message', (said) => {
        if (stopped === undefined) resolve(said as string); // tellStarter sends text
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (stopped !== undefined) return reject(new Failure('', 128 + constants.signals[stopped]));
        const said = readFileSync(draft, 'utf8')
          .trim()
          .replace(/^openvpc: /, ''); // as this program will say again
        const number = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
        reject(new Failure(said || `the server ended at once, with exit code ${number}`, number || 1));
      });
    });
    if (existsSync(log)) renameSync(log, `${log}.before`);
    renameSync(draft, log);
    child.unref();
    return { news, log };
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** When `startDetached` started this process: tells it that the server is up, and answers true. */
export function tellStarter(news: string): boolean {
  if (process.send === undefined) return false;
  process.send(news, () => {
    if (process.connected) process.disconnect();
  });
  return true;
}

function logPath(data: string): string {
  refuseForeign(data);
  insist(data, () => makeFolder(data));
  return join(data, 'server.log');
}

function insist<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Failure(`${path} cannot be made: ${(error as Error).message}. Name another directory with --data.`);
  }
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
