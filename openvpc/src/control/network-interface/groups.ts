import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { GroupId, VpcId } from '../../name/id.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { defaultGroupOf, differentNetworks, isUsableIn } from '../security-group/find.ts';

/**
 * The groups of an ENI in that VPC, each once; the VPC's default group when the client names none. `foreign` makes the
 * error for a group of another VPC, whose words differ from call to call.
 */
export function groupsFor(
  view: Snapshot,
  call: Call,
  vpc: VpcId,
  ids: readonly string[] | undefined,
  foreign: (group: SecurityGroup) => ApiError = differentNetworks,
): readonly GroupId[] {
  if (ids === undefined || ids.length === 0) return [defaultGroupOf(view, vpc).id];
  const groups = [...new Set(ids)].map((id) => mustExist(view, call, 'security-group', id));
  for (const group of groups) if (!isUsableIn(group, vpc)) throw foreign(group);
  if (groups.length > quotaOf(call, 'securityGroupsPerInterface')) {
    throw new ApiError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  }
  return groups.map(({ id }) => id);
}
