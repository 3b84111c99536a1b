import type { Target } from '../contract/program.ts';
import type { RouteTarget } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId, VpcId } from '../name/id.ts';

const BLACKHOLE: Target = { kind: 'blackhole' };

/**
 * Where a route leads, as things are: what is gone, detached, not active, or another VPC's makes a blackhole (VPC User
 * Guide, "Route tables", state of a route).
 */
export function targetOf(snapshot: Snapshot, target: RouteTarget, vpc: VpcId): Target {
  switch (target.kind) {
    case 'local':
      return { kind: 'local' };
    case 'internet-gateway': {
      const attached = snapshot.internetGateways.get(target.gateway)?.vpc === vpc;
      return attached ? { kind: 'internet-gateway', id: target.gateway } : BLACKHOLE;
    }
    case 'egress-only-internet-gateway': {
      const there = snapshot.egressOnlyGateways.get(target.gateway)?.vpc === vpc;
      return there ? { kind: 'egress-only-gateway', id: target.gateway } : BLACKHOLE;
    }
    case 'nat-gateway': {
      const gateway = snapshot.natGateways.get(target.gateway);
      const works = gateway?.vpc === vpc && gateway.state === 'available';
      return works ? { kind: 'nat-gateway', id: target.gateway } : BLACKHOLE;
    }
    case 'vpc-peering': {
      const peering = snapshot.peerings.get(target.peering);
      const works = peering?.status === 'active' && (peering.requester === vpc || peering.accepter === vpc);
      return works ? { kind: 'peering', id: target.peering } : BLACKHOLE;
    }
    case 'vpc-endpoint': {
      const there = snapshot.endpoints.get(target.endpoint)?.vpc === vpc;
      return there ? { kind: 'endpoint', id: target.endpoint } : BLACKHOLE;
    }
    case 'eni':
      return isRunning(snapshot, target.eni, vpc) ? { kind: 'eni', id: target.eni } : BLACKHOLE;
    case 'virtual-private-gateway':
      return BLACKHOLE; // there are none here
  }
}

function isRunning(snapshot: Snapshot, id: EniId, vpc: VpcId): boolean {
  const eni = snapshot.enis.get(id);
  const instance = eni?.vpc === vpc ? eni.attachment?.instance : undefined;
  return instance !== undefined && snapshot.instances.get(instance)!.state === 'running';
}
