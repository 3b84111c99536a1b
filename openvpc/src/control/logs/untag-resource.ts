import type { UntagResourceRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { resourceNotFound } from './refuse.ts';
import { storedGroupName } from './scope.ts';
import { onTagged, taggedGroup, withoutTags } from './tags.ts';

/** Keys that the group does not have are no error. */
export const untagResource: OutsideOperation<UntagResourceRequest, void> = {
  action: 'logs:UntagResource',
  access: (input, _view, call) => onTagged('logs:UntagResource', input.resourceArn, call),
  async perform({ logs }, { resourceArn, tagKeys }, call) {
    const name = storedGroupName(call, taggedGroup(resourceArn, call));
    if (!(await logs.changeTags(name, (before) => withoutTags(before, tagKeys)))) throw resourceNotFound('group');
  },
};
