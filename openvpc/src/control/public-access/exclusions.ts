import type * as ec2 from '../../aws/ec2.types.ts';
import type { PublicAccessExclusion } from '../../model/public-access.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { SubnetId, VpcId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import type { Transaction } from '../../store/store.ts';
import { MISSING, mustExist, notFound } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { visible } from '../owned.ts';
import { oneOf } from '../required.ts';
import { ownArn } from '../security-group/show.ts';
import { tagList } from '../tag-specifications.ts';

/** AWS shows a deleted exclusion for some time, and clients wait to see it `delete-complete`. */
const SHOWN_MS = 60 * 60 * 1000;

export function isShownAt({ deletedAt }: PublicAccessExclusion, now: Instant): boolean {
  return deletedAt === undefined || now - deletedAt < SHOWN_MS;
}

export function shownExclusions(view: Snapshot, call: Call): readonly PublicAccessExclusion[] {
  return visible(view.publicAccessExclusions, call).filter((exclusion) => isShownAt(exclusion, call.now));
}

/** One that still excludes; `what` is what the client wants of it: `deleted`, `modified`. */
export function exclusionNamed(view: Snapshot, call: Call, id: string, what: string): PublicAccessExclusion {
  const exclusion = mustExist(view, call, 'public-access-exclusion', id);
  if (!isShownAt(exclusion, call.now)) throw notFound(MISSING['public-access-exclusion'], [id]);
  if (exclusion.deletedAt === undefined) return exclusion;
  throw new ApiError(
    'InvalidParameterValue',
    `VPC Block Public Access exclusion ${id} is in delete-complete state and cannot be ${what}.`,
  );
}

export function exclusionMode(text: string): PublicAccessExclusion['mode'] {
  return oneOf(text, ['allow-bidirectional', 'allow-egress'], 'internetGatewayExclusionMode');
}

/** With what is excluded goes its exclusion. */
export function removeExclusionsOf(tx: Transaction, id: VpcId | SubnetId): void {
  for (const exclusion of tx.view.publicAccessExclusions.values()) {
    if (exclusion.of === id) tx.remove('public-access-exclusion', exclusion.id);
  }
}

type InProgress = 'create-in-progress' | 'update-in-progress' | 'delete-in-progress';

export function showExclusion(
  exclusion: PublicAccessExclusion,
  progress?: InProgress,
): ec2.VpcBlockPublicAccessExclusion {
  const { createdAt, updatedAt, deletedAt } = exclusion;
  return {
    ExclusionId: exclusion.id,
    InternetGatewayExclusionMode: exclusion.mode,
    ResourceArn: resourceArnOf(exclusion),
    State: progress ?? stateOf(exclusion),
    ...(createdAt === undefined ? {} : { CreationTimestamp: new Date(createdAt) }),
    ...(updatedAt === undefined ? {} : { LastUpdateTimestamp: new Date(updatedAt) }),
    ...(deletedAt === undefined ? {} : { DeletionTimestamp: new Date(deletedAt) }),
    Tags: tagList(exclusion.tags),
  };
}

export function stateOf({ updatedAt, deletedAt }: PublicAccessExclusion): string {
  if (deletedAt !== undefined) return 'delete-complete';
  return updatedAt === undefined ? 'create-complete' : 'update-complete';
}

export function resourceArnOf(exclusion: PublicAccessExclusion): string {
  const { of } = exclusion;
  return ownArn(exclusion, of.startsWith('vpc-') ? 'vpc' : 'subnet', of);
}
