import type * as ec2 from '../../aws/ec2.types.ts';
import type { PeeringStatus, VpcPeering } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Instant } from '../../name/scope.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { tagList } from '../tag-specifications.ts';
import { primaryCidr } from '../vpc/show.ts';
import { accepterOf, requesterOf } from './ends.ts';
import { statusAt, statusMessage } from './status.ts';

/** A call answers with the state in between, as AWS does; the next call sees the one it came to. */
export function showPeering(
  peering: VpcPeering,
  view: Snapshot,
  now: Instant,
  progress?: 'initiating-request' | 'provisioning',
): ec2.VpcPeeringConnection {
  const status = progress ?? statusAt(peering, now);
  const isPending = status === 'initiating-request' || status === 'pending-acceptance';
  return {
    VpcPeeringConnectionId: peering.id,
    Status: { Code: status, Message: statusMessage(peering, status) },
    ...(isPending && peering.expiresAt !== undefined ? { ExpirationTime: new Date(peering.expiresAt) } : {}),
    RequesterVpcInfo: {
      VpcId: peering.requester,
      OwnerId: peering.owner,
      Region: peering.region,
      ...showBlocks(requesterOf(view, peering)),
      PeeringOptions: showOptions(peering, 'requester'),
    },
    AccepterVpcInfo: {
      VpcId: peering.accepter,
      OwnerId: peering.accepterOwner ?? peering.owner,
      Region: peering.accepterRegion ?? peering.region,
      ...(knowsAccepter(status) ? showAccepter(peering, view) : {}),
    },
    Tags: tagList(peering.tags),
  };
}

/** Before it accepted, nothing of the accepter is told. */
function knowsAccepter(status: PeeringStatus): boolean {
  return status === 'active' || status === 'provisioning' || status === 'deleted';
}

function showAccepter(peering: VpcPeering, view: Snapshot): ec2.VpcPeeringConnectionVpcInfo {
  return { ...showBlocks(accepterOf(view, peering)), PeeringOptions: showOptions(peering, 'accepter') };
}

function showBlocks(vpc: Vpc | undefined): ec2.VpcPeeringConnectionVpcInfo {
  if (vpc === undefined) return {};
  return {
    CidrBlock: primaryCidr(vpc),
    CidrBlockSet: vpc.ipv4.map(({ prefix }) => ({ CidrBlock: formatPrefix(prefix) })),
    ...(vpc.ipv6.length === 0
      ? {}
      : { Ipv6CidrBlockSet: vpc.ipv6.map(({ prefix }) => ({ Ipv6CidrBlock: formatPrefix(prefix) })) }),
  };
}

/** Links to EC2-Classic are no more. */
export function showOptions({ resolvable }: VpcPeering, side: 'requester' | 'accepter') {
  return {
    AllowDnsResolutionFromRemoteVpc: resolvable?.includes(side) === true,
    AllowEgressFromLocalClassicLinkToRemoteVpc: false,
    AllowEgressFromLocalVpcToRemoteClassicLink: false,
  };
}
