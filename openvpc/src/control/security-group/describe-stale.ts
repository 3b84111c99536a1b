import type { Direction } from '../../contract/flow-event.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onAnything } from '../access.ts';
import { nextTokenOf, pageOnly } from '../describe.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { isStale } from './peers.ts';
import { rulesOfDirection, showGrouped } from './show.ts';

/** The groups of a VPC that have stale rules, with those rules alone. */
export const describeStaleSecurityGroups: Operation<
  ec2.DescribeStaleSecurityGroupsRequest,
  ec2.DescribeStaleSecurityGroupsResult
> = {
  action: 'ec2:DescribeStaleSecurityGroups',
  access: () => onAnything('ec2:DescribeStaleSecurityGroups'),
  run(tx, input, call) {
    const { view } = tx;
    const vpc = mustExist(view, call, 'vpc', input.VpcId);
    const stale = visible(view.securityGroups, call).filter(
      (group) => group.vpc === vpc.id && group.rules.some(({ peer }) => isStale(view, group, peer)),
    );
    const page = pageOnly(stale, input, `stale groups of ${vpc.id}`, { limits: { least: 5, most: 255 } });
    return {
      StaleSecurityGroupSet: page.items.map((group) => ({
        GroupId: group.id,
        GroupName: group.name,
        Description: group.description,
        VpcId: group.vpc,
        StaleIpPermissions: stalePermissions(view, group, 'ingress'),
        StaleIpPermissionsEgress: stalePermissions(view, group, 'egress'),
      })),
      ...nextTokenOf(page),
    };
  },
};

/** Their other lists are of plain texts, and empty: only groups get stale. */
function stalePermissions(view: Snapshot, group: SecurityGroup, direction: Direction): ec2.StaleIpPermission[] {
  const stale = rulesOfDirection(group, direction).filter(({ peer }) => isStale(view, group, peer));
  return showGrouped(view, group, stale).map(({ Ipv6Ranges: _none, ...permission }) => ({
    ...permission,
    IpRanges: [],
    PrefixListIds: [],
  }));
}
