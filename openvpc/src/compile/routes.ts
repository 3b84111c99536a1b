import type { Route, SubnetProgram, Target, VpcProgram } from '../contract/program.ts';
import { isPrefixList, type Route as TableRoute, type RouteTable } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RouteTableId, SubnetId, VpcId } from '../name/id.ts';
import { comparePrefixes, formatPrefix, type Prefix } from '../net/prefix.ts';
import { compareText, sortedById } from './sorted.ts';
import { targetOf } from './targets.ts';

/** The tables that some subnet or internet gateway uses, each sorted by destination; the longest prefix decides. */
export function routePrograms(
  snapshot: Snapshot,
  subnets: ReadonlyMap<SubnetId, SubnetProgram>,
  vpcs: ReadonlyMap<VpcId, VpcProgram>,
): ReadonlyMap<RouteTableId, readonly Route[]> {
  const used = new Set([
    ...[...subnets.values()].map((subnet) => subnet.routeTable),
    ...[...vpcs.values()].flatMap((vpc) => vpc.gatewayRouteTable ?? []),
  ]);
  return sortedById(
    [...used].map((id) => {
      const table = snapshot.routeTables.get(id)!; // those who named it found it in this snapshot
      return [id, routesOf(snapshot, table)] as const;
    }),
  );
}

/** One route for one block, with what tells which of several for the same block counts. */
type Candidate = Readonly<{ destination: Prefix; rule: string; rank: number; target: Target }>;

/**
 * Of several routes to the very same block: "static routes take priority over propagated ones", and a CIDR route over one
 * by a prefix list (VPC User Guide, "Route priority"). Of two prefix lists AWS takes one at random; here it is the lower id.
 */
function routesOf(snapshot: Snapshot, table: RouteTable): readonly Route[] {
  const winners = new Map<string, Candidate>();
  for (const candidate of table.routes.flatMap((route) => candidates(snapshot, table, route))) {
    const key = formatPrefix(candidate.destination);
    const other = winners.get(key);
    if (other === undefined || isBefore(candidate, other)) winners.set(key, candidate);
  }
  return [...winners.values()]
    .sort((a, b) => comparePrefixes(a.destination, b.destination))
    .map(({ destination, target, rule }) => ({ destination, target, origin: { resource: table.id, rule } }));
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.rank !== b.rank ? a.rank < b.rank : compareText(a.rule, b.rule) < 0;
}

function candidates(snapshot: Snapshot, table: RouteTable, { destination, target, origin }: TableRoute): Candidate[] {
  const leads = targetOf(snapshot, target, table.vpc);
  if (!isPrefixList(destination)) {
    const rank = origin === 'EnableVgwRoutePropagation' ? 2 : 0;
    return [{ destination, rule: formatPrefix(destination), rank, target: leads }];
  }
  const entries = snapshot.prefixLists.get(destination.prefixList)!.entries; // an invariant
  return entries.map(({ prefix }) => ({ destination: prefix, rule: destination.prefixList, rank: 1, target: leads }));
}
