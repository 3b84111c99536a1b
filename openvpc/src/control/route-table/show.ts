import type * as ec2 from '../../aws/ec2.types.ts';
import type { Route, RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { tagList } from '../tag-specifications.ts';
import { isMainAssociation } from './associations.ts';

/** Subnets that only fall back to the main table are not listed: AWS does not either. */
export function showRouteTable(table: RouteTable, view: Snapshot): ec2.RouteTable {
  return {
    RouteTableId: table.id,
    VpcId: table.vpc,
    OwnerId: table.owner,
    Routes: table.routes.map((route) => showRoute(route, table, view)),
    Associations: table.associations.map((association) => ({
      RouteTableAssociationId: association.id,
      RouteTableId: table.id,
      Main: isMainAssociation(association),
      ...(association.subnet === undefined ? {} : { SubnetId: association.subnet }),
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    Tags: tagList(table.tags),
  };
}

function showRoute(route: Route, table: RouteTable, view: Snapshot): ec2.Route {
  const destination = formatPrefix(route.destination);
  return {
    ...(route.destination.base.family === 4
      ? { DestinationCidrBlock: destination }
      : { DestinationIpv6CidrBlock: destination }),
    GatewayId: gatewayIdOf(route),
    Origin: route.origin,
    State: routeState(route, table, view),
  };
}

export function gatewayIdOf(route: Route): string {
  return route.target.kind === 'local' ? 'local' : route.target.gateway;
}

/** A blackhole leads to a gateway that was detached or deleted since; it still matches, and drops. */
export function routeState(route: Route, table: RouteTable, view: Snapshot): 'active' | 'blackhole' {
  if (route.target.kind === 'local') return 'active';
  return view.internetGateways.get(route.target.gateway)?.vpc === table.vpc ? 'active' : 'blackhole';
}
