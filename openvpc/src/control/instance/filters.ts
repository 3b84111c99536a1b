import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FilterTable } from '../describe.ts';
import { ROOT_DEVICE_NAME } from '../image/image.ts';
import { type AttachedEni, enisOf } from '../network-interface/attachment.ts';
import { ENI_FILTERS } from '../network-interface/filters.ts';
import { showState } from './state.ts';
import { mustBeType } from './type.ts';

type Values = FilterTable<Instance>[string];
const nothing = () => [];
const always =
  (value: string): Values =>
  () => [value];

/** EC2 API Reference, DescribeInstances. */
export const INSTANCE_FILTERS: FilterTable<Instance> = {
  ...ofInterfaces(),
  affinity: nothing,
  architecture: ({ type }) => [mustBeType(type).architecture],
  'availability-zone': ({ zone }) => [zone],
  'block-device-mapping.attach-time': nothing,
  'block-device-mapping.delete-on-termination': nothing,
  'block-device-mapping.device-name': nothing,
  'block-device-mapping.status': nothing,
  'block-device-mapping.volume-id': nothing,
  'capacity-reservation-id': nothing,
  'client-token': ({ clientToken = [] }) => [clientToken].flat(),
  'dns-name': ofPrimary('association.public-dns-name'),
  'ebs-optimized': always('false'),
  'ena-support': always('true'),
  'hibernation-options.configured': always('false'),
  'host-id': nothing,
  hypervisor: always('xen'),
  'iam-instance-profile.arn': nothing,
  'iam-instance-profile.id': nothing,
  'iam-instance-profile.name': nothing,
  'image-id': ({ image }) => [image],
  'instance-id': ({ id }) => [id],
  'instance-lifecycle': nothing,
  'instance-state-code': ({ state }) => [String(showState(state).Code)],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ type }) => [type],
  'instance.group-id': ofPrimary('group-id'),
  'instance.group-name': ofPrimary('group-name'),
  'ip-address': ofPrimary('association.public-ip'),
  'ipv6-address': (instance, view) => ofAll(instance, view, 'ipv6-addresses.ipv6-address'),
  'kernel-id': nothing,
  'key-name': ({ keyName = [] }) => [keyName].flat(),
  'launch-index': ({ launchIndex }) => [String(launchIndex)],
  'launch-time': ({ launchedAt }) => [new Date(launchedAt).toISOString()],
  'metadata-options.http-endpoint': always('disabled'),
  'metadata-options.http-tokens': nothing,
  'monitoring-state': always('disabled'),
  'outpost-arn': nothing,
  'owner-id': ({ owner }) => [owner],
  'placement-group-name': nothing,
  'placement-partition-number': nothing,
  platform: nothing, // AWS has it for Windows only
  'platform-details': always('Linux/UNIX'),
  'private-dns-name': ofPrimary('private-dns-name'),
  'private-ip-address': ofPrimary('private-ip-address'),
  'product-code': nothing,
  'product-code.type': nothing,
  'ramdisk-id': nothing,
  reason: nothing,
  'requester-id': nothing,
  'reservation-id': ({ reservation }) => [reservation],
  'root-device-name': always(ROOT_DEVICE_NAME),
  'root-device-type': always('ebs'),
  'source-dest-check': ofPrimary('source-dest-check'),
  'spot-instance-request-id': nothing,
  'state-reason-code': ({ stateReason }) => (stateReason === undefined ? [] : [stateReason.code]),
  'state-reason-message': ({ stateReason }) => (stateReason === undefined ? [] : [stateReason.message]),
  'subnet-id': ofPrimary('subnet-id'),
  tenancy: always('default'),
  'usage-operation': always('RunInstances'),
  'virtualization-type': always('hvm'),
  'vpc-id': ofPrimary('vpc-id'),
};

/** What an ENI filter says of the primary ENI. */
function ofPrimary(name: keyof typeof ENI_FILTERS): Values {
  return (instance, view) => valuesOf(enisOf(view, instance.id).slice(0, 1), view, name);
}

function ofAll(instance: Instance, view: Snapshot, name: string): readonly string[] {
  return valuesOf(enisOf(view, instance.id), view, name);
}

function valuesOf(enis: readonly AttachedEni[], view: Snapshot, name: string): readonly string[] {
  return enis.flatMap((eni) => ENI_FILTERS[name]?.(eni, view) ?? []);
}

/** Every filter of an ENI asks of an instance whether some ENI of it passes. */
function ofInterfaces(): FilterTable<Instance> {
  const named = Object.keys(ENI_FILTERS).map((name): readonly [string, Values] => [
    `network-interface.${name}`,
    (instance, view) => ofAll(instance, view, name),
  ]);
  return Object.fromEntries(named);
}
