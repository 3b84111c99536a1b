import type { RunInstancesRequest } from '../../aws/ec2.types.ts';
import { ApiError } from '../operation.ts';
import { refuseUnsupported, unsupported } from '../required.ts';
import type { InstanceType } from './type.ts';

/**
 * Launch options that AWS has and instances here have not. Clients send many with the value that asks for nothing
 * (Terraform sends EbsOptimized and Monitoring with every launch); those pass, and all others are refused aloud.
 */
export function checkOptions(input: RunInstancesRequest, type: InstanceType): void {
  refuseUnsupported(input, [
    'BlockDeviceMappings',
    'KernelId',
    'RamdiskId',
    'AdditionalInfo',
    'ElasticGpuSpecification',
    'ElasticInferenceAccelerators',
    'LaunchTemplate',
    'InstanceMarketOptions',
    'LicenseSpecifications',
    'DisableApiStop',
    'DisableApiTermination',
    'EbsOptimized',
    'EnablePrimaryIpv6',
    'IamInstanceProfile',
    'Operator',
    'SecondaryInterfaces',
  ]);
  for (const [name, asksForNothing] of Object.entries(HARMLESS)) {
    if (!asksForNothing(input, type)) throw unsupported(`This value of the parameter ${name} is not supported yet.`);
  }
  if (input.KeyName !== undefined && input.KeyName !== '') {
    throw new ApiError('InvalidKeyPair.NotFound', `The key pair '${input.KeyName}' does not exist`);
  }
}

type Test = (input: RunInstancesRequest, type: InstanceType) => boolean;

/** Whether the option, as given, asks for what is so anyway. */
const HARMLESS: Readonly<Record<string, Test>> = {
  CapacityReservationSpecification: ({ CapacityReservationSpecification: wanted }) =>
    wanted === undefined ||
    (wanted.CapacityReservationTarget === undefined && is(wanted.CapacityReservationPreference, 'open', 'none')),
  CpuOptions: ({ CpuOptions: wanted }, type) =>
    wanted === undefined ||
    (is(wanted.CoreCount, type.vcpus / type.threadsPerCore) &&
      is(wanted.ThreadsPerCore, type.threadsPerCore) &&
      is(wanted.AmdSevSnp, 'disabled') &&
      is(wanted.NestedVirtualization, 'disabled')),
  EnclaveOptions: ({ EnclaveOptions: wanted }) => is(wanted?.Enabled, false),
  HibernationOptions: ({ HibernationOptions: wanted }) => is(wanted?.Configured, false),
  InstanceInitiatedShutdownBehavior: ({ InstanceInitiatedShutdownBehavior: wanted }) => is(wanted, 'stop'),
  MaintenanceOptions: ({ MaintenanceOptions: wanted }) => is(wanted?.AutoRecovery, 'default', 'disabled'),
  // There is no metadata service yet, so nothing else can be promised.
  MetadataOptions: ({ MetadataOptions: wanted }) => wanted === undefined || wanted.HttpEndpoint === 'disabled',
  Monitoring: ({ Monitoring: wanted }) => is(wanted?.Enabled, false) && (wanted?.MetricCategoryIds ?? []).length === 0,
  NetworkPerformanceOptions: ({ NetworkPerformanceOptions: wanted }) => is(wanted?.BandwidthWeighting, 'default'),
  Placement: ({ Placement: wanted }) =>
    is(wanted?.Tenancy, 'default') &&
    [
      wanted?.Affinity,
      wanted?.GroupName,
      wanted?.GroupId,
      wanted?.PartitionNumber,
      wanted?.HostId,
      wanted?.HostResourceGroupArn,
      wanted?.SpreadDomain,
    ].every((value) => is(value, '')),
  PrivateDnsNameOptions: ({ PrivateDnsNameOptions: wanted }) =>
    is(wanted?.HostnameType, 'ip-name') &&
    is(wanted?.EnableResourceNameDnsARecord, false) &&
    is(wanted?.EnableResourceNameDnsAAAARecord, false),
};

function is<T>(value: T | undefined, ...expected: readonly T[]): boolean {
  return value === undefined || expected.includes(value);
}
