import type { Route, SubnetProgram, Target } from '../contract/program.ts';
import type { RouteTable, RouteTarget } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RouteTableId, SubnetId, VpcId } from '../name/id.ts';
import { comparePrefixes, formatPrefix } from '../net/prefix.ts';
import { sortedById } from './sorted.ts';

/** The tables that some subnet uses, each sorted by destination; which route applies is decided by the longest prefix. */
export function routePrograms(
  snapshot: Snapshot,
  subnets: ReadonlyMap<SubnetId, SubnetProgram>,
): ReadonlyMap<RouteTableId, readonly Route[]> {
  const used = new Set([...subnets.values()].map((subnet) => subnet.routeTable));
  return sortedById(
    [...used].map((id) => {
      const table = snapshot.routeTables.get(id);
      if (table === undefined) throw new Error(`${id} is not there`); // subnetPrograms found it in this snapshot
      return [id, routesOf(snapshot, table)] as const;
    }),
  );
}

function routesOf(snapshot: Snapshot, table: RouteTable): readonly Route[] {
  return table.routes
    .map((route) => ({
      destination: route.destination,
      target: targetOf(snapshot, route.target, table.vpc),
      origin: { resource: table.id, rule: formatPrefix(route.destination) },
    }))
    .sort((a, b) => comparePrefixes(a.destination, b.destination));
}

/** A gateway that is gone or not attached to this VPC any more makes a blackhole. */
function targetOf(snapshot: Snapshot, target: RouteTarget, vpc: VpcId): Target {
  switch (target.kind) {
    case 'local':
      return { kind: 'local' };
    case 'internet-gateway': {
      const attached = snapshot.internetGateways.get(target.gateway)?.vpc === vpc;
      return attached ? { kind: 'gateway', id: target.gateway } : { kind: 'blackhole' };
    }
  }
}
