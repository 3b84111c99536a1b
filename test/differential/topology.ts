import type { Resource, Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { snapshotOf, withResources, type World } from '../world.ts';
import { peering } from '../world-gateways.ts';

const EVERYWHERE = ['out all to 0.0.0.0/0', 'out all to ::/0'];

/**
 * VPC A of the cases: a public subnet with a NAT gateway, a private one behind it, one for databases and one for an
 * appliance; a group for each tier. On the internet are 203.0.113.5, 203.0.113.99 and 2001:db8:ffff::5; the service S3 is
 * at 52.216.0.0/15.
 */
export const BASE: World = {
  subnets: {
    pub: {
      cidrs: '10.0.0.0/24 2001:db8:a:0::/64',
      routes: ['0.0.0.0/0 igw', '::/0 igw', '10.1.0.0/16 pcx:ab'],
    },
    priv: {
      cidrs: '10.0.1.0/24 2001:db8:a:1::/64',
      routes: ['0.0.0.0/0 nat:a', '::/0 eigw', 'pl:s3 vpce:s3', '10.1.0.0/16 pcx:ab'],
    },
    db: { cidrs: '10.0.2.0/24', routes: [] },
    fw: { cidrs: '10.0.3.0/24', routes: [] },
  },
  eigw: true,
  nats: { a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' } },
  lists: { s3: ['52.216.0.0/15'] },
  endpoints: { s3: { service: 's3', list: 's3' } },
  groups: {
    web: ['in tcp 80 from 0.0.0.0/0', 'in tcp 80 from ::/0', 'in tcp 22 from 203.0.113.5/32', ...EVERYWHERE],
    app: ['in tcp 8080 from web', ...EVERYWHERE],
    db: ['in tcp 5432 from app'],
    fw: ['in all from 10.0.0.0/16', 'out all to 0.0.0.0/0'],
  },
  enis: {
    w1: { subnet: 'pub', at: '10.0.0.10 10.0.0.12 2001:db8:a::10', groups: 'web', public: '198.51.100.10' },
    w2: { subnet: 'pub', at: '10.0.0.11', groups: 'web', public: '198.51.100.11' },
    a1: { subnet: 'priv', at: '10.0.1.20 2001:db8:a:1::20', groups: 'app' },
    a2: { subnet: 'priv', at: '10.0.1.21', groups: 'app' },
    d1: { subnet: 'db', at: '10.0.2.30', groups: 'db' },
    f1: { subnet: 'fw', at: '10.0.3.50', groups: 'fw' },
  },
};

/** Peered with A and with C. */
export const PEER: World = {
  vpc: 'b',
  cidrs: '10.1.0.0/16',
  igw: false,
  subnets: { b1: { cidrs: '10.1.0.0/24', routes: ['10.0.0.0/16 pcx:ab'] } },
  groups: { b: ['in icmp from 10.0.0.0/16', 'out all to 0.0.0.0/0'] },
  enis: { b1: { subnet: 'b1', at: '10.1.0.40', groups: 'b' } },
};
/** Peered with B alone. */
const FAR: World = {
  vpc: 'c',
  cidrs: '10.2.0.0/16',
  igw: false,
  subnets: { c1: { cidrs: '10.2.0.0/24', routes: [] } },
  groups: { c: ['in all from 0.0.0.0/0', 'out all to 0.0.0.0/0'] },
  enis: { c1: { subnet: 'c1', at: '10.2.0.5', groups: 'c' } },
};

/** The three VPCs, A and B as given, with what else there is. */
export function network(a: World = BASE, b: World = PEER, more: readonly Resource[] = []): Snapshot {
  const peerings = [peering('ab', 'a', 'b'), peering('bc', 'b', 'c')];
  return withResources(snapshotOf(a, b, FAR), [...peerings, ...more]);
}

/** The base with other rules in one group. */
export function withGroup(world: World, name: string, rules: readonly string[]): World {
  return { ...world, groups: { ...world.groups, [name]: rules } };
}

/** The base with an ACL of its own for one subnet. */
export function withAcl(world: World, subnet: string, entries: readonly string[]): World {
  const before = world.subnets[subnet];
  if (before === undefined) throw new Error(`there is no subnet ${subnet}`);
  return {
    ...world,
    subnets: { ...world.subnets, [subnet]: { ...before, acl: subnet } },
    acls: { ...world.acls, [subnet]: entries },
  };
}

/** The base with further routes in one subnet's table. */
export function withRoutes(world: World, subnet: string, routes: readonly string[]): World {
  const before = world.subnets[subnet];
  if (before === undefined) throw new Error(`there is no subnet ${subnet}`);
  const all = [...(before.routes ?? []), ...routes];
  return { ...world, subnets: { ...world.subnets, [subnet]: { ...before, routes: all } } };
}

/** The base with something else about one ENI, or one more. */
export function withEni(world: World, name: string, words: Partial<World['enis'][string]>): World {
  const before = world.enis[name];
  return { ...world, enis: { ...world.enis, [name]: { ...before, ...words } as World['enis'][string] } };
}
