import { destinationText, type Route, type RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatPrefix, type Prefix, prefix, prefixCovers } from '../../net/prefix.ts';
import { cidrOf } from '../cidr.ts';
import { ApiError } from '../operation.ts';
import { exactlyOne, invalidValue } from '../required.ts';

export type DestinationInput = Readonly<{
  DestinationCidrBlock?: string | undefined;
  DestinationIpv6CidrBlock?: string | undefined;
  DestinationPrefixListId?: string | undefined;
}>;

/** The one destination that a route call names, canonical. */
export function destinationOf(input: DestinationInput): Prefix {
  const name = exactlyOne(input, ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']);
  const text = input[name] ?? '';
  switch (name) {
    case 'DestinationCidrBlock':
      return cidrOf(text, 4, 'destinationCidrBlock');
    case 'DestinationIpv6CidrBlock':
      return cidrOf(text, 6, 'destinationIpv6CidrBlock');
    case 'DestinationPrefixListId': // there are no prefix lists yet, so none has this id
      throw new ApiError('InvalidPrefixListID.NotFound', `The prefix list ID '${text}' does not exist`);
  }
}

export function routeTo(table: RouteTable, destination: Prefix): Route | undefined {
  return table.routes.find((route) => destinationText(route.destination) === formatPrefix(destination));
}

/** The platform's own services live there; such packets are never routed (Amazon VPC User Guide, "Reserved" ranges). */
const RESERVED = [prefix('169.254.168.0/22'), prefix('fd00:ec2::/32')];

/**
 * Where no route to a gateway may lead: inside the platform's ranges, and inside the VPC. AWS lets routes more specific
 * than local lead to interfaces, NAT gateways and Gateway Load Balancer endpoints only; none of them can be a target yet.
 */
export function checkGatewayDestination(view: Snapshot, table: RouteTable, destination: Prefix): void {
  if (RESERVED.some((reserved) => prefixCovers(reserved, destination))) {
    throw invalidValue(formatPrefix(destination), parameterOf(destination), 'This range is reserved.');
  }
  const vpc = view.vpcs.get(table.vpc);
  const blocks = [...(vpc?.ipv4 ?? []), ...(vpc?.ipv6 ?? [])];
  if (blocks.some((block) => prefixCovers(block.prefix, destination))) {
    throw new ApiError(
      'InvalidParameterValue',
      `The destination CIDR block ${formatPrefix(destination)} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
  }
}

function parameterOf(destination: Prefix): string {
  return destination.base.family === 4 ? 'destinationCidrBlock' : 'destinationIpv6CidrBlock';
}
