import type { ReplaceRouteRequest } from '../../aws/ec2.types.ts';
import { destinationText, type Route } from '../../model/route-table.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { checkGatewayDestination, destinationOf, routeTo } from './destination.ts';
import { targetOf } from './target.ts';

export const replaceRoute: Operation<ReplaceRouteRequest, void> = {
  action: 'ec2:ReplaceRoute',
  access: (input, _view, call) => onResources('ec2:ReplaceRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(input);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const existing = routeTo(table, destination);
    if (existing === undefined) {
      throw new ApiError(
        'InvalidParameterValue',
        `There is no route defined for '${formatPrefix(destination)}' in the route table. Use CreateRoute instead.`,
      );
    }
    if (input.LocalTarget === true) return restoreLocal(existing);
    const target = targetOf(tx.view, call, table, input);
    checkGatewayDestination(tx.view, table, destination);
    tx.put({ ...table, routes: table.routes.map((route) => (route === existing ? { ...route, target } : route)) });
  },
};

/** A local route cannot lead elsewhere yet, so it is where `LocalTarget` would put it back to. */
function restoreLocal(route: Route): void {
  if (route.target.kind === 'local') return;
  throw new ApiError('InvalidParameterValue', `The route ${destinationText(route.destination)} is not a local route.`);
}
