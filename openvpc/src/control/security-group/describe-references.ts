import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onAnything } from '../access.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { showPeerGroup } from './show-peer.ts';

/** The other VPCs in which a rule refers to one of these groups. */
export const describeSecurityGroupReferences: Operation<
  ec2.DescribeSecurityGroupReferencesRequest,
  ec2.DescribeSecurityGroupReferencesResult
> = {
  action: 'ec2:DescribeSecurityGroupReferences',
  access: () => onAnything('ec2:DescribeSecurityGroupReferences'),
  run(tx, input, call) {
    if (input.GroupId.length === 0) throw missingParameter('groupId');
    const groups = select(tx.view, call, 'security-group', input.GroupId);
    return { SecurityGroupReferenceSet: groups.flatMap((group) => referencesTo(tx.view, group)) };
  },
};

/** One for each VPC and connection. */
function referencesTo(view: Snapshot, group: SecurityGroup): readonly ec2.SecurityGroupReference[] {
  const found = new Map<string, ec2.SecurityGroupReference>();
  for (const other of view.securityGroups.values()) {
    for (const { peer } of other.rules) {
      if (peer.kind !== 'group' || peer.vpc === undefined || peer.group !== group.id) continue;
      const { VpcPeeringConnectionId } = showPeerGroup(view, other, peer);
      found.set(`${other.vpc} ${VpcPeeringConnectionId}`, {
        GroupId: group.id,
        ReferencingVpcId: other.vpc,
        ...(VpcPeeringConnectionId === undefined ? {} : { VpcPeeringConnectionId }),
      });
    }
  }
  return [...found.values()];
}
