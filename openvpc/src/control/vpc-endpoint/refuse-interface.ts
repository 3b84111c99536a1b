import { ApiError } from '../operation.ts';
import { given, unsupported } from '../required.ts';

/** Types that AWS has beside Gateway. */
const OTHER_TYPES = ['Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'];

/** Gateway endpoints alone are there; AWS takes the type to be Gateway when none is given. */
export function checkType(type: string | undefined): void {
  if (type === undefined || type === '' || type === 'Gateway') return;
  if (OTHER_TYPES.includes(type)) throw unsupported(`VPC endpoints of type ${type} are not supported yet.`);
  throw new ApiError('InvalidParameter', `Endpoint type (${type}) is not valid.`);
}

/** Throws for what a gateway endpoint cannot have: subnets, groups, private names. */
export function refuseOfInterfaces<Input extends object>(
  input: Input,
  names: ReadonlyArray<keyof Input & string>,
): void {
  const [name] = given(input, names);
  if (name === undefined) return;
  throw new ApiError('InvalidParameter', `The parameter ${name} is not for VPC endpoints of type Gateway.`);
}

/** Their addresses are IPv4 here. */
export function checkAddressType(type: string | undefined): void {
  if (type === undefined || type === '' || type === 'ipv4') return;
  throw unsupported(`VPC endpoints of address type ${type} are not supported yet.`);
}
