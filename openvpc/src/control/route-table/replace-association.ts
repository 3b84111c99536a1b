import type { ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { boundBy, mustBeBound, withAssociation, withoutAssociation } from './associations.ts';
import { checkEdgeTable } from './edge.ts';

/** Moves a subnet, an internet gateway, or the VPC's main association, to another table in one step. The old id ends. */
export const replaceRouteTableAssociation: Operation<
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult
> = {
  action: 'ec2:ReplaceRouteTableAssociation',
  access(input, view, call) {
    const bound = boundBy(view, call, input.AssociationId);
    return onResources('ec2:ReplaceRouteTableAssociation', call, [
      ['route-table', input.RouteTableId],
      ['subnet', bound?.association.subnet],
      ['internet-gateway', bound?.association.gateway],
    ]);
  },
  run(tx, input, call) {
    const { table: old, association } = mustBeBound(tx.view, call, input.AssociationId);
    const chosen = mustExist(tx.view, call, 'route-table', input.RouteTableId);
    if (chosen.vpc !== old.vpc) {
      throw new ApiError(
        'InvalidParameterValue',
        `route table ${old.id} and route table ${chosen.id} belong to different networks`,
      );
    }
    if (association.gateway !== undefined) checkEdgeTable(tx.view, chosen, association.gateway);
    const left = withoutAssociation(old, association.id);
    const id = call.mint('rtbassoc');
    tx.put(left);
    tx.put(withAssociation(chosen.id === old.id ? left : chosen, { ...association, id }));
    return { NewAssociationId: id, AssociationState: { State: 'associated' } };
  },
};
