import type { Reservation, RunInstancesRequest } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import type { Transaction } from '../../store/store.ts';
import { type ArnKind, onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { type BuiltInImage, imagesOf } from '../image/image.ts';
import { checkTypeLimits, enisOf } from '../network-interface/attachment.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { invalidValue, required } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { creditsFor } from './credits.ts';
import { launch } from './launch.ts';
import { type PlannedInterface, planInterfaces } from './launch-interfaces.ts';
import { checkOptions } from './options.ts';
import { showReservation } from './show.ts';
import { DEFAULT_TYPE, type InstanceType, mustBeType } from './type.ts';
import { checkUserData } from './user-data.ts';

export const runInstances: Operation<RunInstancesRequest, Reservation> = {
  action: 'ec2:RunInstances',
  access: (input, _view, call) =>
    onCreation('ec2:RunInstances', call, 'instance', input.TagSpecifications, touched(input)),
  run(tx, input, call) {
    const request = fingerprintOf(input);
    const known = visible(tx.view.instances, call);
    const earlier = madeBefore(known, input.ClientToken, (instance) => instance.request === request);
    const instances =
      earlier === undefined
        ? run(tx, input, call, request)
        : known.filter(({ reservation }) => reservation === earlier.reservation);
    return showReservation(instances, tx.view);
  },
};

function run(tx: Transaction, input: RunInstancesRequest, call: Call, request: string): readonly Instance[] {
  const { minCount, maxCount } = countsOf(input);
  const type = mustBeType(input.InstanceType ?? DEFAULT_TYPE);
  checkOptions(input, type);
  const image = imageFor(required(input.ImageId, 'ImageId'), type);
  const userData = input.UserData === undefined ? undefined : checkUserData(input.UserData);
  const interfaces = planInterfaces(tx.view, call, input);
  if (maxCount > 1) refuseNamedTwice(interfaces);
  const instances = launch(tx, call, {
    interfaces,
    minCount,
    maxCount,
    image: image.id,
    type: type.name,
    tags: tagsFor(input.TagSpecifications, 'instance', TAGGED),
    interfaceTags: tagsFor(input.TagSpecifications, 'network-interface', TAGGED),
    ...creditsFor(input.CreditSpecification, type),
    ...(userData === undefined || userData === '' ? {} : { userData }),
    ...(input.ClientToken === undefined ? {} : { ...rememberToken(input.ClientToken), request }),
  });
  for (const { id } of instances) checkTypeLimits(type.name, enisOf(tx.view, id));
  return instances;
}

/** Tags for volumes are taken and no volume is there to bear them: Terraform and many scripts send them with every launch. */
const TAGGED = ['instance', 'network-interface', 'volume'];

function countsOf({ MinCount, MaxCount }: RunInstancesRequest) {
  const minCount = required(MinCount, 'MinCount');
  const maxCount = required(MaxCount, 'MaxCount');
  if (!Number.isInteger(minCount) || minCount < 1) {
    throw invalidValue(minCount, 'minCount', 'The value must be greater than 0.');
  }
  if (!Number.isInteger(maxCount) || maxCount < minCount) {
    throw invalidValue(maxCount, 'maxCount', 'The value must be equal to or greater than minCount.');
  }
  return { minCount, maxCount };
}

/** AWS lets an image run only on types of its architecture. */
function imageFor(id: string, type: InstanceType): BuiltInImage {
  const [image] = imagesOf([id]);
  if (image === undefined) throw new Error(`imagesOf let ${id} through`); // it throws for unknown ids
  if (image.architecture !== type.architecture) {
    throw new ApiError(
      'InvalidParameterValue',
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  }
  return image;
}

/** What has one place can be had by one instance only. */
function refuseNamedTwice(interfaces: readonly PlannedInterface[]): void {
  const isNamed = ({ eni, addresses }: PlannedInterface): boolean =>
    eni !== undefined ||
    Boolean(addresses.PrivateIpAddress) ||
    (addresses.PrivateIpAddresses ?? []).length > 0 ||
    (addresses.Ipv6Addresses ?? []).length > 0;
  if (interfaces.some(isNamed)) {
    throw new ApiError(
      'InvalidParameterCombination',
      'A network interface or an IP address may be named only when a single instance is launched.',
    );
  }
}

function touched(input: RunInstancesRequest): ReadonlyArray<readonly [ArnKind, string | undefined]> {
  const interfaces = input.NetworkInterfaces ?? [];
  const listed = interfaces.flatMap((one) => [
    ['eni', one.NetworkInterfaceId ?? '*'] as const,
    ['subnet', one.SubnetId] as const,
    ...(one.Groups ?? []).map((id) => ['security-group', id] as const),
  ]);
  return [
    ['image', input.ImageId],
    ['subnet', input.SubnetId],
    ...(input.SecurityGroupIds ?? []).map((id) => ['security-group', id] as const),
    ...(interfaces.length === 0 ? [['eni', '*'] as const] : listed),
  ];
}
