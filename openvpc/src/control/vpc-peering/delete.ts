import type { DeleteVpcPeeringConnectionRequest, DeleteVpcPeeringConnectionResult } from '../../aws/ec2.types.ts';
import type { VpcId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import type { Call, Operation } from '../operation.ts';
import { peeringNamed, wrongState } from './find.ts';
import { statusAt } from './status.ts';

/** Either side an active one, the requester one that waits. Routes to it become blackholes. */
export const deleteVpcPeeringConnection: Operation<
  DeleteVpcPeeringConnectionRequest,
  DeleteVpcPeeringConnectionResult
> = {
  action: 'ec2:DeleteVpcPeeringConnection',
  access: (input, _view, call) =>
    onResources('ec2:DeleteVpcPeeringConnection', call, [['vpc-peering', input.VpcPeeringConnectionId]]),
  run(tx, input, call) {
    const peering = peeringNamed(tx.view, call, input.VpcPeeringConnectionId);
    const status = statusAt(peering, call.now);
    if (status === 'deleted') return { Return: true }; // a retry
    if (status !== 'active' && status !== 'pending-acceptance') throw wrongState(peering, status, 'deleted');
    tx.put({ ...peering, status: 'deleted', ended: { at: call.now, by: call.account } });
    return { Return: true };
  },
};

/** With a VPC go its connections (VPC Peering Guide, "Delete a VPC peering connection"). */
export function deletePeeringsOf(tx: Transaction, call: Call, vpc: VpcId): void {
  for (const peering of tx.view.peerings.values()) {
    const isOf = peering.requester === vpc || peering.accepter === vpc;
    if (!isOf || peering.ended !== undefined || statusAt(peering, call.now) === 'expired') continue;
    tx.put({ ...peering, status: 'deleted', ended: { at: call.now, by: call.account } });
  }
}
