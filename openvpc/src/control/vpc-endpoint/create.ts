import type { CreateVpcEndpointRequest, CreateVpcEndpointResult } from '../../aws/ec2.types.ts';
import type { VpcEndpoint } from '../../model/gateway.ts';
import type { Transaction } from '../../store/store.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { keepList } from '../prefix-list/find.ts';
import { quotaOf } from '../quota.ts';
import { refuseUnsupported, required } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { policyOf } from './policy.ts';
import { checkAddressType, checkType, refuseOfInterfaces } from './refuse-interface.ts';
import { addRoutes } from './routes.ts';
import { serviceNamed } from './services.ts';
import { showEndpoint } from './show.ts';

/** A gateway endpoint, and in each table that is named a route to it for the service's list. */
export const createVpcEndpoint: Operation<CreateVpcEndpointRequest, CreateVpcEndpointResult> = {
  action: 'ec2:CreateVpcEndpoint',
  access: (input, _view, call) =>
    onCreation('ec2:CreateVpcEndpoint', call, 'vpc-endpoint', input.TagSpecifications, [
      ['vpc', input.VpcId],
      ...(input.RouteTableIds ?? []).map((id) => ['route-table', id] as const),
      ...(input.SubnetIds ?? []).map((id) => ['subnet', id] as const),
      ...(input.SecurityGroupIds ?? []).map((id) => ['security-group', id] as const),
    ]),
  run(tx, input, call) {
    const existing = visible(tx.view.endpoints, call);
    const request = fingerprintOf(input);
    const earlier = madeBefore(existing, input.ClientToken, (endpoint) => endpoint.request === request);
    const endpoint = earlier ?? make(tx, call, input, request, existing.length);
    return {
      VpcEndpoint: showEndpoint(endpoint, tx.view),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};

function make(
  tx: Transaction,
  call: Call,
  input: CreateVpcEndpointRequest,
  request: string,
  count: number,
): VpcEndpoint {
  checkType(input.VpcEndpointType);
  refuseUnsupported(input, ['DnsOptions', 'ServiceNetworkArn', 'ResourceConfigurationArn']);
  refuseOfInterfaces(input, ['SubnetIds', 'SecurityGroupIds', 'PrivateDnsEnabled', 'SubnetConfigurations']);
  checkAddressType(input.IpAddressType);
  if (input.ServiceRegion !== call.region) refuseUnsupported(input, ['ServiceRegion']);
  const tags = tagsFor(input.TagSpecifications, 'vpc-endpoint');
  const policy = policyOf(input.PolicyDocument);
  const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
  const service = serviceNamed(call, required(input.ServiceName, 'serviceName'));
  if (count >= quotaOf(call, 'gatewayEndpointsPerRegion')) {
    throw new ApiError('VpcEndpointLimitExceeded', 'The maximum number of VPC endpoints has been reached.');
  }
  const token = rememberToken(input.ClientToken);
  const endpoint: VpcEndpoint = {
    ...owned(call, tags),
    kind: 'vpc-endpoint',
    id: call.mint('vpce'),
    vpc: vpc.id,
    endpointType: 'Gateway',
    service: service.name,
    prefixList: service.list.id,
    ...policy,
    createdAt: call.now,
    ...token,
    ...(token.clientToken === undefined ? {} : { request }),
  };
  keepList(tx, call, service.list.id);
  tx.put(endpoint);
  addRoutes(tx, call, endpoint, input.RouteTableIds ?? []);
  return endpoint;
}
