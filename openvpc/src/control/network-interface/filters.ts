import type { Eni, EniAttachment } from '../../model/eni.ts';
import { formatAddress } from '../../net/address.ts';
import type { FilterTable } from '../describe.ts';
import { zoneIdOf } from '../subnet/show.ts';
import { MANAGER } from './managed-attachment.ts';
import { privateName } from './private-name.ts';
import {
  attachmentStatus,
  primaryOf,
  showAttachment,
  showInterfaceType,
  showPublic,
  statusOf,
  subnetOf,
} from './show.ts';

const nothing = () => [];
const never = () => ['false'];

/** EC2 API Reference, DescribeNetworkInterfaces. DescribeInstances has the same with `network-interface.` before them. */
export const ENI_FILTERS: FilterTable<Eni> = {
  'addresses.association.owner-id': publics('IpOwnerId'),
  'addresses.association.public-ip': publics('PublicIp'),
  'addresses.primary': (eni) => eni.ipv4.map((_, i) => String(i === 0)),
  'addresses.private-ip-address': (eni) => eni.ipv4.map(formatAddress),
  'association.allocation-id': publics('AllocationId'),
  'association.association-id': publics('AssociationId'),
  'association.ip-owner-id': publics('IpOwnerId'),
  'association.public-dns-name': publics('PublicDnsName'),
  'association.public-ip': publics('PublicIp'),
  'attachment.attach-time': attached(({ attachedAt }) => new Date(attachedAt).toISOString()),
  'attachment.attachment-id': (eni, view) => [showAttachment(eni, view)?.AttachmentId ?? []].flat(),
  'attachment.delete-on-termination': attached(({ deleteOnTermination }) => String(deleteOnTermination)),
  'attachment.device-index': attached(({ deviceIndex }) => String(deviceIndex)),
  'attachment.instance-id': attached(({ instance }) => instance),
  'attachment.instance-owner-id': (eni, view) => [showAttachment(eni, view)?.InstanceOwnerId ?? []].flat(),
  'attachment.nat-gateway-id': (eni, view) =>
    [...view.natGateways.values()].flatMap((gateway) => (gateway.eni === eni.id ? [gateway.id] : [])),
  'attachment.status': (eni, view) => [attachmentStatus(eni, view) ?? []].flat(),
  'availability-zone': (eni, view) => [subnetOf(eni, view).zone],
  'availability-zone-id': (eni, view) => [zoneIdOf(subnetOf(eni, view))],
  description: (eni) => [eni.description],
  'group-id': (eni) => eni.groups,
  'group-name': (eni, view) => eni.groups.flatMap((id) => view.securityGroups.get(id)?.name ?? []),
  'interface-type': (eni) => [showInterfaceType(eni)],
  'ipv4-prefixes.ipv4-prefix': nothing,
  'ipv6-addresses.ipv6-address': (eni) => eni.ipv6.map(formatAddress),
  'ipv6-prefixes.ipv6-prefix': nothing,
  'mac-address': (eni) => [eni.mac],
  'network-interface-id': (eni) => [eni.id],
  'operator.managed': never,
  'operator.principal': nothing,
  'owner-id': (eni) => [eni.owner],
  'private-dns-name': (eni, view) => [privateName(view, eni.vpc, primaryOf(eni))],
  'private-ip-address': (eni) => eni.ipv4.map(formatAddress),
  'requester-id': ({ interfaceType }) => (interfaceType === undefined ? [] : [MANAGER]),
  'requester-managed': ({ interfaceType }) => [String(interfaceType !== undefined)],
  'source-dest-check': (eni) => [String(eni.sourceDestCheck)],
  status: (eni) => [statusOf(eni)],
  'subnet-id': (eni) => [eni.subnet],
  'vpc-id': (eni) => [eni.vpc],
};

function attached(valueOf: (attachment: EniAttachment, eni: Eni) => string): FilterTable<Eni>[string] {
  return (eni) => (eni.attachment === undefined ? [] : [valueOf(eni.attachment, eni)]);
}

function publics(
  name: 'PublicIp' | 'PublicDnsName' | 'IpOwnerId' | 'AllocationId' | 'AssociationId',
): FilterTable<Eni>[string] {
  return (eni, view) => eni.ipv4.flatMap((own) => showPublic(eni, own, view).Association?.[name] ?? []);
}
