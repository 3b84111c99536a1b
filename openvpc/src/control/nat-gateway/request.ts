import type { CreateNatGatewayRequest } from '../../aws/ec2.types.ts';
import type { NatGateway } from '../../model/gateway.ts';
import { parseId } from '../../name/id.ts';
import { tooManyElasticIps } from '../elastic-ip/allocate.ts';
import { malformed, MISSING } from '../missing.ts';
import { tooManyAddresses } from '../network-interface/addresses.ts';
import { ApiError, type Call } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { given, invalidValue, oneOf, refuseUnsupported, required, unsupported } from '../required.ts';

/** What a creation asks for, as far as the request alone tells. */
export type NatRequest = Readonly<{
  connectivity: NatGateway['connectivity'];
  /** Of a public one, the primary first; a private one has none. */
  allocations: readonly string[];
  primary?: string;
  /** Private addresses beside the primary one. */
  secondary: readonly string[];
  /** So many more, whichever are free. */
  count: number;
}>;

export function natRequest(input: CreateNatGatewayRequest, call: Call): NatRequest {
  refuseRegional(input);
  const connectivity = oneOf(input.ConnectivityType || 'public', ['public', 'private'], 'connectivityType');
  const request = connectivity === 'public' ? publicRequest(input) : privateRequest(input);
  checkSize(request.allocations.length, 1 + request.secondary.length + request.count, call);
  const { PrivateIpAddress: primary } = input;
  return { ...request, ...(primary === undefined || primary === '' ? {} : { primary }) };
}

/** The new kind, which serves every zone of a VPC, has other parameters. */
function refuseRegional(input: CreateNatGatewayRequest): void {
  if (oneOf(input.AvailabilityMode || 'zonal', ['zonal', 'regional'], 'availabilityMode') === 'regional') {
    throw unsupported('Regional NAT gateways are not supported.');
  }
  refuseUnsupported(input, ['VpcId', 'AvailabilityZoneAddresses']);
}

/** Each of its private addresses has an Elastic IP of its own. */
function publicRequest(input: CreateNatGatewayRequest): NatRequest {
  refuseFor('public', input, ['SecondaryPrivateIpAddressCount']);
  const more = input.SecondaryAllocationIds ?? [];
  const allocations = checkAllocations([required(input.AllocationId, 'AllocationId'), ...more]);
  const secondary = input.SecondaryPrivateIpAddresses ?? [];
  refuseUneven(more, secondary);
  return { connectivity: 'public', allocations, secondary, count: more.length - secondary.length };
}

function privateRequest(input: CreateNatGatewayRequest): NatRequest {
  refuseFor('private', input, ['AllocationId', 'SecondaryAllocationIds']);
  const secondary = input.SecondaryPrivateIpAddresses ?? [];
  const count = input.SecondaryPrivateIpAddressCount ?? 0;
  if (count < 0) throw invalidValue(count, 'secondaryPrivateIpAddressCount');
  if (count > 0 && secondary.length > 0) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter secondaryPrivateIpAddressCount cannot be used with the parameter secondaryPrivateIpAddresses',
    );
  }
  return { connectivity: 'private', allocations: [], secondary, count };
}

/** Well formed, each once; whether they are there comes to light later. */
export function checkAllocations(ids: readonly string[]): readonly string[] {
  for (const [i, id] of ids.entries()) {
    if (parseId('eipalloc', id) === undefined) throw malformed(MISSING['elastic-ip'], id);
    if (ids.indexOf(id) !== i) throw invalidValue(id, 'allocationId', 'Each Elastic IP can be named once.');
  }
  return ids;
}

/** Private addresses that are named go one to each Elastic IP. */
export function refuseUneven(allocations: readonly string[], addresses: readonly string[]): void {
  if (addresses.length === 0 || addresses.length === allocations.length) return;
  throw new ApiError(
    'InvalidParameterCombination',
    'The number of secondary private IP addresses must be that of the secondary allocation IDs.',
  );
}

/** How many of each a gateway may have. */
export function checkSize(elasticIps: number, addresses: number, call: Call): void {
  if (elasticIps > quotaOf(call, 'elasticIpsPerNatGateway')) throw tooManyElasticIps();
  if (addresses > quotaOf(call, 'addressesPerNatGateway')) throw tooManyAddresses();
}

function refuseFor(
  connectivity: NatGateway['connectivity'],
  input: CreateNatGatewayRequest,
  names: ReadonlyArray<keyof CreateNatGatewayRequest>,
): void {
  const [name] = given(input, names);
  if (name === undefined) return;
  throw new ApiError(
    'InvalidParameterCombination',
    `The parameter ${name} cannot be used for a NAT gateway with connectivityType ${connectivity}`,
  );
}
