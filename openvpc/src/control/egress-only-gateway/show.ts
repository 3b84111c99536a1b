import type * as ec2 from '../../aws/ec2.types.ts';
import type { EgressOnlyGateway } from '../../model/gateway.ts';
import { tagList } from '../tag-specifications.ts';

export function showEgressOnlyGateway(gateway: EgressOnlyGateway): ec2.EgressOnlyInternetGateway {
  return {
    EgressOnlyInternetGatewayId: gateway.id,
    // `attached`, where an internet gateway has `available`.
    Attachments: [{ VpcId: gateway.vpc, State: 'attached' }],
    Tags: tagList(gateway.tags),
  };
}
