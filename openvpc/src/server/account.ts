import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { makeFolder } from '../client/make-folder.ts';
import { type Credentials, credentialsPath, readCredentials, refuseForeign } from '../client/site.ts';

/** The account of this data directory, made at its first start: a random 12-digit id and its root access key. */
export function openAccount(data: string, region: string): { credentials: Credentials; isNew: boolean } {
  const known = readCredentials(data);
  if (known !== undefined) return { credentials: known, isNew: false };
  const credentials: Credentials = {
    account: String(randomInt(100_000_000_000, 999_999_999_999)),
    region,
    accessKeyId: `AKIA${base32(randomBytes(16)).slice(0, 16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  writePrivately(credentialsPath(data), `${JSON.stringify(credentials, null, 2)}\n`);
  return { credentials, isNew: true };
}

/**
 * Makes the data directory, for its owner alone. One with files in it keeps its mode (it may be a home), and serves only
 * if nobody else can write there.
 */
export function openDataDirectory(data: string): void {
  makeFolder(data);
  refuseForeign(data);
  const { mode } = statSync(data);
  if (readdirSync(data).every((name) => name.startsWith('server.log'))) chmodSync(data, 0o700);
  else if ((mode & 0o022) !== 0)
    throw new Error(`Others can write in ${data}, and files are there already. Name another directory with --data.`);
}

/** Whole or not at all, on disk when it returns, mode 0600 from the first byte. */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  rmSync(draft, { force: true }); // of a server with the same number, killed
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}
