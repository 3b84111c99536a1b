import type { CreateTagsRequest } from '../../aws/ec2.types.ts';
import type { Tag } from '../../model/resource.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { checkTags, MAX_TAGS, tooManyTags } from '../tag-specifications.ts';
import { taggableOf } from './taggable.ts';

/** All the resources get all the tags, or none gets any; a tag of the same key is replaced. */
export const createTags: Operation<CreateTagsRequest, void> = {
  action: 'ec2:CreateTags',
  access: (input, view, call) =>
    onResources(
      'ec2:CreateTags',
      call,
      (input.Resources ?? []).map((id) => [taggableOf(view, call, id).kind, id]),
    ),
  run(tx, input, call) {
    if ((input.Resources ?? []).length === 0) throw missingParameter('resourceIdSet');
    if ((input.Tags ?? []).length === 0) throw missingParameter('tagSet');
    const tags = checkTags(input.Tags);
    for (const id of new Set(input.Resources)) {
      const resource = taggableOf(tx.view, call, id); // seen anew: a group's rules may be among the resources
      resource.retag(tx, merged(resource.tags, tags));
    }
  },
};

function merged(before: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map([...before, ...added].map((tag) => [tag.key, tag]));
  if (byKey.size > MAX_TAGS) throw tooManyTags();
  return [...byKey.values()];
}
