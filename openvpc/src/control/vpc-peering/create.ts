import type { CreateVpcPeeringConnectionRequest, CreateVpcPeeringConnectionResult } from '../../aws/ec2.types.ts';
import type { VpcPeering } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseId } from '../../name/id.ts';
import type { AccountId, Instant, Region } from '../../name/scope.ts';
import { onCreation } from '../access.ts';
import { malformed, MISSING, mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { required } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { connects } from './between.ts';
import { canConnect } from './ends.ts';
import { forgetEnded } from './find.ts';
import { showPeering } from './show.ts';
import { REQUEST_MS, statusAt } from './status.ts';

/** A request that can never be accepted does not fail the call: the connection does. */
export const createVpcPeeringConnection: Operation<
  CreateVpcPeeringConnectionRequest,
  CreateVpcPeeringConnectionResult
> = {
  action: 'ec2:CreateVpcPeeringConnection',
  access: (input, _view, call) =>
    onCreation('ec2:CreateVpcPeeringConnection', call, 'vpc-peering', input.TagSpecifications, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'vpc-peering-connection');
    const requester = mustExist(tx.view, call, 'vpc', input.VpcId);
    const accepter = parseId('vpc', required(input.PeerVpcId, 'peerVpcId'));
    if (accepter === undefined) throw malformed(MISSING.vpc, input.PeerVpcId ?? '');
    forgetEnded(tx, call);
    const asked: VpcPeering = {
      ...owned(call, tags),
      kind: 'vpc-peering',
      id: call.mint('pcx'),
      requester: requester.id,
      accepter,
      status: 'pending-acceptance',
      expiresAt: (call.now + REQUEST_MS) as Instant,
      ...(input.PeerOwnerId && { accepterOwner: input.PeerOwnerId as AccountId }),
      ...(input.PeerRegion && { accepterRegion: input.PeerRegion as Region }),
    };
    if (canConnect(tx.view, asked)) {
      refuseSecond(tx.view, asked, call);
      tx.put(asked);
    } else tx.put({ ...asked, status: 'failed', ended: { at: call.now, by: call.account } });
    return { VpcPeeringConnection: showPeering(asked, tx.view, call.now, 'initiating-request') };
  },
};

/** One connection between two VPCs, and not too many requests that wait. */
function refuseSecond(view: Snapshot, { requester, accepter }: VpcPeering, call: Call): void {
  const open = [...view.peerings.values()].filter((peering) =>
    ['active', 'pending-acceptance'].includes(statusAt(peering, call.now)),
  );
  const existing = open.find((peering) => connects(peering, requester, accepter));
  if (existing !== undefined) {
    throw new ApiError(
      'VpcPeeringConnectionAlreadyExists',
      `A VPC peering connection between ${requester} and ${accepter} already exists: ${existing.id}`,
    );
  }
  const waiting = open.filter((peering) => peering.requester === requester && peering.status !== 'active');
  if (waiting.length >= quotaOf(call, 'outstandingPeeringsPerVpc')) {
    throw new ApiError(
      'OutstandingVpcPeeringConnectionLimitExceeded',
      `The maximum number of outstanding VPC peering connection requests for ${requester} has been reached.`,
    );
  }
}
