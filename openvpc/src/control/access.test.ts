import { describe, expect, it } from 'vitest';
import { createHarness } from '../../../test/control-harness.ts';
import type { Call, Operation } from './operation.ts';
import { ec2Operations } from './registry.ts';

const harness = createHarness();
const { VpcId } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc;
const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet;
const { RouteTableId } = harness.call('CreateRouteTable', { VpcId }).RouteTable;
const { AssociationId } = harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
const { AllocationId, PublicIp } = harness.call('AllocateAddress');
const [acl] = harness.call('DescribeNetworkAcls').NetworkAcls;
const TAGS = (ResourceType: string) => ({ TagSpecifications: [{ ResourceType, Tags: [{ Key: 'a', Value: 'b' }] }] });

/** `Action type/id` of each question to IAM. */
function asked(name: string, input: object): string[] {
  const operation = ec2Operations.get(name) as Operation<object, unknown>;
  return harness.transact((tx, call: Call) =>
    operation.access(input, tx.view, call).map(({ action, resource }) => {
      const short = resource.replace(`arn:aws:ec2:us-east-1:111122223333:`, '');
      return `${action.replace('ec2:', '')} ${short}`;
    }),
  );
}

describe('what a call must be allowed to do', () => {
  it.each<[string, object, string[]]>([
    ['DescribeVpcs', { VpcIds: [VpcId] }, ['DescribeVpcs *']],
    ['CreateVpc', {}, ['CreateVpc vpc/*']],
    ['CreateVpc', TAGS('vpc'), ['CreateVpc vpc/*', 'CreateTags vpc/*']],
    ['DeleteVpc', { VpcId }, [`DeleteVpc vpc/${VpcId}`]],
    ['CreateDefaultVpc', {}, ['CreateDefaultVpc *']],
    ['CreateSubnet', { VpcId }, ['CreateSubnet subnet/*', `CreateSubnet vpc/${VpcId}`]],
    [
      'AttachInternetGateway',
      { InternetGatewayId: 'igw-1', VpcId },
      ['AttachInternetGateway internet-gateway/igw-1', `AttachInternetGateway vpc/${VpcId}`],
    ],
    ['CreateRoute', { RouteTableId, GatewayId: 'igw-1' }, [`CreateRoute route-table/${RouteTableId}`]],
    [
      'DisassociateRouteTable',
      { AssociationId },
      [`DisassociateRouteTable route-table/${RouteTableId}`, `DisassociateRouteTable subnet/${SubnetId}`],
    ],
    ['DisassociateRouteTable', { AssociationId: 'rtbassoc-1' }, ['DisassociateRouteTable *']],
    [
      'ReplaceNetworkAclAssociation',
      { AssociationId: acl.Associations[0].NetworkAclAssociationId, NetworkAclId: 'acl-1' },
      ['ReplaceNetworkAclAssociation network-acl/acl-1', `ReplaceNetworkAclAssociation subnet/${SubnetId}`],
    ],
    ['AllocateAddress', TAGS('elastic-ip'), ['AllocateAddress elastic-ip/*', 'CreateTags elastic-ip/*']],
    [
      'AssociateAddress',
      { AllocationId, NetworkInterfaceId: 'eni-1' },
      [`AssociateAddress elastic-ip/${AllocationId}`, 'AssociateAddress network-interface/eni-1'],
    ],
    [
      'AssociateAddress',
      { PublicIp, InstanceId: 'i-1' },
      [`AssociateAddress elastic-ip/${AllocationId}`, 'AssociateAddress instance/i-1'],
    ],
    ['DisassociateAddress', { AssociationId: 'eipassoc-1' }, ['DisassociateAddress *']],
    ['ReleaseAddress', { PublicIp }, [`ReleaseAddress elastic-ip/${AllocationId}`]],
    ['ReleaseAddress', { PublicIp: '198.18.99.99' }, ['ReleaseAddress *']],
    [
      'CreateNatGateway',
      { SubnetId, AllocationId, ...TAGS('natgateway') },
      [
        'CreateNatGateway natgateway/*',
        `CreateNatGateway subnet/${SubnetId}`,
        `CreateNatGateway elastic-ip/${AllocationId}`,
        'CreateTags natgateway/*',
      ],
    ],
    [
      'AssociateNatGatewayAddress',
      { NatGatewayId: 'nat-1', AllocationIds: [AllocationId] },
      ['AssociateNatGatewayAddress natgateway/nat-1', `AssociateNatGatewayAddress elastic-ip/${AllocationId}`],
    ],
    [
      'CreateEgressOnlyInternetGateway',
      { VpcId },
      [
        'CreateEgressOnlyInternetGateway egress-only-internet-gateway/*',
        `CreateEgressOnlyInternetGateway vpc/${VpcId}`,
      ],
    ],
    [
      'AssociateRouteTable',
      { RouteTableId, GatewayId: 'igw-1' },
      [`AssociateRouteTable route-table/${RouteTableId}`, 'AssociateRouteTable internet-gateway/igw-1'],
    ],
    ['CreateNetworkAclEntry', { NetworkAclId: 'acl-1' }, ['CreateNetworkAclEntry network-acl/acl-1']],
  ])('%s %j', (name, input, requests) => expect(asked(name, input)).toEqual(requests));
});
