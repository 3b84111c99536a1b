import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { defaultVpcOf } from '../default-vpc/find.ts';
import { allOf, mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';

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

/** Whether an ENI in that VPC may carry the group: it was made there, or is associated with it. */
export function isUsableIn(group: SecurityGroup, vpc: VpcId): boolean {
  return group.vpc === vpc || group.associatedVpcs?.includes(vpc) === true;
}

export function differentNetworks(): ApiError {
  return new ApiError('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function notByName(name: string): ApiError {
  return new ApiError(
    'InvalidParameterValue',
    `Invalid value '${name}' for groupName. You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.`,
  );
}
