import type * as ec2 from '../../aws/ec2.types.ts';
import type { DhcpOptions } from '../../model/vpc.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { tagList } from '../tag-specifications.ts';

export const describeDhcpOptions: Operation<ec2.DescribeDhcpOptionsRequest, ec2.DescribeDhcpOptionsResult> = {
  action: 'ec2:DescribeDhcpOptions',
  access: () => onAnything('ec2:DescribeDhcpOptions'),
  run(tx, input, call) {
    const known = select(tx.view, call, 'dhcp-options', input.DhcpOptionsIds);
    const page = describePage(known, input, { filters: FILTERS, view: tx.view, tagsOf: (set) => set.tags });
    return { DhcpOptions: page.items.map(showDhcpOptions), ...nextTokenOf(page) };
  },
};

function showDhcpOptions(set: DhcpOptions): ec2.DhcpOptions {
  return {
    DhcpOptionsId: set.id,
    OwnerId: set.owner,
    DhcpConfigurations: set.options.map(({ key, values }) => ({
      Key: key,
      Values: values.map((Value) => ({ Value })),
    })),
    Tags: tagList(set.tags),
  };
}

const FILTERS: FilterTable<DhcpOptions> = {
  'dhcp-options-id': (set) => [set.id],
  key: (set) => set.options.map(({ key }) => key),
  value: (set) => set.options.flatMap(({ values }) => values),
  'owner-id': (set) => [set.owner],
};
