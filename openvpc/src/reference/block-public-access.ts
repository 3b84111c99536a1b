import type { Snapshot } from '../model/snapshot.ts';
import type { SubnetId } from '../name/id.ts';

export type PublicAccess = 'open' | 'egress-only' | 'blocked';

/**
 * "Block public access to VPCs and subnets" of the VPC User Guide. An account's mode in a Region: `block-bidirectional` blocks all traffic
 * to and from internet gateways and egress-only internet gateways; `block-ingress` blocks what comes in, and "only traffic
 * to and from NAT gateways and egress-only internet gateways is allowed, because these allow only outbound connections".
 * An exclusion of a subnet or its VPC lifts that (`allow-bidirectional`) or lifts it for what goes out (`allow-egress`);
 * the subnet's own counts before its VPC's.
 */
export function publicAccessOf(snapshot: Snapshot, id: SubnetId): PublicAccess {
  const vpc = snapshot.vpcs.get(snapshot.subnets.get(id)!.vpc)!;
  const block = [...snapshot.publicAccessBlocks.values()].find(
    ({ owner, region }) => owner === vpc.owner && region === vpc.region,
  );
  if (block === undefined || block.mode === 'off') return 'open';
  const exclusions = [...snapshot.publicAccessExclusions.values()].filter(({ deletedAt }) => deletedAt === undefined);
  const exclusion = exclusions.find(({ of }) => of === id) ?? exclusions.find(({ of }) => of === vpc.id);
  switch (exclusion?.mode) {
    case 'allow-bidirectional':
      return 'open';
    case 'allow-egress':
      return 'egress-only';
    case undefined:
      return block.mode === 'block-ingress' ? 'egress-only' : 'blocked';
  }
}
