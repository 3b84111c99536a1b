import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { z } from 'zod';
import { parsePrefix, prefix, prefixesOverlap } from '../net/prefix.ts';

/** Everything `openvpc up` can be told. Values come from flags first, then the environment, then these defaults. */
export const configurationSchema = z.object({
  data: z.string().min(1),
  port: z.number().int('must be a whole number').min(0).max(65535).default(4566),
  host: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'must look like us-east-1')
    .default('us-east-1'),
  dataplane: z.enum(['auto', 'linux', 'simulator'], 'must be auto, linux or simulator').default('auto'),
  /** Seconds a flow record covers: AWS promises at most 60 for instances. */
  flowWindow: z.number().int().min(1, 'must be 1 to 60 seconds').max(60, 'must be 1 to 60 seconds').default(60),
  /** Where Elastic IPs and public addresses come from; absent: the usual pool. */
  publicPool: z
    .string()
    .refine(isPool, 'must be a block of public IPv4 addresses from /8 to /28, such as 198.18.0.0/15')
    .transform(prefix)
    .optional(),
});
export type Configuration = z.infer<typeof configurationSchema>;

/** Throws an Error whose message names the wrong setting and what it must be. */
export function parseConfiguration(given: Readonly<Record<string, unknown>>): Configuration {
  const result = configurationSchema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const flag = String(issue?.path[0] ?? '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Error(`--${flag} ${issue?.message ?? 'is not valid'}`);
}

/** Ranges whose packets an internet gateway does not take, and those that are no host's. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
].map(prefix);

function isPool(text: string): boolean {
  const block = parsePrefix(text);
  if (block?.base.family !== 4 || block.length < 8 || block.length > 28) return false;
  return !NOT_PUBLIC.some((range) => prefixesOverlap(range, block));
}

/** Marks what belongs to this data directory among namespaces and names of the machine. */
export function siteTag(data: string): string {
  return `ovpc-${createHash('sha256').update(realpathSync(data)).digest('hex').slice(0, 8)}`;
}

/** Listening beyond the loopback shows the API to others; the caller warns. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
