import type { DeleteRouteTableRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { hasDependencies } from '../dependency.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';

/** Neither the main table nor one that a subnet uses. */
export const deleteRouteTable: Operation<DeleteRouteTableRequest, void> = {
  action: 'ec2:DeleteRouteTable',
  access: (input, _view, call) => onResources('ec2:DeleteRouteTable', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    if (table.associations.length > 0) throw hasDependencies('routeTable', table.id);
    tx.remove('route-table', table.id);
  },
};
