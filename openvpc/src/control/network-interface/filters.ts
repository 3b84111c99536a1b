import type { Eni, EniAttachment } from '../../model/eni.ts';
import { formatAddress } from '../../net/address.ts';
import type { FilterTable } from '../describe.ts';
import { zoneIdOf } from '../subnet/show.ts';
import { privateName } from './private-name.ts';
import { attachmentStatus, primaryOf, statusOf, subnetOf } from './show.ts';

const nothing = () => [];
const never = () => ['false'];

/** EC2 API Reference, DescribeNetworkInterfaces. DescribeInstances has the same with `network-interface.` before them. */
export const ENI_FILTERS: FilterTable<Eni> = {
  'addresses.association.owner-id': nothing,
  'addresses.association.public-ip': nothing,
  'addresses.primary': (eni) => eni.ipv4.map((_, i) => String(i === 0)),
  'addresses.private-ip-address': (eni) => eni.ipv4.map(formatAddress),
  'association.allocation-id': nothing,
  'association.association-id': nothing,
  'association.ip-owner-id': nothing,
  'association.public-dns-name': nothing,
  'association.public-ip': nothing,
  'attachment.attach-time': attached(({ attachedAt }) => new Date(attachedAt).toISOString()),
  'attachment.attachment-id': attached(({ id }) => id),
  'attachment.delete-on-termination': attached(({ deleteOnTermination }) => String(deleteOnTermination)),
  'attachment.device-index': attached(({ deviceIndex }) => String(deviceIndex)),
  'attachment.instance-id': attached(({ instance }) => instance),
  'attachment.instance-owner-id': attached((_, eni) => eni.owner),
  'attachment.nat-gateway-id': nothing,
  'attachment.status': (eni, view) => [attachmentStatus(eni, view) ?? []].flat(),
  'availability-zone': (eni, view) => [subnetOf(eni, view).zone],
  'availability-zone-id': (eni, view) => [zoneIdOf(subnetOf(eni, view))],
  description: (eni) => [eni.description],
  'group-id': (eni) => eni.groups,
  'group-name': (eni, view) => eni.groups.flatMap((id) => view.securityGroups.get(id)?.name ?? []),
  'interface-type': () => ['interface'],
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
  'requester-id': nothing,
  'requester-managed': never,
  'source-dest-check': (eni) => [String(eni.sourceDestCheck)],
  status: (eni) => [statusOf(eni)],
  'subnet-id': (eni) => [eni.subnet],
  'vpc-id': (eni) => [eni.vpc],
};

function attached(valueOf: (attachment: EniAttachment, eni: Eni) => string): FilterTable<Eni>[string] {
  return (eni) => (eni.attachment === undefined ? [] : [valueOf(eni.attachment, eni)]);
}
