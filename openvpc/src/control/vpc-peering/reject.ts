import type { RejectVpcPeeringConnectionRequest, RejectVpcPeeringConnectionResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { checkPending, peeringNamed } from './find.ts';

export const rejectVpcPeeringConnection: Operation<
  RejectVpcPeeringConnectionRequest,
  RejectVpcPeeringConnectionResult
> = {
  action: 'ec2:RejectVpcPeeringConnection',
  access: (input, _view, call) =>
    onResources('ec2:RejectVpcPeeringConnection', call, [['vpc-peering', input.VpcPeeringConnectionId]]),
  run(tx, input, call) {
    const peering = peeringNamed(tx.view, call, input.VpcPeeringConnectionId);
    checkPending(peering, call, 'rejected');
    tx.put({ ...peering, status: 'rejected', ended: { at: call.now, by: call.account } });
    return { Return: true };
  },
};
