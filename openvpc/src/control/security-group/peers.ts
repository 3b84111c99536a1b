import type * as ec2 from '../../aws/ec2.types.ts';
import type { GroupPeer, SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { listNamed } from '../prefix-list/find.ts';
import { activeBetween } from '../vpc-peering/between.ts';
import { differentNetworks, groupNamed, isUsableIn, notByName } from './find.ts';
import type { FindPeers } from './permission.ts';

type Pair = ec2.UserIdGroupPair;

/** The peers that a new rule in that group may have: groups in reach of its VPC, and prefix lists. */
export function peersFor(view: Snapshot, call: Call, group: SecurityGroup): FindPeers {
  return {
    list: (id) => ({ kind: 'prefix-list', list: listNamed(view, call, id).id }),
    group: (pair) => groupPeer(view, call, group, pair),
  };
}

/** For rules that are there: their peers may be out of reach by now, or gone. */
export function peersNamed(view: Snapshot, call: Call, group: SecurityGroup): FindPeers {
  const peers = peersFor(view, call, group);
  const known = group.rules.map(({ peer }) => peer);
  return {
    ...peers,
    group: (pair) =>
      known.find((peer) => peer.kind === 'group' && peer.vpc !== undefined && peer.group === pair.GroupId) ??
      peers.group(pair),
  };
}

/**
 * A group of the same VPC, of one that is peered within the Region, or one that shares a VPC with this one by association
 * (VPC User Guide, "Referencing security groups").
 */
function groupPeer(view: Snapshot, call: Call, group: SecurityGroup, pair: Pair): GroupPeer {
  const { UserId: account = '', VpcId: vpc = '', VpcPeeringConnectionId: connection = '' } = pair;
  if (connection !== '') mustExist(view, call, 'vpc-peering', connection);
  const peer = groupOf(view, call, group, pair);
  if (account !== '' && account !== peer.owner) throw notFound(peer.id);
  if (vpc !== '' && vpc !== peer.vpc) throw differentNetworks();
  const peering = activeBetween(view, group.vpc, peer.vpc);
  if (connection !== '' && connection !== peering?.id) throw differentNetworks();
  if (peer.vpc === group.vpc) return { kind: 'group', group: peer.id };
  if (peering !== undefined) return { kind: 'group', group: peer.id, vpc: peer.vpc, peering: peering.id };
  if (shareVpc(group, peer)) return { kind: 'group', group: peer.id, vpc: peer.vpc };
  throw differentNetworks();
}

/** Whether a rule refers to a group of another VPC that is gone or out of reach: it stays, and matches nothing. */
export function isStale(view: Snapshot, group: SecurityGroup, peer: GroupPeer): boolean {
  if (peer.kind !== 'group' || peer.vpc === undefined) return false;
  const found = view.securityGroups.get(peer.group);
  if (found === undefined) return true;
  return activeBetween(view, group.vpc, peer.vpc) === undefined && !shareVpc(group, found);
}

function shareVpc(one: SecurityGroup, other: SecurityGroup): boolean {
  return isUsableIn(one, other.vpc) || isUsableIn(other, one.vpc);
}

function groupOf(view: Snapshot, call: Call, group: SecurityGroup, { GroupId: id, GroupName: name }: Pair) {
  if (id === undefined && name !== undefined && view.vpcs.get(group.vpc)?.isDefault !== true) throw notByName(name);
  return groupNamed(view, call, { GroupId: id, GroupName: name });
}

function notFound(id: string): ApiError {
  return new ApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}
