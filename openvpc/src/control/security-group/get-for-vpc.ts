import type { GetSecurityGroupsForVpcRequest, GetSecurityGroupsForVpcResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import { onResources } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { tagList } from '../tag-specifications.ts';
import { isUsableIn } from './find.ts';

/** Every group that an ENI in that VPC may carry. */
export const getSecurityGroupsForVpc: Operation<GetSecurityGroupsForVpcRequest, GetSecurityGroupsForVpcResult> = {
  action: 'ec2:GetSecurityGroupsForVpc',
  access: (input, _view, call) => onResources('ec2:GetSecurityGroupsForVpc', call, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const { view } = tx;
    const vpc = mustExist(view, call, 'vpc', input.VpcId);
    const usable = visible(view.securityGroups, call).filter((group) => isUsableIn(group, vpc.id));
    const page = describePage(usable, input, { filters: FILTERS, view, tagsOf: (group) => group.tags });
    return {
      SecurityGroupForVpcs: page.items.map((group) => ({
        GroupId: group.id,
        GroupName: group.name,
        Description: group.description,
        OwnerId: group.owner,
        PrimaryVpcId: group.vpc,
        Tags: tagList(group.tags),
      })),
      ...nextTokenOf(page),
    };
  },
};

const FILTERS: FilterTable<SecurityGroup> = {
  description: (group) => [group.description],
  'group-id': (group) => [group.id],
  'group-name': (group) => [group.name],
  'owner-id': (group) => [group.owner],
  'primary-vpc-id': (group) => [group.vpc],
};
