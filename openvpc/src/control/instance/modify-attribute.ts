import type * as ec2 from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { onResources } from '../access.ts';
import { exactlyOneAttribute } from '../attribute.ts';
import { mustExist } from '../missing.ts';
import { setGroups } from '../network-interface/modify-attribute.ts';
import { ApiError, type Operation } from '../operation.ts';
import { refuseUnsupported, required, unsupported } from '../required.ts';
import { onlyInterface } from './only-interface.ts';
import { checkUserData, encodeBase64 } from './user-data.ts';

export const modifyInstanceAttribute: Operation<ec2.ModifyInstanceAttributeRequest, void> = {
  action: 'ec2:ModifyInstanceAttribute',
  access: (input, _view, call) =>
    onResources('ec2:ModifyInstanceAttribute', call, [
      ['instance', input.InstanceId],
      ...(input.Groups ?? []).map((id) => ['security-group', id] as const),
    ]),
  run(tx, input, call) {
    const instance = mustExist(tx.view, call, 'instance', required(input.InstanceId, 'instanceId'));
    if (input.Attribute === undefined) refuseUnsupported(input, ['Value']);
    const name = exactlyOneAttribute(input, ATTRIBUTES);
    switch (name) {
      case 'Groups':
        return setGroups(tx, call, onlyInterface(tx.view, instance), input.Groups ?? []);
      case 'SourceDestCheck': {
        const sourceDestCheck = required(input[name]?.Value, 'sourceDestCheck.value');
        return tx.put({ ...onlyInterface(tx.view, instance), sourceDestCheck });
      }
      case 'UserData':
        return tx.put(withUserData(instance, input.UserData?.Value));
      default:
        if (!isAsEver(input, instance)) throw unsupported(`The parameter ${name} is not supported yet.`);
    }
  },
};

const ATTRIBUTES = [
  'Groups',
  'SourceDestCheck',
  'UserData',
  'Attribute',
  'BlockDeviceMappings',
  'DisableApiStop',
  'DisableApiTermination',
  'EbsOptimized',
  'EnaSupport',
  'EnclaveOptions',
  'InstanceInitiatedShutdownBehavior',
  'InstanceType',
  'Kernel',
  'Ramdisk',
  'SriovNetSupport',
] as const;

/** Terraform sends DisableApiTermination and DisableApiStop false before each termination: that is so anyway. */
function isAsEver(input: ec2.ModifyInstanceAttributeRequest, instance: Instance): boolean {
  return (
    input.DisableApiStop?.Value === false ||
    input.DisableApiTermination?.Value === false ||
    input.EbsOptimized?.Value === false ||
    input.EnaSupport?.Value === true ||
    input.InstanceInitiatedShutdownBehavior?.Value === 'stop' ||
    input.InstanceType?.Value === instance.type
  );
}

/** Takes effect at the next start, if it has not run yet: user data runs once in an instance's life. */
function withUserData(instance: Instance, bytes: Uint8Array | undefined): Instance {
  if (instance.state !== 'stopped') {
    throw new ApiError('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
  }
  const { userData: _old, ...rest } = instance;
  if (bytes === undefined || bytes.length === 0) return rest;
  return { ...rest, userData: checkUserData(encodeBase64(bytes)) };
}
