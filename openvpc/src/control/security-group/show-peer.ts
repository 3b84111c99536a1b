import type * as ec2 from '../../aws/ec2.types.ts';
import type { GroupPeer, SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { activeBetween } from '../vpc-peering/between.ts';

/** A group as a peer; of another VPC with that VPC and the connection. Nobody knows whose a group was that is gone. */
export function showPeerGroup(
  view: Snapshot,
  group: SecurityGroup,
  peer: Extract<GroupPeer, { kind: 'group' }>,
): ec2.ReferencedSecurityGroup {
  if (peer.vpc === undefined) return { GroupId: peer.group, UserId: group.owner };
  const owner = view.securityGroups.get(peer.group)?.owner;
  return {
    GroupId: peer.group,
    ...(owner === undefined ? {} : { UserId: owner }),
    VpcId: peer.vpc,
    ...showConnection(view, group, peer),
  };
}

/** The connection that is there now, else the one over which the rule was made. */
function showConnection(view: Snapshot, group: SecurityGroup, peer: Extract<GroupPeer, { kind: 'group' }>) {
  const id = (peer.vpc && activeBetween(view, group.vpc, peer.vpc)?.id) ?? peer.peering;
  if (id === undefined) return {};
  return { VpcPeeringConnectionId: id, PeeringStatus: view.peerings.get(id)?.status ?? 'deleted' };
}
