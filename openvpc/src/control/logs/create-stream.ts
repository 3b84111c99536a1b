import type { CreateLogStreamRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { checkStreamName } from './constraint.ts';
import { alreadyExists, resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

export const createLogStream: OutsideOperation<CreateLogStreamRequest, void> = {
  action: 'logs:CreateLogStream',
  access: (input, _view, call) => onGroup('logs:CreateLogStream', call, input.logGroupName, input.logStreamName),
  async perform({ logs }, input, call) {
    checkStreamName(input.logStreamName);
    const group = storedGroupName(call, input.logGroupName);
    if (await logs.createStream(group, input.logStreamName, call.now)) return;
    throw logs.group(group) === undefined ? resourceNotFound('group') : alreadyExists('stream');
  },
};
