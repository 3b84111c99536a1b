import type { DescribeVpcAttributeRequest, DescribeVpcAttributeResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { oneOf, required } from '../required.ts';

export const describeVpcAttribute: Operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult> = {
  action: 'ec2:DescribeVpcAttribute',
  access: (input, _view, call) => onResources('ec2:DescribeVpcAttribute', call, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const attribute = oneOf(required(input.Attribute, 'attribute'), ATTRIBUTES, 'attribute');
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    switch (attribute) {
      case 'enableDnsSupport':
        return { VpcId: vpc.id, EnableDnsSupport: { Value: vpc.dnsSupport } };
      case 'enableDnsHostnames':
        return { VpcId: vpc.id, EnableDnsHostnames: { Value: vpc.dnsHostnames } };
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId: vpc.id, EnableNetworkAddressUsageMetrics: { Value: false } };
    }
  },
};

const ATTRIBUTES = ['enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'] as const;
