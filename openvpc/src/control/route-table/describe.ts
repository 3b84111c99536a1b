import type { DescribeRouteTablesRequest, DescribeRouteTablesResult } from '../../aws/ec2.types.ts';
import type { Family } from '../../net/address.ts';
import { isPrefixList, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { isMainAssociation } from './associations.ts';
import { routeState, showRouteTable, targetFields } from './show.ts';

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
  'association.gateway-id': (table) => table.associations.flatMap(({ gateway }) => gateway ?? []),
  'association.main': (table) => table.associations.map((association) => String(isMainAssociation(association))),
  'association.route-table-association-id': (table) => table.associations.map(({ id }) => id),
  'association.route-table-id': (table) => table.associations.map(() => table.id),
  'association.subnet-id': (table) =>
    table.associations.flatMap(({ subnet }) => (subnet === undefined ? [] : [subnet])),
  'owner-id': (table) => [table.owner],
  'route-table-id': (table) => [table.id],
  'route.destination-cidr-block': (table) => destinationsOf(table, 4),
  'route.destination-ipv6-cidr-block': (table) => destinationsOf(table, 6),
  'route.destination-prefix-list-id': (table) =>
    table.routes.flatMap(({ destination }) => (isPrefixList(destination) ? [destination.prefixList] : [])),
  'route.egress-only-internet-gateway-id': targets('EgressOnlyInternetGatewayId'),
  'route.gateway-id': targets('GatewayId'),
  'route.instance-id': targets('InstanceId'),
  'route.nat-gateway-id': targets('NatGatewayId'),
  'route.origin': (table) => table.routes.map(({ origin }) => origin),
  'route.state': (table, view) => table.routes.map((route) => routeState(route, table, view)),
  'route.transit-gateway-id': nothing,
  'route.vpc-peering-connection-id': targets('VpcPeeringConnectionId'),
  'vpc-id': (table) => [table.vpc],
};

function targets(
  field: keyof ReturnType<typeof targetFields>,
): (table: RouteTable, view: Snapshot) => readonly string[] {
  return (table, view) => table.routes.flatMap((route) => targetFields(route, view)[field] ?? []);
}

function destinationsOf(table: RouteTable, family: Family): readonly string[] {
  return table.routes.flatMap(({ destination }) =>
    !isPrefixList(destination) && destination.base.family === family ? [formatPrefix(destination)] : [],
  );
}
