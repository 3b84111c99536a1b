import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { compile } from '../../compile/compile.ts';
import type { Instant } from '../../name/scope.ts';
import { explain } from '../explain.ts';

let harness: Harness;
let home: string;
let VpcId: string;
let GroupId: string;

beforeEach(() => {
  harness = createHarness();
  home = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
  GroupId = group(home, 'shared');
});

const group = (of: string, GroupName: string): string =>
  harness.call('CreateSecurityGroup', { VpcId: of, GroupName, Description: 'x' }).GroupId;
const associate = (more: object = {}) => harness.call('AssociateSecurityGroupVpc', { GroupId, VpcId, ...more });
const disassociate = () => harness.call('DisassociateSecurityGroupVpc', { GroupId, VpcId });
const refused = (action: string, more: object = {}) => harness.refusal(action, { GroupId, VpcId, ...more });
const shown = (...Filters: object[]) =>
  harness.call('DescribeSecurityGroupVpcAssociations', { Filters }).SecurityGroupVpcAssociations;
const defaultGroup = (of: string): string =>
  harness.call('DescribeSecurityGroups', {
    Filters: [
      { Name: 'vpc-id', Values: [of] },
      { Name: 'group-name', Values: ['default'] },
    ],
  }).SecurityGroups[0].GroupId;
const eni = (): string => {
  const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.1.0.0/24' }).Subnet;
  return putEni(harness, SubnetId, '10.1.0.10');
};

describe('a group associated with another VPC', () => {
  it('is shown with it, until it is disassociated', () => {
    expect(associate()).toEqual({ State: 'associating' });
    const owner = '111122223333';
    expect(shown()).toEqual([{ GroupId, VpcId, VpcOwnerId: owner, GroupOwnerId: owner, State: 'associated' }]);
    expect(disassociate()).toEqual({ State: 'disassociating' });
    expect(shown()).toEqual([]);
  });

  it('is found by its filters', () => {
    associate();
    const ROWS = {
      'group-id': GroupId,
      'group-owner-id': '111*',
      state: 'associated',
      'vpc-id': VpcId,
      'vpc-owner-id': '111*',
    };
    for (const [Name, value] of Object.entries(ROWS)) {
      expect(shown({ Name, Values: [value] })).toHaveLength(1);
      expect(shown({ Name, Values: ['x'] })).toEqual([]);
    }
  });

  it('is one that its ENIs may carry; these keep it associated', () => {
    const NetworkInterfaceId = eni();
    const carry = { NetworkInterfaceId, Groups: [GroupId] };
    expect(harness.refusal('ModifyNetworkInterfaceAttribute', carry)).toMatch(/different networks/);
    associate();
    harness.call('ModifyNetworkInterfaceAttribute', carry);
    const dependent = `DependencyViolation: resource ${GroupId} has a dependent object`;
    expect(refused('DisassociateSecurityGroupVpc')).toBe(dependent);
    harness.call('DeleteNetworkInterface', { NetworkInterfaceId });
    expect(harness.refusal('DeleteSecurityGroup', { GroupId })).toBe(dependent);
    disassociate();
    harness.call('DeleteSecurityGroup', { GroupId });
  });

  it('judges packets there', () => {
    const first = eni();
    const { SubnetId } = harness.call('DescribeSubnets').Subnets[0];
    const second = putEni(harness, SubnetId, '10.1.0.20');
    associate();
    harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: second, Groups: [GroupId] });
    const passes = () => {
      const view = harness.view();
      return explain(view, compile(view), { from: first, to: second, protocol: 'tcp', port: 80 }, 0 as Instant).allowed;
    };
    expect(passes()).toBe(false);
    const UserIdGroupPairs = [{ GroupId: defaultGroup(VpcId) }];
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs }];
    harness.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
    expect(passes()).toBe(true);
  });

  it('may be a peer there, whose rule is stale when it is disassociated', () => {
    const there = group(VpcId, 'there');
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }];
    const rule = { GroupId: there, IpPermissions };
    expect(harness.refusal('AuthorizeSecurityGroupIngress', rule)).toMatch(/different networks/);
    associate();
    harness.call('AuthorizeSecurityGroupIngress', rule);
    const references = harness.call('DescribeSecurityGroupReferences', { GroupId: [GroupId] });
    expect(references.SecurityGroupReferenceSet).toEqual([{ GroupId, ReferencingVpcId: VpcId }]);
    disassociate();
    const stale = harness.call('DescribeStaleSecurityGroups', { VpcId }).StaleSecurityGroupSet;
    expect(stale).toMatchObject([
      { GroupId: there, StaleIpPermissions: [{ UserIdGroupPairs: [{ GroupId, VpcId: home }] }] },
    ]);
  });

  it('keeps the VPC from going', () => {
    associate();
    expect(harness.refusal('DeleteVpc', { VpcId })).toMatch(/^DependencyViolation/);
    disassociate();
    harness.call('DeleteVpc', { VpcId });
  });

  it('is listed among the groups for that VPC', () => {
    const names = (of: string, ...Filters: object[]) =>
      harness
        .call('GetSecurityGroupsForVpc', { VpcId: of, Filters })
        .SecurityGroupForVpcs.map((one: { GroupName: string }) => one.GroupName);
    expect(names(VpcId)).toEqual(['default']);
    associate();
    expect(names(VpcId)).toEqual(['default', 'shared']);
    expect(names(home)).toEqual(['default', 'shared']);
    const ROWS = { description: 'x', 'group-id': GroupId, 'group-name': 'shared', 'primary-vpc-id': home };
    for (const [Name, value] of Object.entries(ROWS))
      expect(names(VpcId, { Name, Values: [value] })).toEqual(['shared']);
    expect(names(VpcId, { Name: 'owner-id', Values: ['111122223333'] })).toHaveLength(2);
    expect(harness.call('GetSecurityGroupsForVpc', { VpcId }).SecurityGroupForVpcs[1]).toEqual({
      GroupId,
      GroupName: 'shared',
      Description: 'x',
      OwnerId: '111122223333',
      PrimaryVpcId: home,
      Tags: [],
    });
  });
});

