import type { DescribeAddressesAttributeRequest, DescribeAddressesAttributeResult } from '../../aws/ec2.types.ts';
import { formatAddress } from '../../net/address.ts';
import { onAnything } from '../access.ts';
import { nextTokenOf, pageOnly } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { oneOf } from '../required.ts';

/** The only attribute is the name that reverse DNS gives, and no call here sets one. */
export const describeAddressesAttribute: Operation<
  DescribeAddressesAttributeRequest,
  DescribeAddressesAttributeResult
> = {
  action: 'ec2:DescribeAddressesAttribute',
  access: () => onAnything('ec2:DescribeAddressesAttribute'),
  run(tx, input, call) {
    if (input.Attribute !== undefined) oneOf(input.Attribute, ['domain-name'], 'attribute');
    const known = select(tx.view, call, 'elastic-ip', input.AllocationIds);
    const limits = { least: 1, most: 1000 };
    const page = pageOnly(known, input, 'DescribeAddressesAttribute', { limits });
    const Addresses = page.items.map((one) => ({ AllocationId: one.id, PublicIp: formatAddress(one.public) }));
    return { Addresses, ...nextTokenOf(page) };
  },
};
