import type * as ec2 from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { GroupId } from '../../name/id.ts';
import { type Address, formatAddress } from '../../net/address.ts';
import { publicName } from '../elastic-ip/public-name.ts';
import { publicOf } from '../elastic-ip/public-of.ts';
import { zoneIdOf } from '../subnet/show.ts';
import { tagList } from '../tag-specifications.ts';
import { MANAGER, showManagedAttachment } from './managed-attachment.ts';
import { privateName } from './private-name.ts';

/** An ENI that was just made says `pending` once, as AWS does, though it can be used at once. */
export function showEni(eni: Eni, view: Snapshot, status = statusOf(eni)): ec2.NetworkInterface {
  const subnet = subnetOf(eni, view);
  const primary = primaryOf(eni);
  return {
    NetworkInterfaceId: eni.id,
    OwnerId: eni.owner,
    VpcId: eni.vpc,
    SubnetId: eni.subnet,
    AvailabilityZone: subnet.zone,
    AvailabilityZoneId: zoneIdOf(subnet),
    Status: status,
    Description: eni.description,
    InterfaceType: showInterfaceType(eni),
    MacAddress: eni.mac,
    PrivateIpAddress: formatAddress(primary),
    PrivateDnsName: privateName(view, eni.vpc, primary),
    PrivateIpAddresses: showIpv4(eni, view),
    ...showPublic(eni, primary, view),
    ...(eni.ipv6[0] === undefined ? {} : { Ipv6Address: formatAddress(eni.ipv6[0]) }),
    Ipv6Addresses: showIpv6(eni),
    Groups: showGroups(eni.groups, view),
    SourceDestCheck: eni.sourceDestCheck,
    RequesterManaged: eni.interfaceType !== undefined,
    ...(eni.interfaceType === undefined ? {} : { RequesterId: MANAGER }),
    ...(statusOf(eni) === 'available' ? {} : { Attachment: showAttachment(eni, view) }),
    TagSet: tagList(eni.tags),
  };
}

export function showAttachment(eni: Eni, view: Snapshot): ec2.NetworkInterfaceAttachment | undefined {
  const { attachment } = eni;
  if (eni.interfaceType !== undefined) return showManagedAttachment(eni);
  if (attachment === undefined) return undefined;
  return {
    AttachmentId: attachment.id,
    InstanceId: attachment.instance,
    InstanceOwnerId: eni.owner,
    DeviceIndex: attachment.deviceIndex,
    NetworkCardIndex: 0,
    DeleteOnTermination: attachment.deleteOnTermination,
    AttachTime: new Date(attachment.attachedAt),
    Status: attachmentStatus(eni, view),
  };
}

/** `attaching` while the instance comes up. */
export function attachmentStatus({ attachment, interfaceType }: Eni, view: Snapshot): string | undefined {
  if (interfaceType !== undefined) return 'attached';
  if (attachment === undefined) return undefined;
  return view.instances.get(attachment.instance)?.state === 'pending' ? 'attaching' : 'attached';
}

export function statusOf(eni: Eni): string {
  return eni.attachment === undefined && eni.interfaceType === undefined ? 'available' : 'in-use';
}

/** With an underscore: so AWS spells this one. */
export function showInterfaceType({ interfaceType }: Eni): string {
  return interfaceType === 'nat-gateway' ? 'nat_gateway' : 'interface';
}

export function showGroups(groups: readonly GroupId[], view: Snapshot): readonly ec2.GroupIdentifier[] {
  return groups.map((id) => ({ GroupId: id, GroupName: view.securityGroups.get(id)?.name }));
}

export function showIpv4(eni: Eni, view: Snapshot) {
  return eni.ipv4.map((address, i) => ({
    PrivateIpAddress: formatAddress(address),
    PrivateDnsName: privateName(view, eni.vpc, address),
    Primary: i === 0,
    ...showPublic(eni, address, view),
  }));
}

/** The public address of that private one, if it has one. */
export function showPublic(
  eni: Eni,
  own: Address,
  view: Snapshot,
): Readonly<{ Association?: ec2.NetworkInterfaceAssociation }> {
  const found = publicOf(view, eni, own);
  if (found === undefined) return {};
  const { address, elastic } = found;
  const Association = {
    PublicIp: formatAddress(address),
    PublicDnsName: publicName(view, eni.vpc, address),
    IpOwnerId: elastic === undefined ? 'amazon' : elastic.owner,
    ...(elastic && { AllocationId: elastic.id, AssociationId: elastic.association.id }),
  };
  return { Association };
}

export function showIpv6(eni: Eni) {
  return eni.ipv6.map((address) => ({ Ipv6Address: formatAddress(address), IsPrimaryIpv6: false }));
}

export function primaryOf(eni: Eni): Address {
  const [primary] = eni.ipv4;
  if (primary === undefined) throw new Error(`${eni.id} has no IPv4 address`); // INVARIANT: ENI is in its subnet
  return primary;
}

export function subnetOf(eni: Eni, view: Snapshot): Subnet {
  const subnet = view.subnets.get(eni.subnet);
  if (subnet === undefined) throw new Error(`${eni.subnet} of ${eni.id} is not there`); // INVARIANT: ENI is in its subnet
  return subnet;
}
