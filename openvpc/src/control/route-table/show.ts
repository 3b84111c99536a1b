import type * as ec2 from '../../aws/ec2.types.ts';
import {
  destinationText,
  isPrefixList,
  type Route,
  type RouteTable,
  type RouteTarget,
} from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { tagList } from '../tag-specifications.ts';
import { isMainAssociation } from './associations.ts';

/** Subnets that only fall back to the main table are not listed: AWS does not either. */
export function showRouteTable(table: RouteTable, view: Snapshot): ec2.RouteTable {
  return {
    RouteTableId: table.id,
    VpcId: table.vpc,
    OwnerId: table.owner,
    Routes: table.routes.map((route) => showRoute(route, table, view)),
    Associations: table.associations.map((association) => ({
      RouteTableAssociationId: association.id,
      RouteTableId: table.id,
      Main: isMainAssociation(association),
      ...(association.subnet && { SubnetId: association.subnet }),
      ...(association.gateway && { GatewayId: association.gateway }),
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    Tags: tagList(table.tags),
  };
}

function showRoute(route: Route, table: RouteTable, view: Snapshot): ec2.Route {
  return {
    ...showDestination(route),
    ...targetFields(route, view),
    Origin: route.origin,
    State: routeState(route, table, view),
  };
}

function showDestination({ destination }: Route): ec2.Route {
  const text = destinationText(destination);
  if (isPrefixList(destination)) return { DestinationPrefixListId: text };
  return destination.base.family === 4 ? { DestinationCidrBlock: text } : { DestinationIpv6CidrBlock: text };
}

type TargetFields = Pick<
  ec2.Route,
  | 'GatewayId'
  | 'EgressOnlyInternetGatewayId'
  | 'NatGatewayId'
  | 'VpcPeeringConnectionId'
  | 'NetworkInterfaceId'
  | 'InstanceId'
  | 'InstanceOwnerId'
>;

/** The target in the field of its kind; of an interface, its instance too. */
export function targetFields({ target }: Route, view: Snapshot): TargetFields {
  switch (target.kind) {
    case 'local':
      return { GatewayId: 'local' };
    case 'internet-gateway':
    case 'virtual-private-gateway':
      return { GatewayId: target.gateway };
    case 'vpc-endpoint':
      return { GatewayId: target.endpoint };
    case 'egress-only-internet-gateway':
      return { EgressOnlyInternetGatewayId: target.gateway };
    case 'nat-gateway':
      return { NatGatewayId: target.gateway };
    case 'vpc-peering':
      return { VpcPeeringConnectionId: target.peering };
    case 'eni': {
      const instance = view.enis.get(target.eni)?.attachment?.instance;
      const owner = instance && view.instances.get(instance)?.owner;
      return {
        NetworkInterfaceId: target.eni,
        ...(instance && { InstanceId: instance }),
        ...(owner && { InstanceOwnerId: owner }),
      };
    }
  }
}

/** A blackhole's target was detached or deleted since; the route still matches, and drops. */
export function routeState({ target }: Route, { vpc }: RouteTable, view: Snapshot): 'active' | 'blackhole' {
  return isAlive(target, vpc, view) ? 'active' : 'blackhole';
}

function isAlive(target: RouteTarget, vpc: VpcId, view: Snapshot): boolean {
  switch (target.kind) {
    case 'local':
      return true;
    case 'internet-gateway':
      return view.internetGateways.get(target.gateway)?.vpc === vpc;
    case 'egress-only-internet-gateway':
      return view.egressOnlyGateways.get(target.gateway)?.vpc === vpc;
    case 'nat-gateway':
      return view.natGateways.get(target.gateway)?.state === 'available';
    case 'vpc-endpoint':
      return view.endpoints.has(target.endpoint);
    case 'vpc-peering':
      return view.peerings.get(target.peering)?.status === 'active';
    case 'eni': {
      const instance = view.enis.get(target.eni)?.attachment?.instance;
      return instance !== undefined && view.instances.get(instance)?.state === 'running';
    }
    case 'virtual-private-gateway':
      return false;
  }
}
