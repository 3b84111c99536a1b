import type {
  DescribeEgressOnlyInternetGatewaysRequest,
  DescribeEgressOnlyInternetGatewaysResult,
} from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { showEgressOnlyGateway } from './show.ts';

/** AWS has filters by tags only. */
export const describeEgressOnlyInternetGateways: Operation<
  DescribeEgressOnlyInternetGatewaysRequest,
  DescribeEgressOnlyInternetGatewaysResult
> = {
  action: 'ec2:DescribeEgressOnlyInternetGateways',
  access: () => onAnything('ec2:DescribeEgressOnlyInternetGateways'),
  run(tx, input, call) {
    const known = select(tx.view, call, 'egress-only-internet-gateway', input.EgressOnlyInternetGatewayIds);
    const limits = { least: 5, most: 255 };
    const page = describePage(known, input, { filters: {}, view: tx.view, tagsOf: ({ tags }) => tags, limits });
    return { EgressOnlyInternetGateways: page.items.map(showEgressOnlyGateway), ...nextTokenOf(page) };
  },
};
