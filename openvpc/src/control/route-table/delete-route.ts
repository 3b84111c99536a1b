import type { DeleteRouteRequest } from '../../aws/ec2.types.ts';
import { destinationText } from '../../model/route-table.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { destinationKind, destinationOf, routeTo } from './destination.ts';
import { refuseEndpointRoute } from './endpoint-route.ts';

export const deleteRoute: Operation<DeleteRouteRequest, void> = {
  action: 'ec2:DeleteRoute',
  access: (input, _view, call) => onResources('ec2:DeleteRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(tx, call, input);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const existing = routeTo(table, destination);
    const text = destinationText(destination);
    if (existing === undefined) {
      const kind = destinationKind(destination);
      throw new ApiError('InvalidRoute.NotFound', `no route with ${kind} ${text} in route table ${table.id}`);
    }
    refuseEndpointRoute(table, existing, 'remove');
    if (existing.origin === 'CreateRouteTable') {
      throw new ApiError('InvalidParameterValue', `cannot remove local route ${text} in route table ${table.id}`);
    }
    tx.put({ ...table, routes: table.routes.filter((route) => route !== existing) });
  },
};
