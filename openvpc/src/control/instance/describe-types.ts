import type * as ec2 from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { ApiError, type Operation } from '../operation.ts';
import { isBurstable } from './credits.ts';
import { familyName, INSTANCE_TYPES, type InstanceType } from './type.ts';

export const describeInstanceTypes: Operation<ec2.DescribeInstanceTypesRequest, ec2.DescribeInstanceTypesResult> = {
  action: 'ec2:DescribeInstanceTypes',
  access: () => onAnything('ec2:DescribeInstanceTypes'),
  run(tx, input) {
    const page = describePage(chosen(input.InstanceTypes ?? []), input, {
      filters: FILTERS,
      view: tx.view,
      keyOf: ({ name }) => name,
      limits: { least: 5, most: 100 },
    });
    return { InstanceTypes: page.items.map(showType), ...nextTokenOf(page) };
  },
};

function chosen(names: readonly string[]): readonly InstanceType[] {
  if (names.length === 0) return [...INSTANCE_TYPES.values()];
  const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
  if (unknown.length > 0) {
    throw new ApiError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  }
  return [...new Set(names)].flatMap((name) => INSTANCE_TYPES.get(name) ?? []);
}

function showType(type: InstanceType): ec2.InstanceTypeInfo {
  const { interfaces, addressesPerInterface } = type.limits;
  return {
    InstanceType: type.name,
    CurrentGeneration: true,
    FreeTierEligible: isFree(type),
    SupportedUsageClasses: ['on-demand'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: false,
    Hypervisor: hypervisorOf(type),
    ProcessorInfo: { SupportedArchitectures: [type.architecture], SustainedClockSpeedInGhz: type.clockGhz },
    VCpuInfo: {
      DefaultVCpus: type.vcpus,
      DefaultCores: coresOf(type),
      DefaultThreadsPerCore: type.threadsPerCore,
    },
    MemoryInfo: { SizeInMiB: type.memoryMiB },
    InstanceStorageSupported: false,
    // Terraform takes a type without these two for none. There are no volumes and no placement groups.
    EbsInfo: { EbsOptimizedSupport: 'unsupported', EncryptionSupport: 'unsupported', NvmeSupport: 'unsupported' },
    PlacementGroupInfo: { SupportedStrategies: [] },
    NetworkInfo: {
      NetworkPerformance: type.networkPerformance,
      MaximumNetworkInterfaces: interfaces,
      MaximumNetworkCards: 1,
      DefaultNetworkCardIndex: 0,
      Ipv4AddressesPerInterface: addressesPerInterface,
      Ipv6AddressesPerInterface: addressesPerInterface,
      Ipv6Supported: true,
      EnaSupport: enaSupportOf(type),
      EfaSupported: false,
    },
    HibernationSupported: false,
    BurstablePerformanceSupported: isBurstable(type),
    DedicatedHostsSupported: false,
    AutoRecoverySupported: false,
  };
}

export function coresOf(type: InstanceType): number {
  return type.vcpus / type.threadsPerCore;
}

function isFree({ name }: InstanceType): boolean {
  return name === 't2.micro' || name === 't3.micro';
}

function hypervisorOf(type: InstanceType): string {
  return familyName(type) === 't2' ? 'xen' : 'nitro';
}

function enaSupportOf(type: InstanceType): string {
  return familyName(type) === 't2' ? 'unsupported' : 'required';
}

/** EC2 API Reference, DescribeInstanceTypes: those that tell these types apart, and those that clients send. */
const FILTERS: FilterTable<InstanceType> = {
  'auto-recovery-supported': () => ['false'],
  'bare-metal': () => ['false'],
  'burstable-performance-supported': (type) => [String(isBurstable(type))],
  'current-generation': () => ['true'],
  'free-tier-eligible': (type) => [String(isFree(type))],
  'hibernation-supported': () => ['false'],
  hypervisor: (type) => [hypervisorOf(type)],
  'instance-storage-supported': () => ['false'],
  'instance-type': ({ name }) => [name],
  'memory-info.size-in-mib': ({ memoryMiB }) => [String(memoryMiB)],
  'network-info.ena-support': (type) => [enaSupportOf(type)],
  'network-info.ipv4-addresses-per-interface': ({ limits }) => [String(limits.addressesPerInterface)],
  'network-info.ipv6-addresses-per-interface': ({ limits }) => [String(limits.addressesPerInterface)],
  'network-info.ipv6-supported': () => ['true'],
  'network-info.maximum-network-interfaces': ({ limits }) => [String(limits.interfaces)],
  'network-info.network-performance': ({ networkPerformance }) => [networkPerformance],
  'processor-info.supported-architecture': ({ architecture }) => [architecture],
  'processor-info.sustained-clock-speed-in-ghz': ({ clockGhz }) => [String(clockGhz)],
  'supported-root-device-type': () => ['ebs'],
  'supported-usage-class': () => ['on-demand'],
  'supported-virtualization-type': () => ['hvm'],
  'vcpu-info.default-cores': (type) => [String(coresOf(type))],
  'vcpu-info.default-threads-per-core': ({ threadsPerCore }) => [String(threadsPerCore)],
  'vcpu-info.default-vcpus': ({ vcpus }) => [String(vcpus)],
};
