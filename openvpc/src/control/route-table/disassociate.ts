import type { DisassociateRouteTableRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { boundBy, isMainAssociation, mustBeBound, withoutAssociation } from './associations.ts';

/** The subnet falls back to the main table; what enters by a gateway, to the local routes. */
export const disassociateRouteTable: Operation<DisassociateRouteTableRequest, void> = {
  action: 'ec2:DisassociateRouteTable',
  access(input, view, call) {
    const bound = boundBy(view, call, input.AssociationId);
    return onResources('ec2:DisassociateRouteTable', call, [
      ['route-table', bound?.table.id],
      ['subnet', bound?.association.subnet],
      ['internet-gateway', bound?.association.gateway],
    ]);
  },
  run(tx, input, call) {
    const { table, association } = mustBeBound(tx.view, call, input.AssociationId);
    if (isMainAssociation(association)) {
      throw new ApiError(
        'InvalidParameterValue',
        `cannot disassociate the main route table association ${association.id}`,
      );
    }
    tx.put(withoutAssociation(table, association.id));
  },
};
