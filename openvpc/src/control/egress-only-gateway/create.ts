import type {
  CreateEgressOnlyInternetGatewayRequest,
  CreateEgressOnlyInternetGatewayResult,
} from '../../aws/ec2.types.ts';
import type { EgressOnlyGateway } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { showEgressOnlyGateway } from './show.ts';

/** It is attached to its VPC from the start, and for good. */
export const createEgressOnlyInternetGateway: Operation<
  CreateEgressOnlyInternetGatewayRequest,
  CreateEgressOnlyInternetGatewayResult
> = {
  action: 'ec2:CreateEgressOnlyInternetGateway',
  access: (input, _view, call) =>
    onCreation('ec2:CreateEgressOnlyInternetGateway', call, 'egress-only-internet-gateway', input.TagSpecifications, [
      ['vpc', input.VpcId],
    ]),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'egress-only-internet-gateway');
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const known = visible(tx.view.egressOnlyGateways, call);
    const earlier = madeBefore(known, input.ClientToken, (gateway) => gateway.vpc === vpc.id);
    if (earlier === undefined) refuseAnother(tx.view, call, vpc.id);
    const gateway: EgressOnlyGateway = earlier ?? {
      ...owned(call, tags),
      kind: 'egress-only-internet-gateway',
      id: call.mint('eigw'),
      vpc: vpc.id,
      ...rememberToken(input.ClientToken),
    };
    if (earlier === undefined) tx.put(gateway);
    return {
      EgressOnlyInternetGateway: showEgressOnlyGateway(gateway),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};

function refuseAnother(view: Snapshot, call: Call, vpc: VpcId): void {
  const known = visible(view.egressOnlyGateways, call);
  if (known.some((gateway) => gateway.vpc === vpc)) {
    throw new ApiError('InvalidParameterValue', `Network ${vpc} already has an egress only internet gateway attached`);
  }
  if (known.length >= quotaOf(call, 'egressOnlyGatewaysPerRegion')) {
    throw new ApiError(
      'EgressOnlyInternetGatewayLimitExceeded',
      'The maximum number of egress only internet gateways has been reached.',
    );
  }
}
