import type { CreateSecurityGroupRequest, CreateSecurityGroupResult } from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import { onCreation } from '../access.ts';
import { defaultVpcOf } from '../default-vpc/find.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { required } from '../required.ts';
import { tagList, tagsFor } from '../tag-specifications.ts';
import { openEgress } from '../vpc/default-group.ts';
import { checkGroupText } from './description.ts';
import { noDefaultVpc, sameName } from './find.ts';
import { ownArn } from './show.ts';

/** Nothing may come in, everything may go out (VPC User Guide, "Security groups"). */
export const createSecurityGroup: Operation<CreateSecurityGroupRequest, CreateSecurityGroupResult> = {
  action: 'ec2:CreateSecurityGroup',
  access: (input, _view, call) =>
    onCreation('ec2:CreateSecurityGroup', call, 'security-group', input.TagSpecifications, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'security-group');
    const name = nameOf(input);
    const description = required(input.Description, 'GroupDescription');
    checkGroupText(description, 'description', 'GroupDescription');
    const vpc = vpcOf(tx.view, call, input.VpcId);
    const existing = visible(tx.view.securityGroups, call);
    if (existing.some((group) => group.vpc === vpc.id && sameName(group.name, name))) throw duplicate(name, vpc);
    if (existing.length >= quotaOf(call, 'securityGroupsPerRegion')) throw tooMany(vpc);
    const group: SecurityGroup = {
      ...owned(call, tags),
      kind: 'security-group',
      id: call.mint('sg'),
      name,
      description,
      vpc: vpc.id,
      rules: openEgress(call, vpc),
    };
    tx.put(group);
    return {
      GroupId: group.id,
      SecurityGroupArn: ownArn(group, 'security-group', group.id),
      ...(tags.length > 0 ? { Tags: tagList(tags) } : {}),
    };
  },
};

/** Trailing spaces are not part of the name. */
function nameOf(input: CreateSecurityGroupRequest): string {
  const name = required(input.GroupName, 'GroupName').replace(/ +$/, '');
  required(name, 'GroupName'); // nothing but spaces
  if (sameName(name, 'default')) {
    throw new ApiError('InvalidParameterValue', `Cannot use reserved security group name: ${name}`);
  }
  if (name.startsWith('sg-')) {
    throw new ApiError(
      'InvalidParameterValue',
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*`,
    );
  }
  checkGroupText(name, 'name', 'GroupName');
  return name;
}

function vpcOf(view: Snapshot, call: Call, id: string | undefined): Vpc {
  if (id !== undefined && id !== '') return mustExist(view, call, 'vpc', id);
  const vpc = defaultVpcOf(view, call);
  if (vpc === undefined) throw noDefaultVpc();
  return vpc;
}

function duplicate(name: string, vpc: Vpc): ApiError {
  return new ApiError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`);
}

function tooMany(vpc: Vpc): ApiError {
  return new ApiError(
    'SecurityGroupLimitExceeded',
    `The maximum number of security groups for VPC '${vpc.id}' has been reached.`,
  );
}
