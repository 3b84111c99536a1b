import type { SubnetProgram, VpcProgram } from '../contract/program.ts';
import type { RouteTable } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blocksOf, type Subnet, type Vpc } from '../model/vpc.ts';
import type { RouteTableId, SubnetId, VpcId } from '../name/id.ts';
import { addressPlus } from '../net/address.ts';
import { comparePrefixes } from '../net/prefix.ts';
import { sortedById } from './sorted.ts';

export function vpcPrograms(snapshot: Snapshot): ReadonlyMap<VpcId, VpcProgram> {
  return sortedById([...snapshot.vpcs.values()].map((vpc) => [vpc.id, vpcProgram(vpc)] as const));
}

/** The resolver is at base + 2 of the primary block only (VPC User Guide, "DNS attributes"). */
function vpcProgram(vpc: Vpc): VpcProgram {
  const prefixes = [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => prefix).sort(comparePrefixes);
  const [primary] = vpc.ipv4;
  if (primary === undefined) throw new Error(`${vpc.id} has no IPv4 CIDR block`); // an invariant
  return { prefixes, resolver: addressPlus(primary.prefix.base, 2) };
}

export function subnetPrograms(snapshot: Snapshot): ReadonlyMap<SubnetId, SubnetProgram> {
  const tables = tablesOfSubnets(snapshot);
  return sortedById(
    [...snapshot.subnets.values()].map((subnet) => [subnet.id, subnetProgram(subnet, tables(subnet))] as const),
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
    for (const { subnet } of table.associations) {
      if (subnet === undefined) main.set(table.vpc, table);
      else explicit.set(subnet, table);
    }
  }
  return (subnet) => {
    const table = explicit.get(subnet.id) ?? main.get(subnet.vpc);
    if (table === undefined) throw new Error(`${subnet.vpc} has no main route table`); // an invariant
    return table.id;
  };
}
