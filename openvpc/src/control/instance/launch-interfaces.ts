import type * as ec2 from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { GroupId } from '../../name/id.ts';
import type { AddressRequest } from '../network-interface/addresses.ts';
import { interfaceInUse } from '../network-interface/attach.ts';
import { checkDescription, checkDeviceIndex } from '../network-interface/checks.ts';
import { refuseOtherType } from '../network-interface/create.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { given, refuseUnsupported } from '../required.ts';
import { groupsOf, launchGroups, launchSubnet } from './launch-place.ts';

/** One interface of each instance to launch: a new ENI, or one that is there already. */
export type PlannedInterface = Readonly<{
  deviceIndex: number;
  deleteOnTermination: boolean;
  subnet: Subnet;
  eni?: Eni;
  groups: readonly GroupId[];
  description: string;
  addresses: AddressRequest;
  /** It is to have a public address whenever its instance runs. */
  isPublic: boolean;
}>;

/** In order of device index, the primary first. */
export function planInterfaces(
  view: Snapshot,
  call: Call,
  input: ec2.RunInstancesRequest,
): readonly [PlannedInterface, ...PlannedInterface[]] {
  const specified = input.NetworkInterfaces ?? [];
  if (specified.length === 0) return [planFromInstance(view, call, input)];
  refuseInstanceLevel(input);
  const isOnly = specified.length === 1;
  const planned = specified.map((one) => planOne(view, call, input, one, isOnly));
  const [first, ...others] = planned.sort((a, b) => a.deviceIndex - b.deviceIndex);
  if (first?.deviceIndex !== 0) {
    throw new ApiError('InvalidParameterValue', 'A network interface with device index 0 must be specified.');
  }
  refuseConflicts(planned);
  refusePublicAmongOthers(specified);
  return [first, ...others];
}

/** Without a list of interfaces, the instance's own parameters describe its only one. */
function planFromInstance(view: Snapshot, call: Call, input: ec2.RunInstancesRequest): PlannedInterface {
  const subnet = launchSubnet(view, call, input.SubnetId, input.Placement);
  const { PrivateIpAddress, Ipv6Addresses, Ipv6AddressCount } = input;
  return {
    deviceIndex: 0,
    deleteOnTermination: true,
    subnet,
    groups: launchGroups(view, call, input, subnet),
    description: '',
    addresses: { PrivateIpAddress, Ipv6Addresses, Ipv6AddressCount },
    isPublic: subnet.mapPublicIpOnLaunch,
  };
}

function planOne(
  view: Snapshot,
  call: Call,
  input: ec2.RunInstancesRequest,
  one: ec2.InstanceNetworkInterfaceSpecification,
  isOnly: boolean,
): PlannedInterface {
  refuseUnsupported(one, UNSUPPORTED);
  refuseOtherType(one.InterfaceType);
  if (one.NetworkInterfaceId !== undefined) return planExisting(view, call, input, one, one.NetworkInterfaceId);
  const subnet = launchSubnet(view, call, one.SubnetId, input.Placement);
  return {
    deviceIndex: deviceIndexOf(one),
    deleteOnTermination: one.DeleteOnTermination ?? true,
    subnet,
    groups: groupsOf(view, call, subnet, one.Groups),
    description: checkDescription(one.Description ?? ''),
    addresses: one,
    // "Only to a new network interface, not an existing one", "for eth0", and not beside others (RunInstances).
    isPublic: isOnly && (one.AssociatePublicIpAddress ?? subnet.mapPublicIpOnLaunch),
  };
}

/** An ENI keeps what it has; at launch it may only be put in its place. */
function planExisting(
  view: Snapshot,
  call: Call,
  { Placement }: ec2.RunInstancesRequest,
  one: ec2.InstanceNetworkInterfaceSpecification,
  id: string,
): PlannedInterface {
  const [other] = given(one, ONLY_FOR_NEW);
  if (other !== undefined || one.DeleteOnTermination === true) {
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter ${other ?? 'DeleteOnTermination'} may be given only for a network interface that the launch creates.`,
    );
  }
  const eni = mustExist(view, call, 'eni', id);
  if (eni.attachment !== undefined || eni.interfaceType !== undefined) throw interfaceInUse(id);
  return {
    deviceIndex: deviceIndexOf(one),
    deleteOnTermination: false,
    subnet: launchSubnet(view, call, eni.subnet, Placement),
    eni,
    groups: eni.groups,
    description: eni.description,
    addresses: {},
    isPublic: false,
  };
}

function deviceIndexOf({ DeviceIndex: index }: ec2.InstanceNetworkInterfaceSpecification): number {
  if (index === undefined) {
    throw new ApiError('InvalidParameterValue', 'Each network interface requires a device index.');
  }
  return checkDeviceIndex(index);
}

const UNSUPPORTED = [
  'AssociateCarrierIpAddress',
  'Ipv4Prefixes',
  'Ipv4PrefixCount',
  'Ipv6Prefixes',
  'Ipv6PrefixCount',
  'PrimaryIpv6',
  'EnaSrdSpecification',
  'ConnectionTrackingSpecification',
  'EnaQueueCount',
] as const;

const ONLY_FOR_NEW = [
  'SubnetId',
  'Groups',
  'Description',
  'PrivateIpAddress',
  'PrivateIpAddresses',
  'SecondaryPrivateIpAddressCount',
  'Ipv6Addresses',
  'Ipv6AddressCount',
  'AssociatePublicIpAddress',
] as const;

/** What an interface says for itself, the instance may not say again (RunInstances; prefix-list spec E3). */
function refuseInstanceLevel(input: ec2.RunInstancesRequest): void {
  const said: ReadonlyArray<readonly [keyof ec2.RunInstancesRequest, string]> = [
    ['SecurityGroupIds', 'security groups'],
    ['SecurityGroups', 'security groups'],
    ['SubnetId', 'subnet ID'],
    ['PrivateIpAddress', 'private IP address'],
    ['Ipv6Addresses', 'IPv6 addresses'],
    ['Ipv6AddressCount', 'IPv6 address count'],
  ];
  for (const [name, words] of said) {
    if (given(input, [name]).length > 0) {
      throw new ApiError(
        'InvalidParameterCombination',
        `Network interfaces and an instance-level ${words} may not be specified on the same request`,
      );
    }
  }
}

function refuseConflicts(planned: readonly PlannedInterface[]): void {
  const indexes = new Set(planned.map(({ deviceIndex }) => deviceIndex));
  if (indexes.size < planned.length) {
    throw new ApiError('InvalidParameterValue', 'Each network interface requires a device index of its own.');
  }
  const existing = planned.flatMap(({ eni }) => eni?.id ?? []);
  for (const id of existing) if (existing.indexOf(id) !== existing.lastIndexOf(id)) throw interfaceInUse(id);
  if (new Set(planned.map(({ subnet }) => subnet.zone)).size > 1) {
    throw new ApiError(
      'InvalidParameterCombination',
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  }
}

function refusePublicAmongOthers(specified: readonly ec2.InstanceNetworkInterfaceSpecification[]): void {
  if (specified.length === 1 || !specified.some((one) => one.AssociatePublicIpAddress === true)) return;
  throw new ApiError(
    'InvalidParameterCombination',
    'The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
  );
}
