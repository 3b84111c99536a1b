import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * A site is one data directory and the server that works on it. Several live side by side on a machine; every command
 * finds its own by `--data` (OPENVPC_DATA) and `--port` (OPENVPC_PORT).
 */
export type SiteOptions = Readonly<{ data?: string | undefined; port?: number | undefined }>;

/** What the account's root user signs with; written once, mode 0600. */
export type Credentials = Readonly<{
  account: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;

/** Written by a server when it listens, so that commands find it; removed when it stops in order. */
export type ServerRecord = Readonly<{ pid: number; host: string; port: number; startedAt: number }>;

export const DEFAULT_PORT = 4566;

export function dataDirectory(options: SiteOptions): string {
  if (options.data === '') throw new Error('--data must name a directory.'); // an unset variable of some script's
  return resolve(options.data ?? (process.env['OPENVPC_DATA'] || join(homedir(), '.openvpc')));
}

/** Whether a server ever started on it. */
export function isSite(data: string): boolean {
  return existsSync(credentialsPath(data)) || existsSync(join(data, 'state.sqlite'));
}

/**
 * Throws when the directory is another user's. Root must not work there either: what it writes could be led elsewhere by
 * links, and what the user's own server holds is out of its sight.
 */
export function refuseForeign(data: string): void {
  const owner = statSync(data, { throwIfNoEntry: false })?.uid;
  const self = process.getuid?.();
  if (owner === undefined || self === undefined || owner === self) return;
  throw new Error(
    `${data} belongs to another user (id ${owner}; this is ${self}). Do this as that user, or name another directory with --data.`,
  );
}

export function credentialsPath(data: string): string {
  return join(data, 'credentials.json');
}

export function serverRecordPath(data: string): string {
  return join(data, 'server.json');
}

/** Undefined when this data directory has no account yet. */
export function readCredentials(data: string): Credentials | undefined {
  const path = credentialsPath(data);
  try {
    return readJson<Credentials>(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EACCES' ? 'cannot be read: it belongs to another user' : `is damaged (${String(error)})`;
    throw new Error(`${path} ${why}.`, { cause: error });
  }
}

export function readServerRecord(data: string): ServerRecord | undefined {
  return readJson<ServerRecord>(serverRecordPath(data));
}

/** Where the site's server listens: the port asked for, else where the running server said it listens. */
export function endpointOf(data: string, options: SiteOptions): string {
  const record = readServerRecord(data);
  const port = options.port ?? portFromEnvironment() ?? record?.port ?? DEFAULT_PORT;
  return `http://${hostForClients(record?.host)}:${port}`;
}

/** OPENVPC_PORT, when it is set to a port. */
export function portFromEnvironment(): number | undefined {
  const text = process.env['OPENVPC_PORT'];
  if (text === undefined || text === '') return undefined;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) throw new Error(`OPENVPC_PORT is not a port: ${text}`);
  return Number(text);
}

/** A server that listens everywhere is reached on the loopback. */
function hostForClients(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function readJson<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as T; // files that only a server writes
}
