import type { AssociateAddressRequest } from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onlyInterface } from '../instance/only-interface.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { exactlyOne } from '../required.ts';

/** The interface that is to have the address; of an instance its only one. */
export function targetOf(view: Snapshot, call: Call, input: AssociateAddressRequest): Eni {
  if (exactlyOne(input, ['InstanceId', 'NetworkInterfaceId']) === 'NetworkInterfaceId') {
    return mustExist(view, call, 'eni', input.NetworkInterfaceId ?? '');
  }
  const instance = mustExist(view, call, 'instance', input.InstanceId ?? '');
  if (!['running', 'stopping', 'stopped'].includes(instance.state)) {
    throw new ApiError(
      'InvalidInstanceID',
      `The ${instance.state} instance '${instance.id}' is not in a valid state for this operation.`,
    );
  }
  return onlyInterface(view, instance);
}
