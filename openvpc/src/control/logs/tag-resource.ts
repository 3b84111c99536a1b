import type { TagResourceRequest } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { outsideConstraint, resourceNotFound } from './refuse.ts';
import { storedGroupName } from './scope.ts';
import { checkTags, onTagged, taggedGroup, withTags } from './tags.ts';

export const tagResource: OutsideOperation<TagResourceRequest, void> = {
  action: 'logs:TagResource',
  access: (input, _view, call) => onTagged('logs:TagResource', input.resourceArn, call),
  async perform({ logs }, { resourceArn, tags }, call) {
    if (Object.keys(tags).length === 0) throw outsideConstraint('{}', 'tags', 'have length greater than or equal to 1');
    checkTags(tags);
    const name = storedGroupName(call, taggedGroup(resourceArn, call));
    if (!(await logs.changeTags(name, (before) => withTags(before, tags)))) throw resourceNotFound('group');
  },
};
