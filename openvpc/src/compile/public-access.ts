import type { PublicAccess } from '../contract/program.ts';
import type { PublicAccessExclusion } from '../model/public-access.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Subnet } from '../model/vpc.ts';
import type { SubnetId, VpcId } from '../name/id.ts';

/**
 * What VPC Block Public Access of the account and Region does to a subnet: the subnet's own exclusion counts, else its
 * VPC's, else the mode (VPC User Guide, "Block public access to VPCs and subnets").
 */
export function publicAccessOf(snapshot: Snapshot): (subnet: Subnet) => PublicAccess | undefined {
  const exclusions = new Map<VpcId | SubnetId, PublicAccessExclusion['mode']>();
  for (const { of, mode, deletedAt } of snapshot.publicAccessExclusions.values()) {
    if (deletedAt === undefined) exclusions.set(of, mode);
  }
  const blocks = [...snapshot.publicAccessBlocks.values()];
  return (subnet) => {
    const vpc = snapshot.vpcs.get(subnet.vpc)!; // an invariant
    const block = blocks.find(({ owner, region }) => owner === vpc.owner && region === vpc.region);
    if (block === undefined || block.mode === 'off') return undefined;
    const excluded = exclusions.get(subnet.id) ?? exclusions.get(subnet.vpc);
    if (excluded === 'allow-bidirectional') return undefined;
    return excluded === 'allow-egress' || block.mode === 'block-ingress' ? 'egress-only' : 'blocked';
  };
}
