import type {
  DeleteVpcBlockPublicAccessExclusionRequest,
  DeleteVpcBlockPublicAccessExclusionResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { exclusionNamed, showExclusion } from './exclusions.ts';

export const deleteVpcBlockPublicAccessExclusion: Operation<
  DeleteVpcBlockPublicAccessExclusionRequest,
  DeleteVpcBlockPublicAccessExclusionResult
> = {
  action: 'ec2:DeleteVpcBlockPublicAccessExclusion',
  access: (input, _view, call) =>
    onResources('ec2:DeleteVpcBlockPublicAccessExclusion', call, [['public-access-exclusion', input.ExclusionId]]),
  run(tx, input, call) {
    const deleted = { ...exclusionNamed(tx.view, call, input.ExclusionId, 'deleted'), deletedAt: call.now };
    tx.put(deleted);
    return { VpcBlockPublicAccessExclusion: showExclusion(deleted, 'delete-in-progress') };
  },
};
