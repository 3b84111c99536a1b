import type { DescribeManagedPrefixListsRequest, DescribeManagedPrefixListsResult } from '../../aws/ec2.types.ts';
import type { PrefixList } from '../../model/prefix-list.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { MISSING, selectByIds } from '../missing.ts';
import type { Call, Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { awsListsOf } from './aws-lists.ts';
import { showList } from './show.ts';

/** The caller's and AWS's. */
export const describeManagedPrefixLists: Operation<
  DescribeManagedPrefixListsRequest,
  DescribeManagedPrefixListsResult
> = {
  action: 'ec2:DescribeManagedPrefixLists',
  access: () => onAnything('ec2:DescribeManagedPrefixLists'),
  run(tx, input, call) {
    const { view } = tx;
    const known = chosen(view, call, input.PrefixListIds ?? []);
    const page = describePage(known, input, {
      filters: FILTERS,
      view,
      tagsOf: (list) => list.tags,
      limits: { least: 1, most: 100 },
    });
    return { PrefixLists: page.items.map((list) => showList(list)), ...nextTokenOf(page) };
  },
};

function chosen(view: Snapshot, call: Call, ids: readonly string[]): readonly PrefixList[] {
  const all = [...awsListsOf(call.region), ...visible(view.prefixLists, call)];
  if (ids.length === 0) return all;
  return selectByIds(new Map(all.map((list) => [list.id, list])), ids, MISSING['prefix-list']);
}

const FILTERS: FilterTable<PrefixList> = {
  'owner-id': (list) => [list.owner],
  'prefix-list-id': (list) => [list.id],
  'prefix-list-name': (list) => [list.name],
};
