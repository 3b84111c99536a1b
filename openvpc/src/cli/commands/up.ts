import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { dataDirectory, type SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import type { ServerDoor } from '../../client/server-door.ts';

export type UpOptions = SiteOptions & {
  detach?: boolean;
  host?: string;
  region?: string;
  dataplane?: string;
  flowWindow?: number;
};

/** In the foreground until Ctrl-C, which stops the server and leaves instances and rules as they are. */
export async function up(server: ServerDoor, options: UpOptions): Promise<void> {
  const { detach, ...rest } = options;
  const given = Object.entries({ ...rest, data: dataDirectory(options) });
  const settings = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (detach === true) return startDetached(server, settings);
  const running = await server.start(settings).catch((error: unknown) => {
    throw new Failure(error instanceof Error ? error.message : String(error));
  });
  for (const note of running.notes) console.log(note);
  console.log(`\n${styleText('green', 'OpenVPC is up')} at ${running.endpoint}`);
  console.log(`Next:  eval "$(npx openvpc env${siteFlags(options)})" && aws ec2 describe-vpcs`);
  console.log('Ctrl-C stops the server; rules and instances stay until `npx openvpc down`.');
  await interrupted();
  await running.stop();
}

/** The flags that other commands need to find this very site. */
export function siteFlags(options: SiteOptions): string {
  return options.data === undefined
    ? ''
    : ` --data ${/^[\w./-]+$/.test(options.data) ? options.data : `'${options.data}'`}`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

const READY = 'OpenVPC is up';
const SECRET = /^.*AWS_SECRET_ACCESS_KEY.*\n/gm;

/** Runs the same command in the background, its output in DATA/server.log, and comes back when it says that it is up. */
async function startDetached(server: ServerDoor, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const data = String(settings['data']);
  const path = logPath(data);
  rmSync(path, { force: true });
  const log = openSync(path, 'a', 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${dashed(name)}`, String(value)]);
  const [program = '', ...args] = [...server.self, 'up', ...flags];
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: '/' });
  closeSync(log);
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  for (;;) {
    const code = await Promise.race([ended, new Promise<undefined>((resolve) => setTimeout(resolve, 50, undefined))]);
    const text = readFileSync(path, 'utf8');
    if (code !== undefined) throw new Failure(text.trim() || `the server ended at once with ${code}`);
    if (text.includes(READY) && text.includes('Ctrl-C')) {
      process.stdout.write(text.replace(/^Ctrl-C.*\n/m, `It runs in the background; its log is ${path}.\n`));
      writeFileSync(path, text.replaceAll(SECRET, '')); // shown, and not kept here
      child.unref();
      return;
    }
  }
}

function logPath(data: string): string {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(
      `The data directory ${data} cannot be made: ${(error as Error).message}. Name another with --data.`,
    );
  }
  return join(data, 'server.log');
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
