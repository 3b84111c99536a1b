import type { Eni, EniAttachment } from '../../model/eni.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InstanceId } from '../../name/id.ts';
import { ApiError, type Call } from '../operation.ts';
import { isVisible } from '../owned.ts';
import { limitsOf } from '../instance/type.ts';
import { tooManyAddresses } from './addresses.ts';
import { isManagedAttachment, managedAttachment } from './managed-attachment.ts';
import { subnetOf } from './show.ts';

export type AttachedEni = Eni & Readonly<{ attachment: EniAttachment }>;

/** In order of device index; the first is primary. */
export function enisOf(view: Snapshot, instance: InstanceId): readonly AttachedEni[] {
  return [...view.enis.values()]
    .filter((eni): eni is AttachedEni => eni.attachment?.instance === instance)
    .sort((a, b) => a.attachment.deviceIndex - b.attachment.deviceIndex);
}

/** The caller's ENI that is attached by that attachment. */
export function mustBeAttached(view: Snapshot, call: Call, attachmentId: string): AttachedEni {
  if (isManagedAttachment(attachmentId)) throw managedAttachment();
  if (!/^eni-attach-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(attachmentId)) {
    throw new ApiError(
      'InvalidNetworkInterfaceAttachmentId.Malformed',
      `Invalid id: "${attachmentId}" (expecting "eni-attach-...")`,
    );
  }
  for (const eni of view.enis.values()) {
    if (eni.attachment?.id === attachmentId && isVisible(eni, call)) return eni as AttachedEni; // it has that attachment
  }
  throw new ApiError('InvalidAttachmentID.NotFound', `The attachment '${attachmentId}' does not exist.`);
}

/** An ENI without its attachment; AWS keeps all else as it was. */
export function detached({ attachment: _gone, ...rest }: Eni): Eni {
  return rest;
}

/** Throws unless the instance can take the ENI at that index (Amazon EC2 User Guide, "Elastic network interfaces"). */
export function checkFits(view: Snapshot, instance: Instance, eni: Eni, deviceIndex: number): void {
  if (subnetOf(eni, view).zone !== instance.zone) {
    throw new ApiError(
      'InvalidParameterCombination',
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  }
  const others = enisOf(view, instance.id);
  if (others.some(({ attachment }) => attachment.deviceIndex === deviceIndex)) {
    throw new ApiError(
      'InvalidParameterValue',
      `Instance '${instance.id}' already has an interface attached at device index '${deviceIndex}'.`,
    );
  }
  checkTypeLimits(instance.type, [...others, eni]);
}

/** What the instance type can hold. */
export function checkTypeLimits(type: string, enis: ReadonlyArray<Pick<Eni, 'ipv4' | 'ipv6'>>): void {
  const limits = limitsOf(type);
  if (enis.length > limits.interfaces) {
    throw new ApiError('AttachmentLimitExceeded', `Interface count ${enis.length} exceeds the limit for ${type}`);
  }
  for (const { ipv4, ipv6 } of enis) {
    if (ipv4.length > limits.addressesPerInterface || ipv6.length > limits.addressesPerInterface) {
      throw tooManyAddresses();
    }
  }
}
