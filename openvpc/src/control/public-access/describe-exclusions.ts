import type {
  DescribeVpcBlockPublicAccessExclusionsRequest,
  DescribeVpcBlockPublicAccessExclusionsResult,
} from '../../aws/ec2.types.ts';
import type { PublicAccessExclusion } from '../../model/public-access.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { MISSING, selectByIds } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { resourceArnOf, showExclusion, shownExclusions, stateOf } from './exclusions.ts';

export const describeVpcBlockPublicAccessExclusions: Operation<
  DescribeVpcBlockPublicAccessExclusionsRequest,
  DescribeVpcBlockPublicAccessExclusionsResult
> = {
  action: 'ec2:DescribeVpcBlockPublicAccessExclusions',
  access: () => onAnything('ec2:DescribeVpcBlockPublicAccessExclusions'),
  run(tx, input, call) {
    const all = shownExclusions(tx.view, call);
    const byId = new Map<string, PublicAccessExclusion>(all.map((exclusion) => [exclusion.id, exclusion]));
    const { ExclusionIds: ids = [] } = input;
    const known = ids.length === 0 ? all : selectByIds(byId, ids, MISSING['public-access-exclusion']);
    const page = describePage(known, input, { filters: FILTERS, view: tx.view, tagsOf: ({ tags }) => tags });
    return {
      VpcBlockPublicAccessExclusions: page.items.map((exclusion) => showExclusion(exclusion)),
      ...nextTokenOf(page),
    };
  },
};

const FILTERS: FilterTable<PublicAccessExclusion> = {
  'internet-gateway-exclusion-mode': ({ mode }) => [mode],
  'resource-arn': (exclusion) => [resourceArnOf(exclusion)],
  state: (exclusion) => [stateOf(exclusion)],
};
