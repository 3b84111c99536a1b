import type { DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult } from '../../aws/ec2.types.ts';
import type { InternetGateway } from '../../model/vpc.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { showInternetGateway } from './show.ts';

export const describeInternetGateways: Operation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult> = {
  action: 'ec2:DescribeInternetGateways',
  access: () => onAnything('ec2:DescribeInternetGateways'),
  run(tx, input, call) {
    const known = select(tx.view, call, 'internet-gateway', input.InternetGatewayIds);
    const page = describePage(known, input, { filters: FILTERS, view: tx.view, tagsOf: (gateway) => gateway.tags });
    return { InternetGateways: page.items.map(showInternetGateway), ...nextTokenOf(page) };
  },
};

const FILTERS: FilterTable<InternetGateway> = {
  'attachment.state': (gateway) => (gateway.vpc === undefined ? [] : ['available']),
  'attachment.vpc-id': (gateway) => (gateway.vpc === undefined ? [] : [gateway.vpc]),
  'internet-gateway-id': (gateway) => [gateway.id],
  'owner-id': (gateway) => [gateway.owner],
};
