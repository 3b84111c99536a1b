import type { DeleteSecurityGroupRequest, DeleteSecurityGroupResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { groupNamed } from './find.ts';

export const deleteSecurityGroup: Operation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult> = {
  action: 'ec2:DeleteSecurityGroup',
  access: (input, view, call) =>
    onResources('ec2:DeleteSecurityGroup', call, [['security-group', groupNamed(view, call, input).id]]),
  run(tx, input, call) {
    const group = groupNamed(tx.view, call, input);
    if (group.name === 'default') {
      throw new ApiError(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    if (isUsed(group, tx.view)) {
      throw new ApiError('DependencyViolation', `resource ${group.id} has a dependent object`);
    }
    tx.remove('security-group', group.id);
    return { Return: true, GroupId: group.id };
  },
};

/**
 * By an ENI, attached or not, by a VPC that it is associated with, or by a rule of another group of its VPC. Rules of its own
 * that name it go with it; rules in other VPCs become stale.
 */
function isUsed(group: SecurityGroup, view: Snapshot): boolean {
  if ((group.associatedVpcs ?? []).length > 0) return true;
  for (const eni of view.enis.values()) if (eni.groups.includes(group.id)) return true;
  for (const other of view.securityGroups.values()) {
    if (other.id === group.id) continue;
    if (other.rules.some(({ peer }) => peer.kind === 'group' && peer.group === group.id && peer.vpc === undefined))
      return true;
  }
  return false;
}
