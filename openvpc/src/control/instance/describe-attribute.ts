import type { DescribeInstanceAttributeRequest, InstanceAttribute } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { ROOT_DEVICE_NAME } from '../image/image.ts';
import { mustExist } from '../missing.ts';
import { enisOf } from '../network-interface/attachment.ts';
import { showGroups } from '../network-interface/show.ts';
import type { Operation } from '../operation.ts';
import { oneOf, required } from '../required.ts';

export const describeInstanceAttribute: Operation<DescribeInstanceAttributeRequest, InstanceAttribute> = {
  action: 'ec2:DescribeInstanceAttribute',
  access: (input, _view, call) => onResources('ec2:DescribeInstanceAttribute', call, [['instance', input.InstanceId]]),
  run(tx, input, call) {
    const names = Object.keys(ATTRIBUTES) as AttributeName[]; // keys of a record
    const name = oneOf(required(input.Attribute, 'attribute'), names, 'attribute');
    const instance = mustExist(tx.view, call, 'instance', required(input.InstanceId, 'instanceId'));
    return { InstanceId: instance.id, ...ATTRIBUTES[name](instance, tx.view) };
  },
};

type Show = (instance: Instance, view: Snapshot) => InstanceAttribute;
type AttributeName = keyof typeof ATTRIBUTES;

const ATTRIBUTES = {
  blockDeviceMapping: () => ({ BlockDeviceMappings: [] }),
  disableApiStop: () => ({ DisableApiStop: { Value: false } }),
  disableApiTermination: () => ({ DisableApiTermination: { Value: false } }),
  ebsOptimized: () => ({ EbsOptimized: { Value: false } }),
  enaSupport: () => ({ EnaSupport: { Value: true } }),
  enclaveOptions: () => ({ EnclaveOptions: { Enabled: false } }),
  groupSet: (instance, view) => ({ Groups: showGroups(enisOf(view, instance.id)[0]?.groups ?? [], view) }),
  instanceInitiatedShutdownBehavior: () => ({ InstanceInitiatedShutdownBehavior: { Value: 'stop' } }),
  instanceType: ({ type }) => ({ InstanceType: { Value: type } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: () => ({ RootDeviceName: { Value: ROOT_DEVICE_NAME } }),
  sourceDestCheck: ({ id }, view) => {
    const [primary] = enisOf(view, id);
    return primary === undefined ? {} : { SourceDestCheck: { Value: primary.sourceDestCheck } };
  },
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  userData: ({ userData }) => ({ UserData: userData === undefined ? {} : { Value: userData } }),
} as const satisfies Record<string, Show>;
