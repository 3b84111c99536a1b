import type { World } from '../world.ts';
import type { Wide } from './wide-worlds.ts';

/**
 * One world on its way to another: what changes while flows go on. A whole other world would end nearly every flow, so
 * that mostly a part of it comes.
 */
export const CHANGES = ['rules', 'routes', 'gateways', 'interfaces', 'all'] as const;
export type Change = (typeof CHANGES)[number];

export function changed(from: Wide, to: Wide, what: Change): Wide {
  switch (what) {
    case 'rules':
      return { ...from, a: withRules(from.a, to.a), b: withRules(from.b, to.b), c: withRules(from.c, to.c) };
    case 'routes':
      return { ...from, a: withRoutes(from.a, to.a), b: withRoutes(from.b, to.b), c: withRoutes(from.c, to.c) };
    case 'gateways':
      return { ...from, a: withGateways(from.a, to.a), peerings: to.peerings, access: to.access };
    case 'interfaces':
      return { ...from, a: { ...from.a, enis: to.a.enis }, twists: { ...to.twists, tables: from.twists.tables } };
    case 'all':
      return to;
  }
}

function withRules(world: World, { groups, acls }: World): World {
  return { ...world, groups, ...(acls && { acls }) };
}

function withRoutes(world: World, other: World): World {
  const { gatewayRoutes: _, ...rest } = world;
  const subnets = Object.entries(world.subnets).map(([name, { routes: _routes, ...words }]) => {
    const routes = other.subnets[name]?.routes;
    return [name, { ...words, ...(routes && { routes }) }] as const;
  });
  const edge = other.gatewayRoutes;
  return { ...rest, subnets: Object.fromEntries(subnets), ...(edge && { gatewayRoutes: edge }) };
}

function withGateways(world: World, { nats, igw, eigw, lists }: World): World {
  const { nats: _nats, igw: _igw, eigw: _eigw, ...rest } = world;
  return {
    ...rest,
    ...(nats && { nats }),
    ...(igw === false && { igw }),
    ...(eigw && { eigw }),
    ...(lists && { lists }),
  };
}
