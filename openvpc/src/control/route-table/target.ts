import type { RouteTable, RouteTarget } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseId } from '../../name/id.ts';
import { allOf, mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { exactlyOne, unsupported } from '../required.ts';

const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'VpcEndpointId',
  'TransitGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
] as const;
type TargetName = (typeof TARGETS)[number];
export type TargetInput = Readonly<{ [Name in TargetName]?: string | undefined }>;

/** How AWS says that there is none with that id, for the kinds of target of which OpenVPC has none yet. */
const ABSENT: Readonly<Partial<Record<TargetName, (id: string) => ApiError>>> = {
  NatGatewayId: (id) => new ApiError('NatGatewayNotFound', `The Nat Gateway ${id} was not found`),
  VpcPeeringConnectionId: absent('InvalidVpcPeeringConnectionID.NotFound', 'vpcPeeringConnection ID'),
  EgressOnlyInternetGatewayId: absent('InvalidGatewayID.NotFound', 'eigw ID'),
  VpcEndpointId: absent('InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
  TransitGatewayId: absent('InvalidTransitGatewayID.NotFound', 'transitGateway ID'),
  LocalGatewayId: absent('InvalidLocalGatewayID.NotFound', 'localGateway ID'),
  CarrierGatewayId: absent('InvalidCarrierGatewayID.NotFound', 'carrierGateway ID'),
};

/** The one target that a route call names; throws unless it can be the target of a route in this table. */
export function targetOf(view: Snapshot, call: Call, table: RouteTable, input: TargetInput): RouteTarget {
  const name = exactlyOne(
    input,
    TARGETS,
    () => new ApiError('MissingParameter', 'The request must contain exactly one route target.'),
  );
  const id = input[name] ?? '';
  if (name === 'GatewayId') return gatewayTarget(view, call, table, id);
  if (name === 'NetworkInterfaceId') refuseInterface(view, call, table, id);
  if (name === 'InstanceId') mustExist(view, call, 'instance', id);
  const missing = ABSENT[name];
  if (missing !== undefined) throw missing(id);
  throw unsupported(`Routes to a target given as ${name} are not supported yet.`);
}

function gatewayTarget(view: Snapshot, call: Call, table: RouteTable, id: string): RouteTarget {
  const known = parseId('igw', id);
  const gateway = known === undefined ? undefined : allOf(view, call, 'internet-gateway').get(known);
  if (gateway === undefined) {
    throw new ApiError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpc !== table.vpc) {
    throw new ApiError(
      'InvalidParameterValue',
      `route table ${table.id} and network gateway ${id} belong to different networks`,
    );
  }
  return { kind: 'internet-gateway', gateway: gateway.id };
}

/** AWS's own checks first; then it is the data planes that cannot do it yet. */
function refuseInterface(view: Snapshot, call: Call, table: RouteTable, id: string): void {
  const eni = mustExist(view, call, 'eni', id);
  if (eni.vpc !== table.vpc) {
    throw new ApiError(
      'InvalidParameterValue', // "interface-" is how AWS spells it there
      `route table ${table.id} and interface interface-${id.slice('eni-'.length)} belong to different networks`,
    );
  }
}

function absent(code: string, noun: string): (id: string) => ApiError {
  return (id) => new ApiError(code, `The ${noun} '${id}' does not exist`);
}
