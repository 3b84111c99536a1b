import type { RouteTable, RouteTarget } from '../../model/route-table.ts';
import type { PeeringStatus } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseId } from '../../name/id.ts';
import { refuseManaged } from '../elastic-ip/managed.ts';
import { onlyInterface } from '../instance/only-interface.ts';
import { allOf, malformed, MISSING, mustExist, notFound } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { exactlyOne, unsupported } from '../required.ts';

type FindTarget = (view: Snapshot, call: Call, table: RouteTable, id: string) => RouteTarget;

/** What a route call may name as target, and how each is found. */
const TARGETS = {
  GatewayId: gatewayTarget,
  NatGatewayId: natGatewayTarget,
  NetworkInterfaceId: interfaceTarget,
  InstanceId: (view, call, table, id) =>
    interfaceTarget(view, call, table, onlyInterface(view, mustExist(view, call, 'instance', id)).id),
  VpcPeeringConnectionId: peeringTarget,
  EgressOnlyInternetGatewayId: egressOnlyTarget,
  VpcEndpointId: refusedEndpoint,
  TransitGatewayId: absent('InvalidTransitGatewayID.NotFound', 'transitGateway ID'),
  LocalGatewayId: absent('InvalidLocalGatewayID.NotFound', 'localGateway ID'),
  CarrierGatewayId: absent('InvalidCarrierGatewayID.NotFound', 'carrierGateway ID'),
  CoreNetworkArn: unknownKind('CoreNetworkArn'),
  OdbNetworkArn: unknownKind('OdbNetworkArn'),
} as const satisfies Record<string, FindTarget>;
type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[]; // keys of a record
export type TargetInput = Readonly<{ [Name in TargetName]?: string | undefined }>;

/** The one target that a route call names; throws unless it can be the target of a route in this table. */
export function targetOf(view: Snapshot, call: Call, table: RouteTable, input: TargetInput): RouteTarget {
  const name = exactlyOne(
    input,
    TARGET_NAMES,
    () => new ApiError('MissingParameter', 'The request must contain exactly one route target.'),
  );
  return TARGETS[name](view, call, table, input[name] ?? '');
}

function gatewayTarget(view: Snapshot, call: Call, table: RouteTable, id: string): RouteTarget {
  const known = parseId('igw', id);
  const gateway = known === undefined ? undefined : allOf(view, call, 'internet-gateway').get(known);
  if (gateway === undefined) {
    throw new ApiError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, `network gateway ${id}`);
  return { kind: 'internet-gateway', gateway: gateway.id };
}

/** A pending one may be a target; until it works the route is a blackhole. */
function natGatewayTarget(view: Snapshot, call: Call, table: RouteTable, id: string): RouteTarget {
  const gateway = mustExist(view, call, 'nat-gateway', id);
  if (gateway.state === 'deleted' || gateway.state === 'failed') throw notFound(MISSING['nat-gateway'], [id]);
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, `network gateway ${id}`);
  return { kind: 'nat-gateway', gateway: gateway.id };
}

function egressOnlyTarget(view: Snapshot, call: Call, table: RouteTable, id: string): RouteTarget {
  const gateway = mustExist(view, call, 'egress-only-internet-gateway', id);
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, `network gateway ${id}`);
  return { kind: 'egress-only-internet-gateway', gateway: gateway.id };
}

/** It may be unattached, or its instance stopped: then the route is a blackhole. */
function interfaceTarget(view: Snapshot, call: Call, table: RouteTable, id: string): RouteTarget {
  const eni = mustExist(view, call, 'eni', id);
  refuseManaged(view, eni.id);
  if (eni.vpc !== table.vpc) throw otherNetwork(table, `interface interface-${id.slice('eni-'.length)}`); // AWS's spelling
  return { kind: 'eni', eni: eni.id };
}

const ENDED: readonly PeeringStatus[] = ['deleted', 'deleting', 'rejected', 'failed', 'expired'];

/**
 * "You can add a route for a VPC peering connection that's in the pending-acceptance state. However, the route has a state
 * of blackhole" (VPC Peering Guide). Either side's account may: the connection is of its VPC.
 */
function peeringTarget(view: Snapshot, _call: Call, table: RouteTable, id: string): RouteTarget {
  const what = MISSING['vpc-peering'];
  const known = parseId('pcx', id);
  if (known === undefined) throw malformed(what, id);
  const peering = view.peerings.get(known);
  const isOurs = peering?.requester === table.vpc || peering?.accepter === table.vpc;
  if (peering === undefined || !isOurs || ENDED.includes(peering.status)) throw notFound(what, [id]);
  return { kind: 'vpc-peering', peering: known };
}

/** Only Gateway Load Balancer endpoints are targets; a gateway endpoint's routes come and go with it. */
function refusedEndpoint(view: Snapshot, call: Call, table: RouteTable, id: string): never {
  const endpoint = mustExist(view, call, 'vpc-endpoint', id);
  throw new ApiError(
    'InvalidParameterValue',
    `The VPC endpoint ${endpoint.id} is a gateway endpoint: associate it with ${table.id} by ModifyVpcEndpoint.`,
  );
}

function otherNetwork({ id }: RouteTable, what: string): ApiError {
  return new ApiError('InvalidParameterValue', `route table ${id} and ${what} belong to different networks`);
}

/** How AWS says that there is none with that id, for the kinds of target of which OpenVPC has none. */
function absent(code: string, noun: string): (...asked: Parameters<FindTarget>) => never {
  return (_view, _call, _table, id) => {
    throw new ApiError(code, `The ${noun} '${id}' does not exist`);
  };
}

function unknownKind(name: string): () => never {
  return () => {
    throw unsupported(`Routes to a target given as ${name} are not supported yet.`);
  };
}
