import type { AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { invalidValue, refuseUnsupported, required } from '../required.ts';
import { checkFits } from './attachment.ts';
import { checkDeviceIndex } from './checks.ts';

/** To a running or stopped instance; the reconcile loop plugs it in. It outlives the instance unless told otherwise. */
export const attachNetworkInterface: Operation<AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult> = {
  action: 'ec2:AttachNetworkInterface',
  access: (input, _view, call) =>
    onResources('ec2:AttachNetworkInterface', call, [
      ['instance', input.InstanceId],
      ['eni', input.NetworkInterfaceId],
    ]),
  run(tx, input, call) {
    refuseUnsupported(input, ['EnaSrdSpecification', 'EnaQueueCount']);
    const deviceIndex = checkDeviceIndex(required(input.DeviceIndex, 'deviceIndex'));
    if ((input.NetworkCardIndex ?? 0) !== 0) throw invalidValue(input.NetworkCardIndex ?? 0, 'networkCardIndex');
    const eni = mustExist(tx.view, call, 'eni', input.NetworkInterfaceId);
    const instance = mustExist(tx.view, call, 'instance', input.InstanceId);
    if (eni.attachment !== undefined || eni.interfaceType !== undefined) throw interfaceInUse(eni.id);
    if (instance.state !== 'running' && instance.state !== 'stopped') {
      throw new ApiError('IncorrectState', `Instance '${instance.id}' is not 'running' or 'stopped'.`);
    }
    checkFits(tx.view, instance, eni, deviceIndex);
    const id = call.mint('eni-attach');
    tx.put({
      ...eni,
      attachment: { id, instance: instance.id, deviceIndex, deleteOnTermination: false, attachedAt: call.now },
    });
    return { AttachmentId: id, NetworkCardIndex: 0 };
  },
};

export function interfaceInUse(id: string): ApiError {
  return new ApiError('InvalidNetworkInterface.InUse', `Interface: [${id}] in use.`);
}
