import type { DescribePrefixListsRequest, DescribePrefixListsResult } from '../../aws/ec2.types.ts';
import type { PrefixList } from '../../model/prefix-list.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { MISSING, selectByIds } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { awsListsOf } from './aws-lists.ts';

/** The older call, of AWS's lists alone: Terraform's `aws_prefix_list` asks it for a service's blocks. */
export const describePrefixLists: Operation<DescribePrefixListsRequest, DescribePrefixListsResult> = {
  action: 'ec2:DescribePrefixLists',
  access: () => onAnything('ec2:DescribePrefixLists'),
  run(tx, input, call) {
    const all = awsListsOf(call.region);
    const { PrefixListIds: ids = [] } = input;
    const known =
      ids.length === 0 ? all : selectByIds(new Map(all.map((list) => [list.id, list])), ids, MISSING['prefix-list']);
    const page = describePage(known, input, { filters: FILTERS, view: tx.view, limits: { least: 1, most: 1000 } });
    return {
      PrefixLists: page.items.map(({ id, name, entries }) => ({
        PrefixListId: id,
        PrefixListName: name,
        Cidrs: entries.map(({ prefix }) => formatPrefix(prefix)),
      })),
      ...nextTokenOf(page),
    };
  },
};

const FILTERS: FilterTable<PrefixList> = {
  'prefix-list-id': (list) => [list.id],
  'prefix-list-name': (list) => [list.name],
};
