import type { Eni } from '../model/eni.ts';
import type { EgressOnlyGateway, NatGateway, VpcEndpoint } from '../model/gateway.ts';
import type { VpcPeering } from '../model/peering.ts';
import type { RouteTarget } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InternetGateway } from '../model/vpc.ts';
import type { VpcId } from '../name/id.ts';

/** Where a route leads, as things are now. */
export type Target = Readonly<
  | { kind: 'local' }
  | { kind: 'blackhole' }
  | { kind: 'eni'; eni: Eni }
  | { kind: 'internet-gateway'; gateway: InternetGateway }
  | { kind: 'egress-only-gateway'; gateway: EgressOnlyGateway }
  | { kind: 'nat-gateway'; gateway: NatGateway }
  | { kind: 'peering'; peering: VpcPeering }
  | { kind: 'endpoint'; endpoint: VpcEndpoint }
>;

/**
 * "blackhole: the route's target isn't available" (VPC User Guide, "Route tables"): the internet gateway is detached, the
 * NAT gateway deleted, the interface gone or its instance not running, the peering connection not active, or any of them
 * of another VPC. A NAT gateway that is being deleted "may still pass traffic"; here it does not.
 */
export function targetOf(snapshot: Snapshot, target: RouteTarget, vpc: VpcId): Target {
  switch (target.kind) {
    case 'local':
      return { kind: 'local' };
    case 'internet-gateway': {
      const gateway = snapshot.internetGateways.get(target.gateway);
      return gateway?.vpc === vpc ? { kind: 'internet-gateway', gateway } : BLACKHOLE;
    }
    case 'egress-only-internet-gateway': {
      const gateway = snapshot.egressOnlyGateways.get(target.gateway);
      return gateway?.vpc === vpc ? { kind: 'egress-only-gateway', gateway } : BLACKHOLE;
    }
    case 'nat-gateway': {
      const gateway = snapshot.natGateways.get(target.gateway);
      return gateway?.vpc === vpc && gateway.state === 'available' ? { kind: 'nat-gateway', gateway } : BLACKHOLE;
    }
    case 'vpc-peering': {
      const peering = snapshot.peerings.get(target.peering);
      const isOurs = peering?.requester === vpc || peering?.accepter === vpc;
      return peering?.status === 'active' && isOurs ? { kind: 'peering', peering } : BLACKHOLE;
    }
    case 'vpc-endpoint': {
      const endpoint = snapshot.endpoints.get(target.endpoint);
      return endpoint?.vpc === vpc ? { kind: 'endpoint', endpoint } : BLACKHOLE;
    }
    case 'eni': {
      const eni = snapshot.enis.get(target.eni);
      return eni?.vpc === vpc && isRunning(snapshot, eni) ? { kind: 'eni', eni } : BLACKHOLE;
    }
    case 'virtual-private-gateway':
      return BLACKHOLE; // there are none here, so propagated routes lead nowhere
  }
}

const BLACKHOLE = { kind: 'blackhole' } as const;

function isRunning(snapshot: Snapshot, { attachment }: Eni): boolean {
  return attachment !== undefined && snapshot.instances.get(attachment.instance)!.state === 'running';
}
