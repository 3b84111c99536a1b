import type { DescribeNatGatewaysRequest, DescribeNatGatewaysResult } from '../../aws/ec2.types.ts';
import type { NatGateway } from '../../model/gateway.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { showNatGateway } from './show.ts';

/** Its list of filters is called `Filter`. */
export const describeNatGateways: Operation<DescribeNatGatewaysRequest, DescribeNatGatewaysResult> = {
  action: 'ec2:DescribeNatGateways',
  access: () => onAnything('ec2:DescribeNatGateways'),
  run(tx, input, call) {
    const { view } = tx;
    const known = select(view, call, 'nat-gateway', input.NatGatewayIds);
    const request = { Filters: input.Filter, MaxResults: input.MaxResults, NextToken: input.NextToken };
    const page = describePage(known, request, { filters: FILTERS, view, tagsOf: ({ tags }) => tags });
    return { NatGateways: page.items.map((gateway) => showNatGateway(gateway, view)), ...nextTokenOf(page) };
  },
};

const FILTERS: FilterTable<NatGateway> = {
  'nat-gateway-id': ({ id }) => [id],
  state: ({ state }) => [state],
  'subnet-id': ({ subnet }) => [subnet],
  'vpc-id': ({ vpc }) => [vpc],
};
