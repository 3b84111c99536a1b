import type { CreateLogGroupRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { checkGroupName } from './constraint.ts';
import { alreadyExists, invalidParameter, refuseGiven } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';
import { checkTags, withTags } from './tags.ts';

export const createLogGroup: OutsideOperation<CreateLogGroupRequest, void> = {
  action: 'logs:CreateLogGroup',
  access: (input, _view, call) => [
    ...onGroup('logs:CreateLogGroup', call, input.logGroupName),
    ...(Object.keys(input.tags ?? {}).length > 0 ? onGroup('logs:TagResource', call, input.logGroupName) : []),
  ],
  async perform({ logs }, input, call) {
    checkGroupName(input.logGroupName);
    refuseGiven(input, ['kmsKeyId', 'deletionProtectionEnabled']);
    if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD') {
      throw invalidParameter(`The log group class ${input.logGroupClass} is not supported yet; STANDARD is.`);
    }
    const tags = withTags({}, checkTags(input.tags ?? {}));
    const name = storedGroupName(call, input.logGroupName);
    const made = await logs.createGroup({
      name,
      createdAt: call.now,
      ...(Object.keys(tags).length > 0 && { tags }),
    });
    if (!made) throw alreadyExists('group');
  },
};
