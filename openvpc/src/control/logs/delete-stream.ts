import type { DeleteLogStreamRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

export const deleteLogStream: OutsideOperation<DeleteLogStreamRequest, void> = {
  action: 'logs:DeleteLogStream',
  access: (input, _view, call) => onGroup('logs:DeleteLogStream', call, input.logGroupName, input.logStreamName),
  async perform({ logs }, input, call) {
    const group = storedGroupName(call, input.logGroupName);
    if (logs.group(group) === undefined) throw resourceNotFound('group');
    if (!(await logs.deleteStream(group, input.logStreamName))) throw resourceNotFound('stream');
  },
};
