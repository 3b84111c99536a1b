import type { DeleteNetworkAclRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { hasDependencies } from '../dependency.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { subnetsUsing } from './show.ts';

export const deleteNetworkAcl: Operation<DeleteNetworkAclRequest, void> = {
  action: 'ec2:DeleteNetworkAcl',
  access: (input, _view, call) => onResources('ec2:DeleteNetworkAcl', call, [['network-acl', input.NetworkAclId]]),
  run(tx, input, call) {
    const acl = mustExist(tx.view, call, 'network-acl', input.NetworkAclId);
    if (acl.isDefault) {
      throw new ApiError('InvalidParameterValue', `cannot delete default network ACL ${acl.id}`);
    }
    if (subnetsUsing(acl, tx.view).length > 0) throw hasDependencies('networkAcl', acl.id);
    tx.remove('network-acl', acl.id);
  },
};
