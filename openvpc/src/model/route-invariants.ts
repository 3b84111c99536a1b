import { destinationText, isPrefixList, type Route, type RouteTarget } from './route-table.ts';
import { formatPrefix } from '../net/prefix.ts';
import { firstRepeated, type Invariant, invariant } from './invariant.ts';
import { homeless } from './network-invariants.ts';

/** Route tables and who uses them. */
export const ROUTE_INVARIANTS: readonly Invariant[] = [
  invariant('route-table-in-vpc', 'route-table', ['vpc'], ({ vpc }, view) => homeless(view, vpc)),
  invariant('route-destinations-unique', 'route-table', [], ({ routes }) => {
    const repeated = firstRepeated(routes.map(destinationAndKind)); // a propagated one may stand beside a static one
    return repeated && `has two routes to ${repeated}`;
  }),
  invariant('route-table-has-local-routes', 'route-table', ['vpc'], ({ vpc: id, routes }, view) => {
    const vpc = view.vpcs.get(id);
    if (vpc === undefined) return undefined; // route-table-in-vpc says so
    const blocks = [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => formatPrefix(prefix));
    const all = routes.map(({ destination }) => destinationText(destination));
    const missing = blocks.find((block) => !all.includes(block));
    if (missing !== undefined) return `has no route to ${missing}, where the local one was`; // it may lead elsewhere since
    const local = routes.filter(({ target }) => target.kind === 'local');
    const extra = local.map(({ destination }) => destinationText(destination)).find((block) => !blocks.includes(block));
    return extra && `has a local route to ${extra}, which is no block of ${id}`;
  }),
  invariant('route-lists-exist', 'route-table', ['prefix-list'], ({ routes }, view) => {
    const lists = routes.flatMap(({ destination }) => (isPrefixList(destination) ? [destination.prefixList] : []));
    const missing = lists.find((list) => !view.prefixLists.has(list));
    return missing && `has a route to ${missing}, which does not exist`;
  }),
  invariant('gateway-table-leads-inside', 'route-table', ['internet-gateway'], ({ routes, associations }, view) => {
    const gateways = associations.flatMap(({ gateway }) => gateway ?? []);
    const gone = gateways.find((gateway) => !view.internetGateways.has(gateway));
    if (gone !== undefined) return `is associated with ${gone}, which does not exist`;
    if (gateways.length === 0) return undefined;
    const bad = routes.find(({ destination, target }) => isPrefixList(destination) || !isInside(target));
    return bad && `is a gateway's, and has a route to ${destinationText(bad.destination)} that it cannot have`;
  }),
  invariant('gateway-has-one-route-table', 'internet-gateway', ['route-table'], ({ id }, view) => {
    const tables = [...view.routeTables.values()].filter((table) => table.associations.some((a) => a.gateway === id));
    return tables.length > 1 ? `has ${tables.length} route tables` : undefined;
  }),
  invariant('route-table-associations-exist', 'route-table', ['subnet'], ({ vpc, associations }, view) => {
    const bad = associations.find(({ subnet }) => subnet !== undefined && view.subnets.get(subnet)?.vpc !== vpc);
    return bad && `is associated with ${bad.subnet}, which is not in ${vpc}`;
  }),
  invariant('subnet-has-one-route-table', 'vpc', ['route-table'], (vpc, view) => {
    const tables = [...view.routeTables.values()].filter((table) => table.vpc === vpc.id);
    const repeated = firstRepeated(
      tables.flatMap(({ associations }) => associations.flatMap(({ subnet }) => subnet ?? [])),
    );
    return repeated && `has ${repeated} associated with two route tables`;
  }),
];

function destinationAndKind({ destination, origin }: Route): string {
  return `${destinationText(destination)}${origin === 'EnableVgwRoutePropagation' ? ', propagated' : ''}`;
}

/** "Gateway route tables": local, or to an interface. */
function isInside({ kind }: RouteTarget): boolean {
  return kind === 'local' || kind === 'eni';
}
