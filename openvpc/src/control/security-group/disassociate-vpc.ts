import type { DisassociateSecurityGroupVpcRequest, DisassociateSecurityGroupVpcResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';

/** Refused while an ENI there carries the group. Rules there that refer to it become stale. */
export const disassociateSecurityGroupVpc: Operation<
  DisassociateSecurityGroupVpcRequest,
  DisassociateSecurityGroupVpcResult
> = {
  action: 'ec2:DisassociateSecurityGroupVpc',
  access: (input, _view, call) =>
    onResources('ec2:DisassociateSecurityGroupVpc', call, [
      ['security-group', input.GroupId],
      ['vpc', input.VpcId],
    ]),
  run(tx, input, call) {
    const group = mustExist(tx.view, call, 'security-group', input.GroupId);
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const { associatedVpcs = [], ...rest } = group;
    if (!associatedVpcs.includes(vpc.id)) {
      throw new ApiError(
        'InvalidParameterValue',
        `The security group ${group.id} is not associated with the VPC ${vpc.id}.`,
      );
    }
    for (const eni of tx.view.enis.values()) {
      if (eni.vpc === vpc.id && eni.groups.includes(group.id)) {
        throw new ApiError('DependencyViolation', `resource ${group.id} has a dependent object`);
      }
    }
    const left = associatedVpcs.filter((id) => id !== vpc.id);
    tx.put(left.length === 0 ? rest : { ...rest, associatedVpcs: left });
    return { State: 'disassociating' };
  },
};
