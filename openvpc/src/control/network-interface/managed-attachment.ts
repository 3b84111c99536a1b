import type * as ec2 from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import { ApiError } from '../operation.ts';

/** Whose the other end is, as AWS names itself. */
export const MANAGER = 'amazon-aws';
const PREFIX = 'ela-attach-';

/** How a gateway's interface is attached: to nothing of the account's. */
export function showManagedAttachment(eni: Eni): ec2.NetworkInterfaceAttachment {
  return {
    AttachmentId: `${PREFIX}${eni.id.slice('eni-'.length)}`,
    InstanceOwnerId: MANAGER,
    DeviceIndex: 1,
    NetworkCardIndex: 0,
    DeleteOnTermination: false,
    Status: 'attached',
  };
}

export function isManagedAttachment(id: string): boolean {
  return id.startsWith(PREFIX);
}

export function managedAttachment(): ApiError {
  return new ApiError('OperationNotPermitted', "You are not allowed to manage 'ela-attach' attachments.");
}
