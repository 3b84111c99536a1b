import type { BlockPublicAccessStates } from '../../aws/ec2.types.ts';
import type { PublicAccessBlock } from '../../model/public-access.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { SubnetId, VpcId } from '../../name/id.ts';
import type { Call } from '../operation.ts';
import { blockOf } from './block.ts';

/** What is blocked after exclusions; of several ids the first that has one counts: a subnet's own before its VPC's. */
export function blockStates(
  view: Snapshot,
  call: Call,
  ...ids: ReadonlyArray<VpcId | SubnetId>
): Readonly<{ BlockPublicAccessStates: BlockPublicAccessStates }> {
  const mode = blockOf(view, call)?.mode ?? 'off';
  const excluded = [...view.publicAccessExclusions.values()].filter(({ deletedAt }) => deletedAt === undefined);
  const exclusion = ids.map((id) => excluded.find(({ of }) => of === id)).find((found) => found !== undefined);
  return { BlockPublicAccessStates: { InternetGatewayBlockMode: left(mode, exclusion?.mode) } };
}

function left(
  mode: PublicAccessBlock['mode'],
  exclusion: 'allow-bidirectional' | 'allow-egress' | undefined,
): PublicAccessBlock['mode'] {
  if (mode === 'off' || exclusion === 'allow-bidirectional') return 'off';
  return exclusion === 'allow-egress' ? 'block-ingress' : mode;
}
