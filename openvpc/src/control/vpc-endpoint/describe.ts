import type { DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult } from '../../aws/ec2.types.ts';
import type { VpcEndpoint } from '../../model/gateway.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { showEndpoint } from './show.ts';

/** More than that many on a page are asked for in vain; it is no error ("capped", EC2 API Reference). */
export const MOST_ON_A_PAGE = 1000;

export const describeVpcEndpoints: Operation<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult> = {
  action: 'ec2:DescribeVpcEndpoints',
  access: () => onAnything('ec2:DescribeVpcEndpoints'),
  run(tx, input, call) {
    const { view } = tx;
    const known = select(view, call, 'vpc-endpoint', input.VpcEndpointIds);
    const page = describePage(known, capped(input), {
      filters: FILTERS,
      view,
      tagsOf: (endpoint) => endpoint.tags,
      limits: { least: 1, most: MOST_ON_A_PAGE },
    });
    return { VpcEndpoints: page.items.map((endpoint) => showEndpoint(endpoint, view)), ...nextTokenOf(page) };
  },
};

export function capped<Input extends Readonly<{ MaxResults?: number | undefined }>>(input: Input): Input {
  return input.MaxResults === undefined ? input : { ...input, MaxResults: Math.min(input.MaxResults, MOST_ON_A_PAGE) };
}

const FILTERS: FilterTable<VpcEndpoint> = {
  'ip-address-type': () => ['ipv4'],
  'service-name': ({ service }) => [service],
  'service-region': ({ region }) => [region],
  'vpc-endpoint-id': ({ id }) => [id],
  'vpc-endpoint-state': () => ['available'],
  'vpc-endpoint-type': ({ endpointType }) => [endpointType],
  'vpc-id': ({ vpc }) => [vpc],
};
