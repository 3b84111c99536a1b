import type { NetworkAcl } from '../../model/network-acl.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';

export function defaultAclOf(view: Snapshot, vpc: VpcId): NetworkAcl {
  for (const acl of view.networkAcls.values()) if (acl.vpc === vpc && acl.isDefault) return acl;
  throw new Error(`${vpc} has no default network ACL`); // INVARIANT: it is made with the VPC and goes with it
}
