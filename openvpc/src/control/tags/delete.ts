import type * as ec2 from '../../aws/ec2.types.ts';
import type { Tag } from '../../model/resource.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { taggableOf } from './taggable.ts';

export const deleteTags: Operation<ec2.DeleteTagsRequest, void> = {
  action: 'ec2:DeleteTags',
  access: (input, view, call) =>
    onResources(
      'ec2:DeleteTags',
      call,
      (input.Resources ?? []).map((id) => [taggableOf(view, call, id).kind, id]),
    ),
  run(tx, input, call) {
    if ((input.Resources ?? []).length === 0) throw missingParameter('resourceIdSet');
    const { Tags: unwanted } = input;
    for (const id of new Set(input.Resources)) {
      const resource = taggableOf(tx.view, call, id);
      const kept = resource.tags.filter((tag) => !isNamed(tag, unwanted));
      if (kept.length < resource.tags.length) resource.retag(tx, kept);
    }
  },
};

/**
 * Without tags in the request all go; a key alone takes the tag whatever its value; a key with a value, the empty one
 * included, only that very tag (EC2 API Reference, DeleteTags).
 */
function isNamed(tag: Tag, unwanted: readonly ec2.Tag[] | undefined): boolean {
  if (unwanted === undefined || unwanted.length === 0) return true;
  return unwanted.some(({ Key, Value }) => Key === tag.key && (Value === undefined || Value === tag.value));
}