describe('an association is refused', () => {
  it('of default groups, and to or from default VPCs', () => {
    const defaultVpc = harness.call('CreateDefaultVpc').Vpc.VpcId;
    const unsupported = /^UnsupportedOperation/;
    expect(refused('AssociateSecurityGroupVpc', { GroupId: defaultGroup(home) })).toMatch(unsupported);
    expect(refused('AssociateSecurityGroupVpc', { VpcId: defaultVpc })).toMatch(unsupported);
    expect(refused('AssociateSecurityGroupVpc', { GroupId: group(defaultVpc, 'x') })).toMatch(unsupported);
  });

  it('with its own VPC, twice, or with nothing that is there', () => {
    expect(refused('AssociateSecurityGroupVpc', { VpcId: home })).toMatch(/^InvalidParameterValue/);
    expect(refused('DisassociateSecurityGroupVpc')).toMatch(/^InvalidParameterValue: .* is not associated/);
    associate();
    expect(refused('AssociateSecurityGroupVpc')).toMatch(/^Resource.AlreadyAssociated/);
    for (const action of ['AssociateSecurityGroupVpc', 'DisassociateSecurityGroupVpc']) {
      expect(refused(action, { GroupId: 'sg-0123456789abcdef0' })).toMatch(/^InvalidGroup.NotFound/);
      expect(refused(action, { VpcId: 'vpc-0123456789abcdef0' })).toMatch(/^InvalidVpcID.NotFound/);
    }
    expect(harness.refusal('GetSecurityGroupsForVpc', { VpcId: 'vpc-0123456789abcdef0' })).toMatch(/NotFound/);
  });
});

describe('Terraform', () => {
  it('aws_vpc_security_group_vpc_association waits for associated, and for nothing', () => {
    associate();
    const wait = () => shown({ Name: 'group-id', Values: [GroupId] }, { Name: 'vpc-id', Values: [VpcId] });
    expect(wait()).toMatchObject([{ State: 'associated' }]);
    disassociate();
    expect(wait()).toEqual([]);
  });
});
