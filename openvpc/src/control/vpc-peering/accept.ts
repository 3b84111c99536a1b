import type { AcceptVpcPeeringConnectionRequest, AcceptVpcPeeringConnectionResult } from '../../aws/ec2.types.ts';
import type { PeeringId, VpcId } from '../../name/id.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcPeering } from '../../model/peering.ts';
import { onResources } from '../access.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { canConnect } from './ends.ts';
import { checkPending, peeringNamed } from './find.ts';
import { showPeering } from './show.ts';

export const acceptVpcPeeringConnection: Operation<
  AcceptVpcPeeringConnectionRequest,
  AcceptVpcPeeringConnectionResult
> = {
  action: 'ec2:AcceptVpcPeeringConnection',
  access: (input, view, call) =>
    onResources('ec2:AcceptVpcPeeringConnection', call, [
      ['vpc-peering', input.VpcPeeringConnectionId],
      ['vpc', view.peerings.get(input.VpcPeeringConnectionId as PeeringId)?.accepter],
    ]),
  run(tx, input, call) {
    const peering = peeringNamed(tx.view, call, input.VpcPeeringConnectionId);
    checkPending(peering, call, 'active');
    if (!canConnect(tx.view, peering)) {
      const failed: VpcPeering = { ...peering, status: 'failed', ended: { at: call.now, by: call.account } };
      tx.put(failed);
      return { VpcPeeringConnection: showPeering(failed, tx.view, call.now) };
    }
    for (const vpc of [peering.requester, peering.accepter]) refuseTooMany(tx.view, call, vpc);
    const active: VpcPeering = { ...peering, status: 'active' };
    tx.put(active);
    return { VpcPeeringConnection: showPeering(active, tx.view, call.now, 'provisioning') };
  },
};

function refuseTooMany(view: Snapshot, call: Call, vpc: VpcId): void {
  const active = [...view.peerings.values()].filter(
    ({ status, requester, accepter }) => status === 'active' && (requester === vpc || accepter === vpc),
  );
  if (active.length < quotaOf(call, 'activePeeringsPerVpc')) return;
  throw new ApiError(
    'ActiveVpcPeeringConnectionPerVpcLimitExceeded',
    `The maximum number of active VPC peering connections for ${vpc} has been reached.`,
  );
}
