import type { SubnetProgram, VpcProgram } from '../contract/program.ts';
import type { RouteTable } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blocksOf, type Subnet, type Vpc } from '../model/vpc.ts';
import type { InternetGatewayId, RouteTableId, SubnetId, VpcId } from '../name/id.ts';
import { addressPlus } from '../net/address.ts';
import { comparePrefixes } from '../net/prefix.ts';
import { publicAccessOf } from './public-access.ts';
import { sortedById } from './sorted.ts';

export function vpcPrograms(snapshot: Snapshot): ReadonlyMap<VpcId, VpcProgram> {
  const attached = new Map([...snapshot.internetGateways.values()].map(({ id, vpc }) => [vpc, id] as const));
  const edges = new Map<InternetGatewayId, RouteTableId>();
  for (const { id, associations } of snapshot.routeTables.values()) {
    for (const { gateway } of associations) if (gateway !== undefined) edges.set(gateway, id);
  }
  return sortedById(
    [...snapshot.vpcs.values()].map((vpc) => {
      const gateway = attached.get(vpc.id);
      const edge = gateway && edges.get(gateway);
      return [
        vpc.id,
        { ...vpcProgram(vpc), ...(gateway && { internetGateway: gateway }), ...(edge && { gatewayRouteTable: edge }) },
      ];
    }),
  );
}

/** The resolver is at base + 2 of the primary block only (VPC User Guide, "DNS attributes"). */
function vpcProgram(vpc: Vpc): VpcProgram {
  const prefixes = [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => prefix).sort(comparePrefixes);
  const [primary] = vpc.ipv4;
  if (primary === undefined) throw new Error(`${vpc.id} has no IPv4 CIDR block`); // an invariant
  return { region: vpc.region, prefixes, resolver: addressPlus(primary.prefix.base, 2) };
}

export function subnetPrograms(snapshot: Snapshot): ReadonlyMap<SubnetId, SubnetProgram> {
  const tables = tablesOfSubnets(snapshot);
  const accessOf = publicAccessOf(snapshot);
  return sortedById(
    [...snapshot.subnets.values()].map((subnet) => {
      const publicAccess = accessOf(subnet);
      return [subnet.id, { ...subnetProgram(subnet, tables(subnet)), ...(publicAccess && { publicAccess }) }];
    }),
  );
}

function subnetProgram(subnet: Subnet, routeTable: RouteTableId): SubnetProgram {
  return { vpc: subnet.vpc, acl: subnet.aclAssociation.acl, routeTable, prefixes: blocksOf(subnet) };
}

/** Its explicit association, else the VPC's main table (VPC User Guide, "Subnet route tables"). */
function tablesOfSubnets(snapshot: Snapshot): (subnet: Subnet) => RouteTableId {
  const explicit = new Map<SubnetId, RouteTable>();
  const main = new Map<VpcId, RouteTable>();
  for (const table of snapshot.routeTables.values()) {
    for (const { subnet, gateway } of table.associations) {
      if (subnet !== undefined) explicit.set(subnet, table);
      else if (gateway === undefined) main.set(table.vpc, table);
    }
  }
  return (subnet) => {
    const table = explicit.get(subnet.id) ?? main.get(subnet.vpc);
    if (table === undefined) throw new Error(`${subnet.vpc} has no main route table`); // an invariant
    return table.id;
  };
}
