import type { PublicAccessBlock } from '../../model/public-access.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import type { Call } from '../operation.ts';
import { visible } from '../owned.ts';

/** Of the caller's account in the Region; none before it was first set. */
export function blockOf(view: Snapshot, call: Call): PublicAccessBlock | undefined {
  return visible(view.publicAccessBlocks, call)[0];
}

/** No organization declares it here: the account manages it, and may exclude. */
export function showBlock(
  block: PublicAccessBlock | undefined,
  call: Call,
  progress?: 'update-in-progress',
): ec2.VpcBlockPublicAccessOptions {
  return {
    AwsAccountId: call.account,
    AwsRegion: call.region,
    State: progress ?? (block === undefined ? 'default-state' : 'update-complete'),
    InternetGatewayBlockMode: block?.mode ?? 'off',
    ...(block?.updatedAt === undefined ? {} : { LastUpdateTimestamp: new Date(block.updatedAt) }),
    ManagedBy: 'account',
    ExclusionsAllowed: 'allowed',
  };
}
