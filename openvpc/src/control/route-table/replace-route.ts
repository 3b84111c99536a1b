import type { ReplaceRouteRequest } from '../../aws/ec2.types.ts';
import { destinationText, type Route, type RouteTable, type RouteTarget } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { exactlyOne } from '../required.ts';
import { checkRoute } from './check-route.ts';
import { destinationOf, routeTo } from './destination.ts';
import { refuseEndpointRoute } from './endpoint-route.ts';
import { TARGET_NAMES, targetOf } from './target.ts';

export const replaceRoute: Operation<ReplaceRouteRequest, void> = {
  action: 'ec2:ReplaceRoute',
  access: (input, _view, call) => onResources('ec2:ReplaceRoute', call, [['route-table', input.RouteTableId]]),
  run(tx, input, call) {
    const destination = destinationOf(tx, call, input);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const existing = routeTo(table, destination);
    if (existing === undefined) {
      throw new ApiError(
        'InvalidParameterValue',
        `There is no route defined for '${destinationText(destination)}' in the route table. Use CreateRoute instead.`,
      );
    }
    refuseEndpointRoute(table, existing, 'replace');
    const target =
      input.LocalTarget === true ? localTarget(input, existing) : other(tx.view, call, table, input, existing);
    if (input.LocalTarget === true && existing.target.kind === 'local') return; // it is there
    tx.put({ ...table, routes: table.routes.map((route) => (route === existing ? { ...route, target } : route)) });
  },
};

function other(
  view: Snapshot,
  call: Call,
  table: RouteTable,
  input: ReplaceRouteRequest,
  { destination }: Route,
): RouteTarget {
  const target = targetOf(view, call, table, input);
  checkRoute(view, table, destination, target);
  return target;
}

/** Puts a local route back to where it was: "you can restore the default local route" (EC2 API Reference, ReplaceRoute). */
function localTarget(input: ReplaceRouteRequest, { origin, destination }: Route): RouteTarget {
  exactlyOne(input, ['LocalTarget', ...TARGET_NAMES]);
  if (origin === 'CreateRouteTable') return { kind: 'local' };
  throw new ApiError('InvalidParameterValue', `The route ${destinationText(destination)} is not a local route.`);
}
