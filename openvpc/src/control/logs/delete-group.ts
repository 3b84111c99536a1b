import type { DeleteLogGroupRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

/** A flow log that delivers to the group makes it again with its next record, as in AWS. */
export const deleteLogGroup: OutsideOperation<DeleteLogGroupRequest, void> = {
  action: 'logs:DeleteLogGroup',
  access: (input, _view, call) => onGroup('logs:DeleteLogGroup', call, input.logGroupName),
  async perform({ logs }, input, call) {
    if (!(await logs.deleteGroup(storedGroupName(call, input.logGroupName)))) throw resourceNotFound('group');
  },
};
