import type { Prefix } from '../net/prefix.ts';
import type { InternetGatewayId, RouteTableId, SubnetId, VpcId } from '../name/id.ts';
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
  destination: Prefix;
  target: RouteTarget;
  origin: 'CreateRouteTable' | 'CreateRoute';
}>;
/** A gateway that was detached or deleted since makes the route a blackhole; that is derived, not stored. */
export type RouteTarget = Readonly<{ kind: 'local' } | { kind: 'internet-gateway'; gateway: InternetGatewayId }>;

/** Without `subnet` it is the main association: the table of all subnets that have none of their own. */
export type RouteTableAssociation = Readonly<{ id: string; subnet?: SubnetId }>;
