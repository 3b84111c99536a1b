import { formatPrefix, type Prefix } from '../net/prefix.ts';
import type {
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  InternetGatewayId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
  RouteTableId,
  SubnetId,
  VpcId,
} from '../name/id.ts';
import type { Owned } from './resource.ts';

export type RouteTable = Owned &
  Readonly<{
    kind: 'route-table';
    id: RouteTableId;
    vpc: VpcId;
    /** Sorted by nothing: longest prefix wins. Holds one local route per CIDR of the VPC. */
    routes: readonly Route[];
    associations: readonly RouteTableAssociation[];
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
  }>;

export type Route = Readonly<{
  destination: RouteDestination;
  target: RouteTarget;
  origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
}>;
/** A prefix list stands for each of its entries, of its newest version. */
export type RouteDestination = Prefix | PrefixListDestination;
export type PrefixListDestination = Readonly<{ prefixList: PrefixListId }>;

export function isPrefixList(destination: RouteDestination): destination is PrefixListDestination {
  return 'prefixList' in destination;
}

/** CIDR text or `pl-…`: what tells the routes of a table apart. */
export function destinationText(destination: RouteDestination): string {
  return isPrefixList(destination) ? destination.prefixList : formatPrefix(destination);
}

/** A target that was detached or deleted since makes the route a blackhole; that is derived, not stored. */
export type RouteTarget = Readonly<
  | { kind: 'local' }
  | { kind: 'internet-gateway'; gateway: InternetGatewayId }
  | { kind: 'egress-only-internet-gateway'; gateway: EgressOnlyGatewayId }
  | { kind: 'nat-gateway'; gateway: NatGatewayId }
  | { kind: 'vpc-peering'; peering: PeeringId }
  | { kind: 'vpc-endpoint'; endpoint: EndpointId }
  | { kind: 'eni'; eni: EniId }
  /** Where propagated routes lead. There are no such gateways here, and nothing comes through. */
  | { kind: 'virtual-private-gateway'; gateway: string }
>;

/**
 * With `subnet` it is that subnet's table; with `gateway`, the table for what enters the VPC there. With neither it is
 * the main association: the table of all subnets that have none of their own.
 */
export type RouteTableAssociation = Readonly<{ id: string; subnet?: SubnetId; gateway?: InternetGatewayId }>;
