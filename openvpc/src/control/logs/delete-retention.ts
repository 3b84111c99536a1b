import type { DeleteRetentionPolicyRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

export const deleteRetentionPolicy: OutsideOperation<DeleteRetentionPolicyRequest, void> = {
  action: 'logs:DeleteRetentionPolicy',
  access: (input, _view, call) => onGroup('logs:DeleteRetentionPolicy', call, input.logGroupName),
  async perform({ logs }, input, call) {
    const known = await logs.setRetention(storedGroupName(call, input.logGroupName), undefined);
    if (!known) throw resourceNotFound('group');
  },
};
