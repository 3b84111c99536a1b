import { destinationText, isPrefixList, type Route, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InternetGateway } from '../../model/vpc.ts';
import { parseId } from '../../name/id.ts';
import { prefixCovers } from '../../net/prefix.ts';
import { allOf } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';

/** The gateway that a table is to be associated with: that of the table's own VPC. */
export function edgeGateway(view: Snapshot, call: Call, table: RouteTable, id: string): InternetGateway {
  const known = parseId('igw', id);
  const gateway = known === undefined ? undefined : allOf(view, call, 'internet-gateway').get(known);
  if (gateway === undefined) {
    throw new ApiError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpc === table.vpc) return gateway;
  throw new ApiError(
    'InvalidParameterValue',
    `route table ${table.id} and network gateway ${id} belong to different networks`,
  );
}

/** Throws when the table has a route that a gateway's table cannot have. */
export function checkEdgeTable(view: Snapshot, table: RouteTable, gateway: string): void {
  const why = table.routes.map((route) => whyNotAtEdge(view, table, route)).find((reason) => reason !== undefined);
  if (why === undefined) return;
  throw new ApiError('InvalidParameterValue', `route table ${table.id} cannot be associated with ${gateway}: ${why}`);
}

/**
 * "The route table contains existing routes with targets other than a network interface, Gateway Load Balancer endpoint, or
 * the default local route", or "to CIDR blocks outside of the ranges in your VPC" (VPC User Guide, "Gateway route tables").
 */
export function whyNotAtEdge(
  view: Snapshot,
  { vpc: id }: RouteTable,
  { destination, target }: Pick<Route, 'destination' | 'target'>,
): string | undefined {
  const text = destinationText(destination);
  if (isPrefixList(destination)) return `${text} is a prefix list`;
  if (target.kind !== 'local' && target.kind !== 'eni') {
    return `the route to ${text} leads elsewhere than to an interface or local`;
  }
  const vpc = view.vpcs.get(id);
  const blocks = [...(vpc?.ipv4 ?? []), ...(vpc?.ipv6 ?? [])];
  const isInside = blocks.some(({ prefix }) => prefixCovers(prefix, destination));
  return isInside ? undefined : `${text} is outside the VPC`;
}
