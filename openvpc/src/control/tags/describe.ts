import type { DescribeTagsRequest, DescribeTagsResult } from '../../aws/ec2.types.ts';
import type { Tag } from '../../model/resource.ts';
import { onAnything, resourceType } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { allTaggable, type Taggable } from './taggable.ts';

type HeldTag = Readonly<{ tag: Tag; id: string; type: string }>;

export const describeTags: Operation<DescribeTagsRequest, DescribeTagsResult> = {
  action: 'ec2:DescribeTags',
  access: () => onAnything('ec2:DescribeTags'),
  run(tx, input, call) {
    const page = describePage(allTaggable(tx.view, call).flatMap(tagsOf), input, {
      filters: FILTERS,
      view: tx.view,
      tagsOf: ({ tag }) => [tag],
      keyOf: ({ tag, id }) => `${id} ${tag.key}`,
    });
    const Tags = page.items.map(({ tag, id, type }) => ({
      Key: tag.key,
      ResourceId: id,
      ResourceType: type,
      Value: tag.value,
    }));
    return { Tags, ...nextTokenOf(page) };
  },
};

const FILTERS: FilterTable<HeldTag> = {
  key: ({ tag }) => [tag.key],
  'resource-id': ({ id }) => [id],
  'resource-type': ({ type }) => [type],
  value: ({ tag }) => [tag.value],
};

function tagsOf({ id, kind, tags }: Taggable): readonly HeldTag[] {
  return tags.map((tag) => ({ tag, id, type: resourceType(kind) }));
}
