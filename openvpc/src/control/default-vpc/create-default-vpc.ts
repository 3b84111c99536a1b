import type { CreateDefaultVpcRequest, CreateDefaultVpcResult } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { showVpc } from '../vpc/show.ts';
import { defaultVpcOf } from './find.ts';
import { makeDefaultVpc } from './make.ts';

export const createDefaultVpc: Operation<CreateDefaultVpcRequest, CreateDefaultVpcResult> = {
  action: 'ec2:CreateDefaultVpc',
  access: () => onAnything('ec2:CreateDefaultVpc'),
  run(tx, _input, call) {
    if (defaultVpcOf(tx.view, call) !== undefined) {
      throw new ApiError('DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.');
    }
    if (visible(tx.view.vpcs, call).length >= quotaOf(call, 'vpcsPerRegion')) {
      throw new ApiError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    }
    return { Vpc: showVpc(makeDefaultVpc(tx, call), 'pending') };
  },
};
