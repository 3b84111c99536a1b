import type { AssociateRouteTableRequest, AssociateRouteTableResult } from '../../aws/ec2.types.ts';
import type { RouteTable, RouteTableAssociation } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { exactlyOne, unsupported } from '../required.ts';
import { tableOfGateway, tableOfSubnet, withAssociation } from './associations.ts';
import { checkEdgeTable, edgeGateway } from './edge.ts';

export const associateRouteTable: Operation<AssociateRouteTableRequest, AssociateRouteTableResult> = {
  action: 'ec2:AssociateRouteTable',
  access: (input, _view, call) =>
    onResources('ec2:AssociateRouteTable', call, [
      ['route-table', input.RouteTableId],
      ['subnet', input.SubnetId],
      ['internet-gateway', input.GatewayId],
    ]),
  run(tx, input, call) {
    const name = exactlyOne(input, ['SubnetId', 'GatewayId', 'PublicIpv4Pool']);
    const table = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    const place =
      name === 'SubnetId' ? subnetPlace(tx.view, call, table, input) : gatewayPlace(tx.view, call, table, input);
    const id = call.mint('rtbassoc');
    tx.put(withAssociation(table, { id, ...place }));
    return { AssociationId: id, AssociationState: { State: 'associated' } };
  },
};

type Place = Omit<RouteTableAssociation, 'id'>;

function subnetPlace(view: Snapshot, call: Call, table: RouteTable, input: AssociateRouteTableRequest): Place {
  const subnet = mustExist(view, call, 'subnet', input.SubnetId ?? '');
  checkSameNetwork(table, subnet);
  if (tableOfSubnet(view, subnet.id) !== undefined) throw conflict(table);
  return { subnet: subnet.id };
}

/** An edge association: the table for what enters the VPC by that gateway. */
function gatewayPlace(view: Snapshot, call: Call, table: RouteTable, input: AssociateRouteTableRequest): Place {
  if (input.GatewayId === undefined) throw unsupported('Route tables of public IPv4 pools are not supported.');
  const gateway = edgeGateway(view, call, table, input.GatewayId);
  if (tableOfGateway(view, gateway.id) !== undefined) throw conflict(table);
  checkEdgeTable(view, table, gateway.id);
  return { gateway: gateway.id };
}

function conflict({ id }: RouteTable): ApiError {
  return new ApiError(
    'Resource.AlreadyAssociated',
    `the specified association for route table ${id} conflicts with an existing association`,
  );
}

function checkSameNetwork(table: RouteTable, subnet: Subnet): void {
  if (table.vpc === subnet.vpc) return;
  throw new ApiError(
    'InvalidParameterValue',
    `route table ${table.id} and subnet ${subnet.id} belong to different networks`,
  );
}
