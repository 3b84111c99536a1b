import type { AssociateSecurityGroupVpcRequest, AssociateSecurityGroupVpcResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Vpc } from '../../model/vpc.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { unsupported } from '../required.ts';

/** ENIs of another VPC may carry the group then (VPC User Guide, "Associate security groups with multiple VPCs"). */
export const associateSecurityGroupVpc: Operation<AssociateSecurityGroupVpcRequest, AssociateSecurityGroupVpcResult> = {
  action: 'ec2:AssociateSecurityGroupVpc',
  access: (input, _view, call) =>
    onResources('ec2:AssociateSecurityGroupVpc', call, [
      ['security-group', input.GroupId],
      ['vpc', input.VpcId],
    ]),
  run(tx, input, call) {
    const group = mustExist(tx.view, call, 'security-group', input.GroupId);
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    checkAssociable(group, vpc, tx.view.vpcs.get(group.vpc));
    tx.put({ ...group, associatedVpcs: [...(group.associatedVpcs ?? []), vpc.id] });
    return { State: 'associating' };
  },
};

/** Neither default groups nor default VPCs, on either side; once. */
function checkAssociable(group: SecurityGroup, vpc: Vpc, own: Vpc | undefined): void {
  if (group.name === 'default') throw unsupported(`The default security group ${group.id} cannot be associated.`);
  if (own?.isDefault === true) throw unsupported(`Security groups of the default VPC ${own.id} cannot be associated.`);
  if (vpc.isDefault) throw unsupported(`Security groups cannot be associated with the default VPC ${vpc.id}.`);
  if (group.vpc === vpc.id) {
    throw new ApiError('InvalidParameterValue', `The security group ${group.id} is of the VPC ${vpc.id}.`);
  }
  if (group.associatedVpcs?.includes(vpc.id) === true) {
    throw new ApiError(
      'Resource.AlreadyAssociated',
      `The security group ${group.id} is already associated with the VPC ${vpc.id}.`,
    );
  }
}
