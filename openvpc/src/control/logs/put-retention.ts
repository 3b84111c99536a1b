import type { PutRetentionPolicyRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { outsideConstraint, resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const putRetentionPolicy: OutsideOperation<PutRetentionPolicyRequest, void> = {
  action: 'logs:PutRetentionPolicy',
  access: (input, _view, call) => onGroup('logs:PutRetentionPolicy', call, input.logGroupName),
  async perform({ logs }, input, call) {
    if (!DAYS.includes(input.retentionInDays)) {
      throw outsideConstraint(input.retentionInDays, 'retentionInDays', `satisfy enum value set: [${DAYS.join(', ')}]`);
    }
    const known = await logs.setRetention(storedGroupName(call, input.logGroupName), input.retentionInDays);
    if (!known) throw resourceNotFound('group');
  },
};
