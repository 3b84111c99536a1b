import type {
  ModifyVpcBlockPublicAccessExclusionRequest,
  ModifyVpcBlockPublicAccessExclusionResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { exclusionMode, exclusionNamed, showExclusion } from './exclusions.ts';

export const modifyVpcBlockPublicAccessExclusion: Operation<
  ModifyVpcBlockPublicAccessExclusionRequest,
  ModifyVpcBlockPublicAccessExclusionResult
> = {
  action: 'ec2:ModifyVpcBlockPublicAccessExclusion',
  access: (input, _view, call) =>
    onResources('ec2:ModifyVpcBlockPublicAccessExclusion', call, [['public-access-exclusion', input.ExclusionId]]),
  run(tx, input, call) {
    const mode = exclusionMode(input.InternetGatewayExclusionMode);
    const exclusion = exclusionNamed(tx.view, call, input.ExclusionId, 'modified');
    const after = { ...exclusion, mode, updatedAt: call.now };
    tx.put(after);
    return { VpcBlockPublicAccessExclusion: showExclusion(after, 'update-in-progress') };
  },
};
