import type * as ec2 from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ROOT_DEVICE_NAME } from '../image/image.ts';
import { type AttachedEni, enisOf } from '../network-interface/attachment.ts';
import { showAttachment, showEni, showGroups, showIpv4 } from '../network-interface/show.ts';
import { tagList } from '../tag-specifications.ts';
import { coresOf } from './describe-types.ts';
import { showState } from './state.ts';
import { mustBeType } from './type.ts';

/** Instances of one launch. */
export function showReservation(instances: readonly Instance[], view: Snapshot): ec2.Reservation {
  const [first] = instances;
  return {
    ReservationId: first?.reservation,
    OwnerId: first?.owner,
    Groups: [], // EC2-Classic's
    Instances: instances.map((instance) => showInstance(instance, view)),
  };
}

export function showInstance(instance: Instance, view: Snapshot): ec2.Instance {
  const type = mustBeType(instance.type);
  return {
    InstanceId: instance.id,
    ImageId: instance.image,
    InstanceType: instance.type,
    State: showState(instance.state),
    ...showReason(instance),
    StateTransitionReason: '',
    AmiLaunchIndex: instance.launchIndex,
    LaunchTime: new Date(instance.launchedAt),
    ...(instance.clientToken === undefined ? {} : { ClientToken: instance.clientToken }),
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' },
    ...showNetwork(instance, view),
    Architecture: type.architecture,
    CpuOptions: { CoreCount: coresOf(type), ThreadsPerCore: type.threadsPerCore },
    ...ALWAYS,
    Tags: tagList(instance.tags),
  };
}

/** The members that are the same of every instance here. */
const ALWAYS: ec2.Instance = {
  Monitoring: { State: 'disabled' },
  ProductCodes: [],
  RootDeviceType: 'ebs',
  RootDeviceName: ROOT_DEVICE_NAME,
  BlockDeviceMappings: [],
  EbsOptimized: false,
  EnaSupport: true,
  Hypervisor: 'xen',
  VirtualizationType: 'hvm',
  PlatformDetails: 'Linux/UNIX',
  UsageOperation: 'RunInstances',
  CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
  HibernationOptions: { Configured: false },
  EnclaveOptions: { Enabled: false },
  MetadataOptions: { State: 'applied', HttpEndpoint: 'disabled' },
  MaintenanceOptions: { AutoRecovery: 'disabled' },
  PrivateDnsNameOptions: {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  },
};

/** Top-level network members are the primary ENI's; a terminated instance has none left. */
function showNetwork(instance: Instance, view: Snapshot): ec2.Instance {
  const enis = enisOf(view, instance.id);
  const NetworkInterfaces = enis.map((eni) => showInterface(eni, view));
  const [primary] = enis;
  if (primary === undefined) return { PublicDnsName: '', PrivateDnsName: '', SecurityGroups: [], NetworkInterfaces };
  const { VpcId, SubnetId, PrivateIpAddress, PrivateDnsName, Ipv6Address, Association } = showEni(primary, view);
  return {
    PublicDnsName: Association?.PublicDnsName ?? '',
    ...(Association === undefined ? {} : { PublicIpAddress: Association.PublicIp }),
    VpcId,
    SubnetId,
    PrivateIpAddress,
    PrivateDnsName,
    ...(Ipv6Address === undefined ? {} : { Ipv6Address }),
    SecurityGroups: showGroups(primary.groups, view),
    SourceDestCheck: primary.sourceDestCheck,
    NetworkInterfaces,
  };
}

function showInterface(eni: AttachedEni, view: Snapshot): ec2.InstanceNetworkInterface {
  const shown = showEni(eni, view);
  const { InstanceId: _own, InstanceOwnerId: _owner, ...attachment } = showAttachment(eni, view) ?? {};
  return {
    NetworkInterfaceId: eni.id,
    OwnerId: eni.owner,
    VpcId: eni.vpc,
    SubnetId: eni.subnet,
    Status: shown.Status,
    Description: eni.description,
    InterfaceType: shown.InterfaceType,
    MacAddress: eni.mac,
    PrivateIpAddress: shown.PrivateIpAddress,
    PrivateDnsName: shown.PrivateDnsName,
    ...withoutIds(shown.Association),
    PrivateIpAddresses: showIpv4(eni, view).map((one) => ({ ...one, ...withoutIds(one.Association) })),
    Ipv6Addresses: shown.Ipv6Addresses,
    Groups: shown.Groups,
    SourceDestCheck: eni.sourceDestCheck,
    Attachment: attachment,
  };
}

/** An instance's interface does not say by which allocation it has its public address; the interface itself does. */
function withoutIds(
  association: ec2.NetworkInterfaceAssociation | undefined,
): Readonly<{ Association?: ec2.InstanceNetworkInterfaceAssociation }> {
  if (association === undefined) return {};
  const { AllocationId: _allocation, AssociationId: _association, ...Association } = association;
  return { Association };
}

function showReason({ stateReason }: Instance): ec2.Instance {
  if (stateReason === undefined) return {};
  return { StateReason: { Code: stateReason.code, Message: stateReason.message } };
}
