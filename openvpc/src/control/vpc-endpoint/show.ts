import type * as ec2 from '../../aws/ec2.types.ts';
import type { VpcEndpoint } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { tagList } from '../tag-specifications.ts';
import { FULL_ACCESS } from './policy.ts';
import { tablesOf } from './routes.ts';

/** A gateway endpoint has no interfaces, groups and names; the lists are there all the same. */
export function showEndpoint(endpoint: VpcEndpoint, view: Snapshot): ec2.VpcEndpoint {
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.endpointType,
    VpcId: endpoint.vpc,
    ServiceName: endpoint.service,
    ServiceRegion: endpoint.region,
    State: 'available',
    PolicyDocument: endpoint.policy ?? FULL_ACCESS,
    RouteTableIds: tablesOf(view, endpoint).map(({ id }) => id),
    SubnetIds: [],
    Groups: [],
    NetworkInterfaceIds: [],
    DnsEntries: [],
    IpAddressType: 'ipv4',
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    ...(endpoint.createdAt === undefined ? {} : { CreationTimestamp: new Date(endpoint.createdAt) }),
    OwnerId: endpoint.owner,
    Tags: tagList(endpoint.tags),
  };
}
