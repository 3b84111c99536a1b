import type * as ec2 from '../../aws/ec2.types.ts';
import type { InternetGateway } from '../../model/vpc.ts';
import { tagList } from '../tag-specifications.ts';

export function showInternetGateway(gateway: InternetGateway): ec2.InternetGateway {
  return {
    InternetGatewayId: gateway.id,
    OwnerId: gateway.owner,
    // `available`, not `attached`: the word AWS has for an attached gateway.
    Attachments: gateway.vpc === undefined ? [] : [{ VpcId: gateway.vpc, State: 'available' }],
    Tags: tagList(gateway.tags),
  };
}
