import type {
  EgressOnlyGatewayProgram,
  EndpointProgram,
  NatGatewayProgram,
  PeeringProgram,
  Program,
} from '../contract/program.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { VpcId } from '../name/id.ts';
import { sortedById } from './sorted.ts';

type Gateways = Pick<Program, 'natGateways' | 'egressOnlyGateways' | 'peerings' | 'endpoints'>;

/** Gateways that pass packets, whether a route leads to them or not. */
export function gatewayPrograms(snapshot: Snapshot): Gateways {
  const regionOf = (vpc: VpcId) => snapshot.vpcs.get(vpc)!.region;
  return {
    natGateways: sortedById(
      [...snapshot.natGateways.values()]
        .filter(({ state }) => state === 'available')
        .map(({ id, vpc, subnet, eni, connectivity }) => [id, { vpc, subnet, eni, connectivity } as NatGatewayProgram]),
    ),
    egressOnlyGateways: sortedById(
      [...snapshot.egressOnlyGateways.values()].map(({ id, vpc }) => [id, { vpc } as EgressOnlyGatewayProgram]),
    ),
    peerings: sortedById(
      [...snapshot.peerings.values()]
        .filter(({ status }) => status === 'active')
        .map(({ id, requester, accepter }) => {
          const vpcs: PeeringProgram['vpcs'] = requester < accepter ? [requester, accepter] : [accepter, requester];
          return [id, { vpcs, isWithinRegion: regionOf(requester) === regionOf(accepter) }];
        }),
    ),
    endpoints: sortedById(
      [...snapshot.endpoints.values()].map(({ id, vpc, prefixList, service }) => [
        id,
        { vpc, list: prefixList, tracked: service.endsWith('.dynamodb') } as EndpointProgram,
      ]),
    ),
  };
}
