import { isPrefixList } from '../../model/route-table.ts';
import type { CreateRouteRequest, CreateRouteResult } from '../../aws/ec2.types.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { checkGatewayDestination, destinationOf, routeTo } from './destination.ts';
import { targetOf } from './target.ts';

export const createRoute: Operation<CreateRouteRequest, CreateRouteResult> = {
  action: 'ec2:CreateRoute',
  access: (input, _view, call) => onResources('ec2:CreateRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(input);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const target = targetOf(tx.view, call, table, input);
    checkGatewayDestination(tx.view, table, destination);
    if (routeTo(table, destination) !== undefined) {
      throw new ApiError('RouteAlreadyExists', `The route identified by ${formatPrefix(destination)} already exists.`);
    }
    const { family } = destination.base;
    const ofFamily = table.routes.filter(
      (route) => !isPrefixList(route.destination) && route.destination.base.family === family,
    );
    if (ofFamily.length >= quotaOf(call, 'routesPerTable')) {
      throw new ApiError('RouteLimitExceeded', 'The maximum number of routes has been reached.');
    }
    tx.put({ ...table, routes: [...table.routes, { destination, target, origin: 'CreateRoute' }] });
    return { Return: true };
  },
};
