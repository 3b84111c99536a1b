import type * as ec2 from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { exactlyOneAttribute } from '../attribute.ts';
import { giveAutoPublic, neverAutoPublic } from '../elastic-ip/auto-public.ts';
import { refuseManaged } from '../elastic-ip/managed.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { missingParameter, required, unsupported } from '../required.ts';
import { checkDescription } from './checks.ts';
import { mustBeAttached } from './attachment.ts';
import { groupsFor } from './groups.ts';

export const modifyNetworkInterfaceAttribute: Operation<ec2.ModifyNetworkInterfaceAttributeRequest, void> = {
  action: 'ec2:ModifyNetworkInterfaceAttribute',
  access: (input, _view, call) =>
    onResources('ec2:ModifyNetworkInterfaceAttribute', call, [
      ['eni', input.NetworkInterfaceId],
      ...(input.Groups ?? []).map((id) => ['security-group', id] as const),
    ]),
  run(tx, input, call) {
    const eni = mustExist(tx.view, call, 'eni', required(input.NetworkInterfaceId, 'networkInterfaceId'));
    const name = exactlyOneAttribute(input, ATTRIBUTES);
    refuseManaged(tx.view, eni.id);
    switch (name) {
      case 'Groups':
        return setGroups(tx, call, eni, input.Groups ?? []);
      case 'SourceDestCheck':
        return tx.put({ ...eni, sourceDestCheck: required(input[name]?.Value, 'sourceDestCheck.value') });
      case 'Description':
        return tx.put({ ...eni, description: checkDescription(input[name]?.Value ?? '') });
      case 'Attachment':
        return setDeleteOnTermination(tx, call, eni, input.Attachment ?? {});
      case 'AssociatePublicIpAddress':
        return setPublic(tx, call, eni, input[name] === true);
      default:
        throw unsupported(`The parameter ${name} is not supported yet.`);
    }
  },
};

const ATTRIBUTES = [
  'Groups',
  'SourceDestCheck',
  'Description',
  'Attachment',
  'AssociatePublicIpAddress',
  'EnaSrdSpecification',
  'EnablePrimaryIpv6',
  'ConnectionTrackingSpecification',
  'AssociatedSubnetIds',
] as const;

/** Replaces the whole set (EC2 API Reference, ModifyNetworkInterfaceAttribute). */
export function setGroups(tx: Transaction, call: Call, eni: Eni, ids: readonly string[]): void {
  if (ids.length === 0) throw missingParameter('groupSet');
  tx.put({ ...eni, groups: groupsFor(tx.view, call, eni.vpc, ids) });
}

/** "Will only apply to the primary network interface" (EC2 API Reference); there at once, when its instance runs. */
function setPublic(tx: Transaction, call: Call, eni: Eni, wanted: boolean): void {
  if (!wanted) return tx.put(neverAutoPublic(eni));
  const marked: Eni = { ...eni, publicOnStart: true };
  tx.put(marked);
  giveAutoPublic(tx, call, marked);
}

function setDeleteOnTermination(
  tx: Transaction,
  call: Call,
  eni: Eni,
  changes: ec2.NetworkInterfaceAttachmentChanges,
): void {
  if (changes.EnaQueueCount !== undefined || changes.DefaultEnaQueueCount === true) {
    throw unsupported('ENA queues are not supported.');
  }
  const attached = mustBeAttached(tx.view, call, required(changes.AttachmentId, 'attachment.attachmentId'));
  if (attached.id !== eni.id) {
    throw new ApiError(
      'InvalidAttachmentID.NotFound',
      `The attachment '${attached.attachment.id}' is not of the network interface '${eni.id}'.`,
    );
  }
  const deleteOnTermination = required(changes.DeleteOnTermination, 'attachment.deleteOnTermination');
  tx.put({ ...attached, attachment: { ...attached.attachment, deleteOnTermination } });
}
