import type { CreateLogGroupRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { checkGroupName } from './constraint.ts';
import { alreadyExists, invalidParameter, refuseGiven } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

export const createLogGroup: OutsideOperation<CreateLogGroupRequest, void> = {
  action: 'logs:CreateLogGroup',
  access: (input, _view, call) => onGroup('logs:CreateLogGroup', call, input.logGroupName),
  async perform({ logs }, input, call) {
    checkGroupName(input.logGroupName);
    refuseGiven(input, ['kmsKeyId', 'tags', 'deletionProtectionEnabled']);
    if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD') {
      throw invalidParameter(`The log group class ${input.logGroupClass} is not supported yet; STANDARD is.`);
    }
    const made = await logs.createGroup({ name: storedGroupName(call, input.logGroupName), createdAt: call.now });
    if (!made) throw alreadyExists('group');
  },
};
