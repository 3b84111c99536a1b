import type { DeleteNetworkInterfaceRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { managedAttachment } from './managed-attachment.ts';
import { removeEni } from './remove.ts';

export const deleteNetworkInterface: Operation<DeleteNetworkInterfaceRequest, void> = {
  action: 'ec2:DeleteNetworkInterface',
  access: (input, _view, call) => onResources('ec2:DeleteNetworkInterface', call, [['eni', input.NetworkInterfaceId]]),
  run(tx, input, call) {
    const eni = mustExist(tx.view, call, 'eni', input.NetworkInterfaceId);
    if (eni.interfaceType !== undefined) throw managedAttachment();
    if (eni.attachment !== undefined) {
      throw new ApiError('InvalidParameterValue', `Network interface '${eni.id}' is currently in use.`);
    }
    removeEni(tx, eni.id);
  },
};
