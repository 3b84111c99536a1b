import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Call } from '../operation.ts';
import { visible } from '../owned.ts';

/** At most one in a region. */
export function defaultVpcOf(view: Snapshot, call: Call): Vpc | undefined {
  return visible(view.vpcs, call).find((vpc) => vpc.isDefault);
}
