import type { CreateRouteRequest, CreateRouteResult } from '../../aws/ec2.types.ts';
import { destinationText, type RouteDestination, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { checkRoute } from './check-route.ts';
import { destinationOf, familyOf, routeTo, weightOf } from './destination.ts';
import { targetOf } from './target.ts';

export const createRoute: Operation<CreateRouteRequest, CreateRouteResult> = {
  action: 'ec2:CreateRoute',
  access: (input, _view, call) => onResources('ec2:CreateRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const { view } = tx;
    const destination = destinationOf(view, call, input);
    const table = mustExist(view, call, 'route-table', input.RouteTableId);
    const target = targetOf(view, call, table, input);
    checkRoute(view, table, destination, target);
    if (routeTo(table, destination) !== undefined) {
      throw new ApiError(
        'RouteAlreadyExists',
        `The route identified by ${destinationText(destination)} already exists.`,
      );
    }
    refuseBeyondQuota(view, call, table, destination);
    tx.put({ ...table, routes: [...table.routes, { destination, target, origin: 'CreateRoute' }] });
    return { Return: true };
  },
};

function refuseBeyondQuota(view: Snapshot, call: Call, table: RouteTable, more: RouteDestination): void {
  const family = familyOf(view, more);
  const weights = [...table.routes.map(({ destination }) => destination), more]
    .filter((destination) => familyOf(view, destination) === family)
    .map((destination) => weightOf(view, destination));
  if (weights.reduce((sum, weight) => sum + weight, 0) > quotaOf(call, 'routesPerTable')) {
    throw new ApiError('RouteLimitExceeded', 'The maximum number of routes has been reached.');
  }
}
