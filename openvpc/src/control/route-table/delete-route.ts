import type { DeleteRouteRequest } from '../../aws/ec2.types.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { destinationOf, routeTo } from './destination.ts';

export const deleteRoute: Operation<DeleteRouteRequest, void> = {
  action: 'ec2:DeleteRoute',
  access: (input, _view, call) => onResources('ec2:DeleteRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(input);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const existing = routeTo(table, destination);
    const text = formatPrefix(destination);
    if (existing === undefined) {
      const kind = destination.base.family === 4 ? 'destination-cidr-block' : 'destination-ipv6-cidr-block';
      throw new ApiError('InvalidRoute.NotFound', `no route with ${kind} ${text} in route table ${table.id}`);
    }
    if (existing.target.kind === 'local') {
      throw new ApiError('InvalidParameterValue', `cannot remove local route ${text} in route table ${table.id}`);
    }
    tx.put({ ...table, routes: table.routes.filter((route) => route !== existing) });
  },
};
