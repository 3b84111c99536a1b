import type { AssociateRouteTableRequest, AssociateRouteTableResult } from '../../aws/ec2.types.ts';
import type { RouteTable } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { parseId } from '../../name/id.ts';
import { onResources } from '../access.ts';
import { allOf, mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { exactlyOne, unsupported } from '../required.ts';
import { tableOfSubnet, withAssociation } from './associations.ts';

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
    if (name !== 'SubnetId') throw refusedEdge(tx.view, call, input);
    const subnet = mustExist(tx.view, call, 'subnet', input.SubnetId ?? '');
    checkSameNetwork(table, subnet);
    if (tableOfSubnet(tx.view, subnet.id) !== undefined) {
      throw new ApiError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${table.id} conflicts with an existing association`,
      );
    }
    const id = call.mint('rtbassoc');
    tx.put(withAssociation(table, { id, subnet: subnet.id }));
    return { AssociationId: id, AssociationState: { State: 'associated' } };
  },
};

function checkSameNetwork(table: RouteTable, subnet: Subnet): void {
  if (table.vpc === subnet.vpc) return;
  throw new ApiError(
    'InvalidParameterValue',
    `route table ${table.id} and subnet ${subnet.id} belong to different networks`,
  );
}

function refusedEdge(view: Snapshot, call: Call, { GatewayId: id = '' }: AssociateRouteTableRequest): ApiError {
  if (id !== '' && (parseId('igw', id) === undefined || !allOf(view, call, 'internet-gateway').has(id))) {
    return new ApiError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  return unsupported('Route tables of gateways (edge associations) are not supported yet.');
}
