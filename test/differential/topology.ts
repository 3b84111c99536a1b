import type { World } from '../world.ts';

const EVERYWHERE = ['out all to 0.0.0.0/0', 'out all to ::/0'];

/** The world that the cases of packet-path.test.ts begin with: four subnets, a group for each tier. */
export const BASE: World = {
  subnets: {
    pub: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes: ['0.0.0.0/0 igw', '::/0 igw'] },
    priv: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64' },
    db: { cidrs: '10.0.2.0/24' },
    fw: { cidrs: '10.0.3.0/24' },
  },
  groups: {
    web: ['in tcp 80 from 0.0.0.0/0', 'in tcp 80 from ::/0', 'in tcp 22 from 10.0.1.20/32', ...EVERYWHERE],
    app: ['in tcp 8080 from web', ...EVERYWHERE],
    db: ['in tcp 5432 from app'],
    fw: ['in all from 10.0.0.0/16', 'out all to 0.0.0.0/0'],
    b: ['in icmp from 10.0.0.0/16', 'out all to 0.0.0.0/0'],
  },
  enis: {
    w1: { subnet: 'pub', at: '10.0.0.10 10.0.0.12 2001:db8:a::10', groups: 'web' },
    w2: { subnet: 'pub', at: '10.0.0.11', groups: 'web' },
    a1: { subnet: 'priv', at: '10.0.1.20 2001:db8:a:1::20', groups: 'app' },
    a2: { subnet: 'priv', at: '10.0.1.21', groups: 'app' },
    d1: { subnet: 'db', at: '10.0.2.30', groups: 'db' },
    f1: { subnet: 'fw', at: '10.0.3.50', groups: 'fw' },
    b1: { subnet: 'db', at: '10.0.2.40', groups: 'b' },
  },
};

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
