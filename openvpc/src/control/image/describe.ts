import type * as ec2 from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import type { Call, Operation } from '../operation.ts';
import { BUILT_IN_IMAGES, type BuiltInImage, imagesOf, ROOT_DEVICE_NAME } from './image.ts';

/** The owner alias of images that come with the platform; `self` finds them too, for the platform is the caller's own. */
const ALIAS = 'amazon';

export const describeImages: Operation<ec2.DescribeImagesRequest, ec2.DescribeImagesResult> = {
  action: 'ec2:DescribeImages',
  access: () => onAnything('ec2:DescribeImages'),
  run(tx, input, call) {
    const { ImageIds: ids = [], Owners: owners = [], ExecutableUsers: users = [] } = input;
    const known = ids.length === 0 ? BUILT_IN_IMAGES : imagesOf(ids);
    const chosen = known.filter(() => isOwner(owners, call) && isExecutable(users));
    const page = describePage(chosen, input, { filters: filtersFor(call), view: tx.view, tagsOf: () => [] });
    return { Images: page.items.map((image) => showImage(image, call)), ...nextTokenOf(page) };
  },
};

function isOwner(owners: readonly string[], call: Call): boolean {
  return owners.length === 0 || owners.some((owner) => [ALIAS, 'self', call.account].includes(owner));
}

/** Nothing is shared with particular accounts: the images are for all. */
function isExecutable(users: readonly string[]): boolean {
  return users.length === 0 || users.includes('all');
}

function showImage(image: BuiltInImage, call: Call): ec2.Image {
  return {
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    ImageLocation: `${ALIAS}/${image.name}`,
    ImageOwnerAlias: ALIAS,
    OwnerId: call.account,
    CreationDate: image.createdAt,
    Architecture: image.architecture,
    ImageType: 'machine',
    State: 'available',
    Public: true,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    RootDeviceType: 'ebs',
    RootDeviceName: ROOT_DEVICE_NAME,
    BlockDeviceMappings: [],
    ProductCodes: [],
    Tags: [],
  };
}

/** EC2 API Reference, DescribeImages. */
function filtersFor(call: Call): FilterTable<BuiltInImage> {
  const nothing = () => [];
  const always = (value: string) => () => [value];
  return {
    architecture: (image) => [image.architecture],
    'block-device-mapping.delete-on-termination': nothing,
    'block-device-mapping.device-name': nothing,
    'block-device-mapping.encrypted': nothing,
    'block-device-mapping.snapshot-id': nothing,
    'block-device-mapping.volume-size': nothing,
    'block-device-mapping.volume-type': nothing,
    'creation-date': (image) => [image.createdAt],
    description: (image) => [image.description],
    'ena-support': always('true'),
    hypervisor: always('xen'),
    'image-id': (image) => [image.id],
    'image-type': always('machine'),
    'is-public': always('true'),
    'kernel-id': nothing,
    'manifest-location': (image) => [`${ALIAS}/${image.name}`],
    name: (image) => [image.name],
    'owner-alias': always(ALIAS),
    'owner-id': always(call.account),
    platform: nothing, // AWS has it for Windows only
    'product-code': nothing,
    'product-code.type': nothing,
    'ramdisk-id': nothing,
    'root-device-name': always(ROOT_DEVICE_NAME),
    'root-device-type': always('ebs'),
    state: always('available'),
    'state-reason-code': nothing,
    'state-reason-message': nothing,
    'virtualization-type': always('hvm'),
  };
}
