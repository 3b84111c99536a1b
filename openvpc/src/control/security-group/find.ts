import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { defaultVpcOf } from '../default-vpc/find.ts';
import { allOf, mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import type { FindPeerGroup } from './permission.ts';

type Named = Readonly<{ GroupId?: string | undefined; GroupName?: string | undefined }>;

/** The group that a call names, by id, or by name in the default VPC. */
export function groupNamed(view: Snapshot, call: Call, { GroupId: id, GroupName: name }: Named): SecurityGroup {
  if (id && name) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter groupName cannot be used with the parameter groupId',
    );
  }
  if (id !== undefined && id !== '') return mustExist(view, call, 'security-group', id);
  if (name !== undefined && name !== '') return groupOfDefaultVpc(view, call, name);
  throw new ApiError('MissingParameter', 'The request must contain the parameter groupName or groupId');
}

/** Names count in the default VPC only; elsewhere they are refused in AWS's words. */
export function groupOfDefaultVpc(view: Snapshot, call: Call, name: string): SecurityGroup {
  const all = [...allOf(view, call, 'security-group').values()];
  const vpc = defaultVpcOf(view, call);
  const found = all.find((group) => group.vpc === vpc?.id && sameName(group.name, name));
  if (found !== undefined) return found;
  if (all.some((group) => group.vpc !== vpc?.id && sameName(group.name, name))) throw notByName(name);
  if (vpc === undefined) throw noDefaultVpc();
  throw new ApiError('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC '${vpc.id}'`);
}

export function noDefaultVpc(): ApiError {
  return new ApiError('VPCIdNotSpecified', 'No default VPC for this user');
}

/** The group named default, which every VPC has and which cannot be deleted. */
export function defaultGroupOf(view: Snapshot, vpc: VpcId): SecurityGroup {
  for (const group of view.securityGroups.values()) if (group.vpc === vpc && group.name === 'default') return group;
  throw new Error(`${vpc} has no default security group`); // INVARIANT: VPC has what AWS makes with it
}

/** Group peers of rules in that group: itself or another of its VPC, for there is no peering yet. */
export function peersFor(view: Snapshot, call: Call, group: SecurityGroup): FindPeerGroup {
  return ({ GroupId: id, GroupName: name, UserId: account, VpcId: vpc, VpcPeeringConnectionId: peering }) => {
    if (peering !== undefined && peering !== '') {
      throw new ApiError(
        'InvalidVpcPeeringConnectionID.NotFound',
        `The vpcPeeringConnection ID '${peering}' does not exist`,
      );
    }
    const peer = peerNamed(view, call, group, id, name);
    const foreign = account !== undefined && account !== '' && account !== peer.owner;
    if (foreign) throw notFound(peer.id);
    if (peer.vpc !== group.vpc || (vpc !== undefined && vpc !== '' && vpc !== peer.vpc)) throw differentNetworks();
    return { kind: 'group', group: peer.id };
  };
}

export function differentNetworks(): ApiError {
  return new ApiError('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function peerNamed(
  view: Snapshot,
  call: Call,
  group: SecurityGroup,
  id: string | undefined,
  name: string | undefined,
): SecurityGroup {
  if (id === undefined && name !== undefined && view.vpcs.get(group.vpc)?.isDefault !== true) throw notByName(name);
  return groupNamed(view, call, { GroupId: id, GroupName: name });
}

function notFound(id: string): ApiError {
  return new ApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}

function notByName(name: string): ApiError {
  return new ApiError(
    'InvalidParameterValue',
    `Invalid value '${name}' for groupName. You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.`,
  );
}
