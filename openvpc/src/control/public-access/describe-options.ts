import type {
  DescribeVpcBlockPublicAccessOptionsRequest,
  DescribeVpcBlockPublicAccessOptionsResult,
} from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import type { Operation } from '../operation.ts';
import { blockOf, showBlock } from './block.ts';

export const describeVpcBlockPublicAccessOptions: Operation<
  DescribeVpcBlockPublicAccessOptionsRequest,
  DescribeVpcBlockPublicAccessOptionsResult
> = {
  action: 'ec2:DescribeVpcBlockPublicAccessOptions',
  access: () => onAnything('ec2:DescribeVpcBlockPublicAccessOptions'),
  run: (tx, _input, call) => ({ VpcBlockPublicAccessOptions: showBlock(blockOf(tx.view, call), call) }),
};
