import type {
  DescribeNetworkInterfaceAttributeRequest,
  DescribeNetworkInterfaceAttributeResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { oneOf, required } from '../required.ts';
import { showAttachment, showGroups } from './show.ts';

export const describeNetworkInterfaceAttribute: Operation<
  DescribeNetworkInterfaceAttributeRequest,
  DescribeNetworkInterfaceAttributeResult
> = {
  action: 'ec2:DescribeNetworkInterfaceAttribute',
  access: (input, _view, call) =>
    onResources('ec2:DescribeNetworkInterfaceAttribute', call, [['eni', input.NetworkInterfaceId]]),
  run(tx, input, call) {
    const attribute = oneOf(required(input.Attribute, 'attribute'), ATTRIBUTES, 'attribute');
    const eni = mustExist(tx.view, call, 'eni', input.NetworkInterfaceId);
    const NetworkInterfaceId = eni.id;
    switch (attribute) {
      case 'description':
        return { NetworkInterfaceId, Description: { Value: eni.description } };
      case 'groupSet':
        return { NetworkInterfaceId, Groups: showGroups(eni.groups, tx.view) };
      case 'sourceDestCheck':
        return { NetworkInterfaceId, SourceDestCheck: { Value: eni.sourceDestCheck } };
      case 'attachment':
        return { NetworkInterfaceId, Attachment: showAttachment(eni, tx.view) };
      case 'associatePublicIpAddress':
        return { NetworkInterfaceId, AssociatePublicIpAddress: eni.publicOnStart === true };
    }
  },
};

const ATTRIBUTES = ['description', 'groupSet', 'sourceDestCheck', 'attachment', 'associatePublicIpAddress'] as const;
