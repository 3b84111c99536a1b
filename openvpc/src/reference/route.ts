import type { Step } from '../contract/verdict.ts';
import { isPrefixList, type Route, type RouteTable } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InternetGatewayId, SubnetId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import { formatPrefix, type Prefix, prefix, prefixHolds } from '../net/prefix.ts';
import { type Target, targetOf } from './target.ts';

export type Routed = Readonly<{ step: Step; target: Target | Readonly<{ kind: 'none' }> }>;

/** "Packets destined for these ranges are not forwarded" by any route (VPC User Guide, "Configure route tables"). */
const NEVER_FORWARDED = [prefix('169.254.168.0/22'), prefix('fd00:ec2::/32')];

/**
 * "We use the most specific route that matches" (VPC User Guide, "Route priority"), whatever its kind. A blackhole matches
 * and drops; there is no falling back to a wider route.
 */
export function routeAt(
  snapshot: Snapshot,
  at: SubnetId | InternetGatewayId,
  table: RouteTable,
  destination: Address,
): Routed {
  const step = { stage: 'route', at } as const;
  const [best] = NEVER_FORWARDED.some((range) => prefixHolds(range, destination))
    ? []
    : table.routes
        .flatMap((route) => blocksOf(snapshot, route).map((block): Candidate => ({ route, block })))
        .filter(({ block }) => prefixHolds(block, destination))
        .sort(bySpecificity);
  if (best === undefined) {
    return { step: { ...step, passed: false, because: 'implicit-deny' }, target: { kind: 'none' } };
  }
  const target = targetOf(snapshot, best.route.target, table.vpc);
  const because = { resource: table.id, rule: nameOf(best) };
  return { step: { ...step, passed: target.kind !== 'blackhole', because }, target };
}

/** A route to a prefix list is one to each of its entries, of the newest version. */
type Candidate = Readonly<{ route: Route; block: Prefix }>;

function blocksOf(snapshot: Snapshot, { destination }: Route): readonly Prefix[] {
  if (!isPrefixList(destination)) return [destination];
  return snapshot.prefixLists.get(destination.prefixList)!.entries.map((entry) => entry.prefix);
}

/**
 * The longest block first. Of the same block: a static route before a propagated one, a CIDR route before a prefix list's,
 * which itself goes before a propagated one. Of two prefix lists AWS takes one at random and stays with it; here it is the
 * one with the lower id.
 */
function bySpecificity(a: Candidate, b: Candidate): number {
  const longer = b.block.length - a.block.length;
  if (longer !== 0) return longer;
  const earlier = rankOf(a.route) - rankOf(b.route);
  if (earlier !== 0) return earlier;
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function rankOf({ destination, origin }: Route): number {
  if (isPrefixList(destination)) return 1;
  return origin === 'EnableVgwRoutePropagation' ? 2 : 0;
}

function nameOf({ route: { destination } }: Candidate): string {
  return isPrefixList(destination) ? destination.prefixList : formatPrefix(destination);
}

/** Its explicit association, else the VPC's main table ("Subnet route tables"). */
export function tableOfSubnet(snapshot: Snapshot, id: SubnetId): RouteTable {
  const vpc = snapshot.subnets.get(id)!.vpc;
  const tables = [...snapshot.routeTables.values()].filter((table) => table.vpc === vpc);
  const explicit = tables.find((table) => table.associations.some(({ subnet }) => subnet === id));
  const main = (table: RouteTable) => table.associations.some((a) => a.subnet === undefined && a.gateway === undefined);
  return explicit ?? tables.find(main)!; // invariant: there is a main table
}

/** The table for what enters by the gateway, if it has one ("Gateway route tables": an edge association). */
export function tableOfGateway(snapshot: Snapshot, id: InternetGatewayId): RouteTable | undefined {
  return [...snapshot.routeTables.values()].find((table) => table.associations.some(({ gateway }) => gateway === id));
}
