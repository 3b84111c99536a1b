import type * as ec2 from '../../aws/ec2.types.ts';
import type { VpcPeering } from '../../model/peering.ts';
import { onResources } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { missingParameter, unsupported } from '../required.ts';
import { peeringNamed } from './find.ts';
import { showOptions } from './show.ts';

type Side = 'requester' | 'accepter';

/** Of each side that is named. Both are the caller's here. */
export const modifyVpcPeeringConnectionOptions: Operation<
  ec2.ModifyVpcPeeringConnectionOptionsRequest,
  ec2.ModifyVpcPeeringConnectionOptionsResult
> = {
  action: 'ec2:ModifyVpcPeeringConnectionOptions',
  access: (input, _view, call) =>
    onResources('ec2:ModifyVpcPeeringConnectionOptions', call, [['vpc-peering', input.VpcPeeringConnectionId]]),
  run(tx, input, call) {
    const { RequesterPeeringConnectionOptions: requester, AccepterPeeringConnectionOptions: accepter } = input;
    const peering = peeringNamed(tx.view, call, input.VpcPeeringConnectionId);
    if (requester === undefined && accepter === undefined) throw missingParameter('accepterPeeringConnectionOptions');
    if (peering.status !== 'active') {
      throw new ApiError(
        'OperationNotPermitted',
        `Peering ${peering.id} is not active. Peering options can be added only to active peerings.`,
      );
    }
    const after = withOption(withOption(peering, 'requester', requester), 'accepter', accepter);
    tx.put(after);
    return {
      ...(requester && { RequesterPeeringConnectionOptions: showOptions(after, 'requester') }),
      ...(accepter && { AccepterPeeringConnectionOptions: showOptions(after, 'accepter') }),
    };
  },
};

function withOption(
  peering: VpcPeering,
  side: Side,
  wanted: ec2.PeeringConnectionOptionsRequest | undefined,
): VpcPeering {
  if (wanted?.AllowEgressFromLocalClassicLinkToRemoteVpc || wanted?.AllowEgressFromLocalVpcToRemoteClassicLink) {
    throw unsupported('EC2-Classic is no more, and neither are links to it.');
  }
  const isAllowed = wanted?.AllowDnsResolutionFromRemoteVpc;
  if (isAllowed === undefined) return peering;
  const others = (peering.resolvable ?? []).filter((other) => other !== side);
  return { ...peering, resolvable: isAllowed ? [...others, side].sort() : others };
}
