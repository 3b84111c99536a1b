import { createHash } from 'node:crypto';
import type { Exec } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { FLOW_TABLE, TABLE } from './names.ts';
import { CHECKED, VOID } from './topology.ts';

/** What is really there in one router namespace. */
export type ObservedRouter = Readonly<{
  /** Set up as a router: the last step of setting up leaves `void` up. */
  ready: boolean;
  cables: ReadonlyMap<string, Readonly<{ group: number; up: boolean }>>;
  /** `10.0.1.5/32 dev e…` of the table for checked packets. */
  routes: ReadonlySet<string>;
  /** `10.0.1.5 02:… dev e…`, permanent ones. */
  neighbours: ReadonlySet<string>;
  /** A digest of our table as the kernel lists it; undefined when there is none. */
  listing: string | undefined;
  /** Whether the table that counts flows is there. */
  counting: boolean;
}>;

/** Reads back every router namespace of this site. */
export async function observeRouters(
  host: NetnsHost,
  exec: Exec,
  names: readonly string[],
): Promise<ReadonlyMap<string, ObservedRouter>> {
  const routers = await Promise.all(names.map(async (name) => [name, await observeRouter(host, exec, name)] as const));
  return new Map(routers);
}

async function observeRouter(host: NetnsHost, exec: Exec, name: string): Promise<ObservedRouter> {
  const ip = async (...words: string[]): Promise<readonly Json[]> => {
    const { code, stdout, stderr } = await exec.run(host.inside(name, ['ip', '-j', '-d', ...words]));
    if (code !== 0 && !stderr.includes('FIB table does not exist'))
      throw new Error(`ip ${words.join(' ')}: ${stderr.trim()}`);
    return code !== 0 || stdout.trim() === '' ? [] : (JSON.parse(stdout) as Json[]);
  };
  const [links, routes4, routes6, neighbours, listing, counting] = await Promise.all([
    ip('link', 'show'),
    ip('-4', 'route', 'show', 'table', String(CHECKED)),
    ip('-6', 'route', 'show', 'table', String(CHECKED)),
    ip('neigh', 'show', 'nud', 'permanent'),
    listTable(host, exec, name),
    exec.run(host.inside(name, ['nft', '-t', 'list', 'table', 'inet', FLOW_TABLE])),
  ]);
  const isUp = (link: Json): boolean => (link['flags'] as string[]).includes('UP');
  return {
    ready: links.some((link) => link['ifname'] === VOID && isUp(link)),
    cables: new Map(
      links
        .filter((link) => /^e[0-9a-z]{1,14}$/.test(text(link['ifname'])))
        .map((link) => [text(link['ifname']), { group: groupNumber(link['group']), up: isUp(link) }]),
    ),
    routes: new Set(
      [...routes4, ...routes6].map((route) => `${withLength(text(route['dst']))} dev ${text(route['dev'])}`),
    ),
    neighbours: new Set(neighbours.map((n) => `${text(n['dst'])} ${text(n['lladdr'])} dev ${text(n['dev'])}`)),
    listing,
    counting: counting.code === 0,
  };
}

type Json = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const groupNumber = (value: unknown): number => (value === 'default' ? 0 : Number(value));

/** `ip` leaves out the length of a host route. */
function withLength(destination: string): string {
  if (destination === 'default' || destination.includes('/')) return destination;
  return `${destination}/${destination.includes(':') ? 128 : 32}`;
}

/** A digest of our table in the kernel's own words, without what changes by itself (handles, the order of elements). */
export async function listTable(host: NetnsHost, exec: Exec, name: string): Promise<string | undefined> {
  const { code, stdout } = await exec.run(host.inside(name, ['nft', '-j', 'list', 'table', 'inet', TABLE]));
  if (code !== 0) return undefined;
  const listed = (JSON.parse(stdout) as { nftables: readonly Json[] }).nftables.filter(
    (entry) => !('metainfo' in entry),
  );
  const rules = listed.filter((entry) => 'rule' in entry).map(normalText);
  const others = listed.filter((entry) => !('rule' in entry)).map(normalText);
  return createHash('sha256')
    .update([...others.sort(), ...rules].join('\n'))
    .digest('hex');
}

function normalText(entry: Json): string {
  return JSON.stringify(entry, (key, value: unknown) => {
    if (key === 'handle') return undefined;
    if (key === 'elem' && Array.isArray(value)) return value.map((element) => JSON.stringify(element)).sort();
    return value;
  });
}
