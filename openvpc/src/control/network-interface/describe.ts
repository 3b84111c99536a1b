import type { DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { ENI_FILTERS } from './filters.ts';
import { showEni } from './show.ts';

export const describeNetworkInterfaces: Operation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult> = {
  action: 'ec2:DescribeNetworkInterfaces',
  access: () => onAnything('ec2:DescribeNetworkInterfaces'),
  run(tx, input, call) {
    const { view } = tx;
    if (input.MaxResults !== undefined && (input.NetworkInterfaceIds ?? []).length > 0) {
      throw new ApiError(
        'InvalidParameterCombination',
        'The parameter networkInterfaceIdSet cannot be used with the parameter maxResults',
      );
    }
    const known = select(view, call, 'eni', input.NetworkInterfaceIds);
    const page = describePage(known, input, { filters: ENI_FILTERS, view, tagsOf: (eni) => eni.tags });
    return { NetworkInterfaces: page.items.map((eni) => showEni(eni, view)), ...nextTokenOf(page) };
  },
};
