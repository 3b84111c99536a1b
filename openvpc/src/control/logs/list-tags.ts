import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '../../aws/logs.types.ts';
import type { OutsideOperation } from '../operation.ts';
import { resourceNotFound } from './refuse.ts';
import { storedGroupName } from './scope.ts';
import { onTagged, taggedGroup } from './tags.ts';

export const listTagsForResource: OutsideOperation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  action: 'logs:ListTagsForResource',
  access: (input, _view, call) => onTagged('logs:ListTagsForResource', input.resourceArn, call),
  async perform({ logs }, { resourceArn }, call) {
    const group = logs.group(storedGroupName(call, taggedGroup(resourceArn, call)));
    if (group === undefined) throw resourceNotFound('group');
    return Promise.resolve({ tags: group.tags ?? {} });
  },
};
