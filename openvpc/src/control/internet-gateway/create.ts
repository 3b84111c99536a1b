import type { CreateInternetGatewayRequest, CreateInternetGatewayResult } from '../../aws/ec2.types.ts';
import type { InternetGateway } from '../../model/vpc.ts';
import { onCreation } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { showInternetGateway } from './show.ts';

export const createInternetGateway: Operation<CreateInternetGatewayRequest, CreateInternetGatewayResult> = {
  action: 'ec2:CreateInternetGateway',
  access: (input, _view, call) =>
    onCreation('ec2:CreateInternetGateway', call, 'internet-gateway', input.TagSpecifications),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'internet-gateway');
    if (visible(tx.view.internetGateways, call).length >= quotaOf(call, 'internetGatewaysPerRegion')) {
      throw new ApiError('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.');
    }
    const gateway: InternetGateway = { ...owned(call, tags), kind: 'internet-gateway', id: call.mint('igw') };
    tx.put(gateway);
    return { InternetGateway: showInternetGateway(gateway) };
  },
};
