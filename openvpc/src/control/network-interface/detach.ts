import type { DetachNetworkInterfaceRequest } from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { required } from '../required.ts';
import { type AttachedEni, detached, mustBeAttached } from './attachment.ts';

export const detachNetworkInterface: Operation<DetachNetworkInterfaceRequest, void> = {
  action: 'ec2:DetachNetworkInterface',
  access(input, view, call) {
    const eni = meant(input, view, call);
    return onResources('ec2:DetachNetworkInterface', call, [
      ['instance', eni.attachment.instance],
      ['eni', eni.id],
    ]);
  },
  run(tx, input, call) {
    const eni = meant(input, tx.view, call);
    if (eni.attachment.deviceIndex === 0) {
      throw new ApiError(
        'OperationNotPermitted',
        'The network interface at device index 0 and networkCard index 0 cannot be detached.',
      );
    }
    tx.put(detached(eni));
  },
};

function meant(input: DetachNetworkInterfaceRequest, view: Snapshot, call: Call): AttachedEni {
  return mustBeAttached(view, call, required(input.AttachmentId, 'attachmentId'));
}
