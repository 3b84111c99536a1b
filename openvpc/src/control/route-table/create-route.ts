import type { CreateRouteRequest, CreateRouteResult } from '../../aws/ec2.types.ts';
import { destinationText, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Family } from '../../net/address.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { weighRoutes } from '../prefix-list/weight.ts';
import { quotaOf } from '../quota.ts';
import { checkRoute } from './check-route.ts';
import { destinationOf, familyOf, routeTo } from './destination.ts';
import { targetOf } from './target.ts';

export const createRoute: Operation<CreateRouteRequest, CreateRouteResult> = {
  action: 'ec2:CreateRoute',
  access: (input, _view, call) => onResources('ec2:CreateRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(tx, call, input);
    const { view } = tx;
    const table = mustExist(view, call, 'route-table', input.RouteTableId);
    const target = targetOf(view, call, table, input);
    checkRoute(view, table, destination, target);
    if (routeTo(table, destination) !== undefined) {
      throw new ApiError(
        'RouteAlreadyExists',
        `The route identified by ${destinationText(destination)} already exists.`,
      );
    }
    const longer: RouteTable = { ...table, routes: [...table.routes, { destination, target, origin: 'CreateRoute' }] };
    refuseBeyondQuota(view, call, longer, familyOf(view, destination) ?? 4);
    tx.put(longer);
    return { Return: true };
  },
};

/** A prefix list counts with as many routes as it may ever have ("Prefix list weight"). */
function refuseBeyondQuota(view: Snapshot, call: Call, table: RouteTable, family: Family): void {
  if (weighRoutes(view, table, family) > quotaOf(call, 'routesPerTable')) {
    throw new ApiError('RouteLimitExceeded', 'The maximum number of routes has been reached.');
  }
}
