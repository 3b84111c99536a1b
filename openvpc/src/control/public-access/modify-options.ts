import type {
  ModifyVpcBlockPublicAccessOptionsRequest,
  ModifyVpcBlockPublicAccessOptionsResult,
} from '../../aws/ec2.types.ts';
import type { PublicAccessBlock } from '../../model/public-access.ts';
import { onAnything } from '../access.ts';
import type { Operation } from '../operation.ts';
import { owned } from '../owned.ts';
import { oneOf } from '../required.ts';
import { blockOf, showBlock } from './block.ts';

export const modifyVpcBlockPublicAccessOptions: Operation<
  ModifyVpcBlockPublicAccessOptionsRequest,
  ModifyVpcBlockPublicAccessOptionsResult
> = {
  action: 'ec2:ModifyVpcBlockPublicAccessOptions',
  access: () => onAnything('ec2:ModifyVpcBlockPublicAccessOptions'),
  run(tx, input, call) {
    const modes = ['off', 'block-bidirectional', 'block-ingress'] as const;
    const block: PublicAccessBlock = {
      ...(blockOf(tx.view, call) ?? { ...owned(call), kind: 'public-access-block', id: call.mint('vpcbpa') }),
      mode: oneOf(input.InternetGatewayBlockMode, modes, 'internetGatewayBlockMode'),
      updatedAt: call.now,
    };
    tx.put(block);
    return { VpcBlockPublicAccessOptions: showBlock(block, call, 'update-in-progress') };
  },
};
