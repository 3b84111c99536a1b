import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type AttachedEni, enisOf } from '../network-interface/attachment.ts';
import { ApiError } from '../operation.ts';

/** What a call means that names an instance where an interface is meant. */
export function onlyInterface(view: Snapshot, instance: Instance): AttachedEni {
  const [primary, ...others] = enisOf(view, instance.id);
  if (primary === undefined) {
    throw new ApiError('IncorrectInstanceState', `The instance '${instance.id}' has no network interface.`);
  }
  if (others.length > 0) {
    throw new ApiError(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
    );
  }
  return primary;
}
