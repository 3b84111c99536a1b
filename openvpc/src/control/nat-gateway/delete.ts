import type { DeleteNatGatewayRequest, DeleteNatGatewayResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { MISSING, mustExist, notFound } from '../missing.ts';
import type { Operation } from '../operation.ts';

/** It takes no more packets at once; the reconcile loop takes its interface away. */
export const deleteNatGateway: Operation<DeleteNatGatewayRequest, DeleteNatGatewayResult> = {
  action: 'ec2:DeleteNatGateway',
  access: (input, _view, call) => onResources('ec2:DeleteNatGateway', call, [['nat-gateway', input.NatGatewayId]]),
  run(tx, input, call) {
    const gateway = mustExist(tx.view, call, 'nat-gateway', input.NatGatewayId);
    if (gateway.state === 'deleted') throw notFound(MISSING['nat-gateway'], [gateway.id]);
    if (gateway.state !== 'deleting') tx.put({ ...gateway, state: 'deleting' });
    return { NatGatewayId: gateway.id };
  },
};
