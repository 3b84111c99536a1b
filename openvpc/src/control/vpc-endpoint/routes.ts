import type { VpcEndpoint } from '../../model/gateway.ts';
import { isPrefixList, type Route, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { weighRoutes } from '../prefix-list/weight.ts';
import { quotaOf } from '../quota.ts';

/** The tables that lead to the endpoint: what it is associated with is nowhere else. */
export function tablesOf(view: Snapshot, endpoint: VpcEndpoint): readonly RouteTable[] {
  return [...view.routeTables.values()].filter(({ routes }) => routes.some((route) => leadsTo(endpoint, route)));
}

export function addRoutes(tx: Transaction, call: Call, endpoint: VpcEndpoint, ids: readonly string[]): void {
  for (const id of new Set(ids)) {
    const table = mustExist(tx.view, call, 'route-table', id);
    checkUsable(table, endpoint);
    const route: Route = {
      destination: { prefixList: endpoint.prefixList },
      target: { kind: 'vpc-endpoint', endpoint: endpoint.id },
      origin: 'CreateRoute',
    };
    const after = { ...table, routes: [...table.routes, route] };
    if (weighRoutes(tx.view, after, 4) > quotaOf(call, 'routesPerTable')) {
      throw new ApiError('RouteLimitExceeded', 'The maximum number of routes has been reached.');
    }
    tx.put(after);
  }
}

export function removeRoutes(tx: Transaction, endpoint: VpcEndpoint, tables: readonly RouteTable[]): void {
  for (const table of tables) {
    tx.put({ ...table, routes: table.routes.filter((route) => !leadsTo(endpoint, route)) });
  }
}

/** Those of them that lead to the endpoint; throws for one that does not. */
export function tablesNamed(view: Snapshot, call: Call, endpoint: VpcEndpoint, ids: readonly string[]) {
  const known = tablesOf(view, endpoint);
  return [...new Set(ids)].map((id) => {
    const table = mustExist(view, call, 'route-table', id);
    if (known.some((other) => other.id === table.id)) return table;
    throw new ApiError('InvalidParameter', `route table ${id} is not associated with ${endpoint.id}`);
  });
}

function checkUsable(table: RouteTable, { vpc, prefixList }: VpcEndpoint): void {
  if (table.vpc !== vpc) {
    throw new ApiError('InvalidParameter', `route table ${table.id} and vpc ${vpc} belong to different networks`);
  }
  if (table.associations.some(({ gateway }) => gateway !== undefined)) {
    throw new ApiError('InvalidParameter', `route table ${table.id} is a gateway's: it cannot lead to an endpoint`);
  }
  const taken = table.routes.some(
    ({ destination }) => isPrefixList(destination) && destination.prefixList === prefixList,
  );
  if (!taken) return;
  throw new ApiError(
    'RouteAlreadyExists',
    `route table ${table.id} already has a route with destination-prefix-list-id ${prefixList}`,
  );
}

function leadsTo(endpoint: VpcEndpoint, { target }: Route): boolean {
  return target.kind === 'vpc-endpoint' && target.endpoint === endpoint.id;
}
