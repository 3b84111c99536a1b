import type { RouteTable, RouteTableAssociation } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InternetGatewayId, SubnetId, VpcId } from '../../name/id.ts';
import { ApiError, type Call } from '../operation.ts';
import { isVisible } from '../owned.ts';

export type Bound = Readonly<{ table: RouteTable; association: RouteTableAssociation }>;

/** The one without a subnet or gateway: it makes its table the main one of the VPC. */
export function isMainAssociation(association: RouteTableAssociation): boolean {
  return association.subnet === undefined && association.gateway === undefined;
}

export function isMain(table: RouteTable): boolean {
  return table.associations.some(isMainAssociation);
}

export function mainTableOf(view: Snapshot, vpc: VpcId): RouteTable {
  for (const table of view.routeTables.values()) if (table.vpc === vpc && isMain(table)) return table;
  throw new Error(`${vpc} has no main route table`); // INVARIANT: a main association can be moved, never removed
}

/** The subnet's own table; without one the main table holds for it. */
export function tableOfSubnet(view: Snapshot, subnet: SubnetId): Bound | undefined {
  return find(view, (association) => association.subnet === subnet);
}

/** The table for what enters the VPC by that gateway, if there is one. */
export function tableOfGateway(view: Snapshot, gateway: InternetGatewayId): Bound | undefined {
  return find(view, (association) => association.gateway === gateway);
}

/** The caller's association of that id, if there is one. */
export function boundBy(view: Snapshot, call: Call, id: string): Bound | undefined {
  return find(view, (association, table) => association.id === id && isVisible(table, call));
}

export function mustBeBound(view: Snapshot, call: Call, id: string): Bound {
  const bound = boundBy(view, call, id);
  if (bound !== undefined) return bound;
  throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

export function withoutAssociation(table: RouteTable, id: string): RouteTable {
  return { ...table, associations: table.associations.filter((association) => association.id !== id) };
}

export function withAssociation(table: RouteTable, association: RouteTableAssociation): RouteTable {
  return { ...table, associations: [...table.associations, association] };
}

function find(
  view: Snapshot,
  holds: (association: RouteTableAssociation, table: RouteTable) => boolean,
): Bound | undefined {
  for (const table of view.routeTables.values()) {
    const association = table.associations.find((candidate) => holds(candidate, table));
    if (association !== undefined) return { table, association };
  }
  return undefined;
}
