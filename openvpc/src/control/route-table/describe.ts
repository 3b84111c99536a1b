import type { DescribeRouteTablesRequest, DescribeRouteTablesResult } from '../../aws/ec2.types.ts';
import type { Family } from '../../net/address.ts';
import type { RouteTable } from '../../model/route-table.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { isMainAssociation } from './associations.ts';
import { gatewayIdOf, routeState, showRouteTable } from './show.ts';

export const describeRouteTables: Operation<DescribeRouteTablesRequest, DescribeRouteTablesResult> = {
  action: 'ec2:DescribeRouteTables',
  access: () => onAnything('ec2:DescribeRouteTables'),
  run(tx, input, call) {
    const { view } = tx;
    const known = select(view, call, 'route-table', input.RouteTableIds);
    const limits = { least: 5, most: 100 };
    const page = describePage(known, input, { filters: FILTERS, view, tagsOf: (table) => table.tags, limits });
    return { RouteTables: page.items.map((table) => showRouteTable(table, view)), ...nextTokenOf(page) };
  },
};

const nothing = () => [];

const FILTERS: FilterTable<RouteTable> = {
  'association.gateway-id': nothing,
  'association.main': (table) => table.associations.map((association) => String(isMainAssociation(association))),
  'association.route-table-association-id': (table) => table.associations.map(({ id }) => id),
  'association.route-table-id': (table) => table.associations.map(() => table.id),
  'association.subnet-id': (table) =>
    table.associations.flatMap(({ subnet }) => (subnet === undefined ? [] : [subnet])),
  'owner-id': (table) => [table.owner],
  'route-table-id': (table) => [table.id],
  'route.destination-cidr-block': (table) => destinationsOf(table, 4),
  'route.destination-ipv6-cidr-block': (table) => destinationsOf(table, 6),
  'route.destination-prefix-list-id': nothing,
  'route.egress-only-internet-gateway-id': nothing,
  'route.gateway-id': (table) => table.routes.map(gatewayIdOf),
  'route.instance-id': nothing,
  'route.nat-gateway-id': nothing,
  'route.origin': (table) => table.routes.map(({ origin }) => origin),
  'route.state': (table, view) => table.routes.map((route) => routeState(route, table, view)),
  'route.transit-gateway-id': nothing,
  'route.vpc-peering-connection-id': nothing,
  'vpc-id': (table) => [table.vpc],
};

function destinationsOf(table: RouteTable, family: Family): readonly string[] {
  return table.routes
    .filter(({ destination }) => destination.base.family === family)
    .map(({ destination }) => formatPrefix(destination));
}
