import { NEVER_FORWARDED } from '../../contract/platform.ts';
import {
  destinationText,
  isPrefixList,
  type RouteDestination,
  type RouteTable,
  type RouteTarget,
} from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { blocksOf } from '../../model/vpc.ts';
import { formatPrefix, type Prefix, prefixCovers, samePrefix } from '../../net/prefix.ts';
import { ApiError } from '../operation.ts';
import { invalidValue } from '../required.ts';
import { familyOf } from './destination.ts';
import { whyNotAtEdge } from './edge.ts';

/** Throws unless such a route may stand in that table. */
export function checkRoute(
  view: Snapshot,
  table: RouteTable,
  destination: RouteDestination,
  target: RouteTarget,
): void {
  if (target.kind === 'egress-only-internet-gateway' && familyOf(view, destination) !== 6) {
    throw new ApiError(
      'InvalidParameterValue',
      `The destination ${destinationText(destination)} is not IPv6: an egress only internet gateway takes IPv6 only.`,
    );
  }
  if (!isPrefixList(destination)) checkBlock(view, table, destination, target);
  if (table.associations.some(({ gateway }) => gateway !== undefined)) {
    const why = whyNotAtEdge(view, table, { destination, target });
    if (why !== undefined)
      throw new ApiError('InvalidParameterValue', `route table ${table.id} is a gateway's: ${why}`);
  }
}

function checkBlock(view: Snapshot, table: RouteTable, destination: Prefix, target: RouteTarget): void {
  // The platform's own services live there (VPC User Guide, "Configure route tables").
  if (NEVER_FORWARDED.some((reserved) => prefixCovers(reserved, destination))) {
    throw invalidValue(formatPrefix(destination), parameterOf(destination), 'This range is reserved.');
  }
  const vpc = view.vpcs.get(table.vpc);
  const blocks = [...(vpc?.ipv4 ?? []), ...(vpc?.ipv6 ?? [])].map((association) => association.prefix);
  if (!blocks.some((block) => prefixCovers(block, destination))) return;
  if (target.kind !== 'eni' && target.kind !== 'nat-gateway') {
    throw new ApiError(
      'InvalidParameterValue',
      `The destination CIDR block ${formatPrefix(destination)} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
  }
  if (blocks.some((block) => samePrefix(block, destination)) || isSubnet(view, table, destination)) return;
  throw new ApiError(
    'InvalidParameterValue',
    `The destination CIDR block ${formatPrefix(destination)} is more specific than one of this VPC's CIDR blocks, and is not the entire CIDR block of a subnet.`,
  );
}

/** "The destination must match the entire IPv4 or IPv6 CIDR block of a subnet in your VPC." */
function isSubnet(view: Snapshot, { vpc }: RouteTable, destination: Prefix): boolean {
  return [...view.subnets.values()].some(
    (subnet) => subnet.vpc === vpc && blocksOf(subnet).some((block) => samePrefix(block, destination)),
  );
}

function parameterOf(destination: Prefix): string {
  return destination.base.family === 4 ? 'destinationCidrBlock' : 'destinationIpv6CidrBlock';
}
