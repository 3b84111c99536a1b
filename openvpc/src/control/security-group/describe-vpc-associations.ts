import type {
  DescribeSecurityGroupVpcAssociationsRequest,
  DescribeSecurityGroupVpcAssociationsResult,
} from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { visible } from '../owned.ts';

type Association = Readonly<{ group: SecurityGroup; vpc: VpcId }>;

export const describeSecurityGroupVpcAssociations: Operation<
  DescribeSecurityGroupVpcAssociationsRequest,
  DescribeSecurityGroupVpcAssociationsResult
> = {
  action: 'ec2:DescribeSecurityGroupVpcAssociations',
  access: () => onAnything('ec2:DescribeSecurityGroupVpcAssociations'),
  run(tx, input, call) {
    const { view } = tx;
    const all = visible(view.securityGroups, call).flatMap((group) =>
      (group.associatedVpcs ?? []).map((vpc): Association => ({ group, vpc })),
    );
    const page = describePage(all, input, { filters: FILTERS, view, keyOf: ({ group, vpc }) => `${group.id} ${vpc}` });
    return {
      SecurityGroupVpcAssociations: page.items.map((association) => ({
        GroupId: association.group.id,
        VpcId: association.vpc,
        VpcOwnerId: vpcOwner(association, view),
        GroupOwnerId: association.group.owner,
        State: ASSOCIATED,
      })),
      ...nextTokenOf(page),
    };
  },
};

/** The only state there is here: what is asked for is done at once. */
const ASSOCIATED = 'associated';

const FILTERS: FilterTable<Association> = {
  'group-id': ({ group }) => [group.id],
  'group-owner-id': ({ group }) => [group.owner],
  state: () => [ASSOCIATED],
  'vpc-id': ({ vpc }) => [vpc],
  'vpc-owner-id': (association, view) => [vpcOwner(association, view)],
};

function vpcOwner({ group, vpc }: Association, view: Snapshot): string {
  return view.vpcs.get(vpc)?.owner ?? group.owner;
}
