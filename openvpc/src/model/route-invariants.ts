import { destinationText } from './route-table.ts';
import { formatPrefix } from '../net/prefix.ts';
import { firstRepeated, type Invariant, invariant } from './invariant.ts';
import { homeless } from './network-invariants.ts';

/** Route tables and who uses them. */
export const ROUTE_INVARIANTS: readonly Invariant[] = [
  invariant('route-table-in-vpc', 'route-table', ['vpc'], ({ vpc }, view) => homeless(view, vpc)),
  invariant('route-destinations-unique', 'route-table', [], ({ routes }) => {
    const repeated = firstRepeated(routes.map(({ destination }) => destinationText(destination)));
    return repeated && `has two routes to ${repeated}`;
  }),
  invariant('route-table-has-local-routes', 'route-table', ['vpc'], ({ vpc: id, routes }, view) => {
    const vpc = view.vpcs.get(id);
    if (vpc === undefined) return undefined; // route-table-in-vpc says so
    const local = routes
      .filter(({ target }) => target.kind === 'local')
      .map(({ destination }) => destinationText(destination));
    const blocks = [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => formatPrefix(prefix));
    const missing = blocks.find((block) => !local.includes(block));
    if (missing !== undefined) return `has no local route to ${missing}`;
    const extra = local.find((block) => !blocks.includes(block));
    return extra && `has a local route to ${extra}, which is no block of ${id}`;
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
