import { describe, expect, it } from 'vitest';
import { createHarness } from '../../../test/control-harness.ts';
import type { AccountId, Region } from '../name/scope.ts';

/** Describe call and its id list, an unknown id and AWS's words for it, and the code for what is no id. */
const KINDS = [
  ['DescribeVpcs', 'VpcIds', 'vpc', 'InvalidVpcID.NotFound: The vpc ID', 'InvalidVpcID.Malformed'],
  ['DescribeSubnets', 'SubnetIds', 'subnet', 'InvalidSubnetID.NotFound: The subnet ID', 'InvalidSubnetID.Malformed'],
  [
    'DescribeInternetGateways',
    'InternetGatewayIds',
    'igw',
    'InvalidInternetGatewayID.NotFound: The internetGateway ID',
    'InvalidInternetGatewayId.Malformed',
  ],
  [
    'DescribeRouteTables',
    'RouteTableIds',
    'rtb',
    'InvalidRouteTableID.NotFound: The routeTable ID',
    'InvalidRouteTableId.Malformed',
  ],
  [
    'DescribeNetworkAcls',
    'NetworkAclIds',
    'acl',
    'InvalidNetworkAclID.NotFound: The networkAcl ID',
    'InvalidNetworkAclId.Malformed',
  ],
  [
    'DescribeDhcpOptions',
    'DhcpOptionsIds',
    'dopt',
    'InvalidDhcpOptionID.NotFound: The dhcpOption ID',
    'InvalidDhcpOptionsId.Malformed',
  ],
  [
    'DescribeAddresses',
    'AllocationIds',
    'eipalloc',
    'InvalidAllocationID.NotFound: The allocation ID',
    'InvalidAllocationID.Malformed',
  ],
  [
    'DescribeEgressOnlyInternetGateways',
    'EgressOnlyInternetGatewayIds',
    'eigw',
    'InvalidGatewayID.NotFound: The eigw ID',
    'InvalidEgressOnlyInternetGatewayId.Malformed',
  ],
] as const;

describe('ids that are not there', () => {
  it.each(KINDS)('%s', (action, list, prefix, notFound, malformed) => {
    const { refusal } = createHarness();
    const id = `${prefix}-0123456789abcdef0`;
    const other = `${prefix}-0123456789abcdef1`;
    expect(refusal(action, { [list]: [id] })).toBe(`${notFound} '${id}' does not exist`);
    expect(refusal(action, { [list]: [id, other, id] })).toBe(`${notFound}s '${id}, ${other}' do not exist`);
    for (const text of ['foo', `${prefix}-`, `${prefix}-0123456789ABCDEF0`, `${prefix}-0123`, '']) {
      expect(refusal(action, { [list]: [id, text] })).toMatch(`${malformed}: Invalid id: "${text}"`);
    }
  });
});

describe("another's resources", () => {
  const others = { account: '999988887777' as AccountId };
  const elsewhere = { region: 'eu-west-1' as Region };

  it.each([
    ['account', others],
    ['region', elsewhere],
  ])('of another %s are neither listed nor found nor changed', (_what, as) => {
    const { call, refusal } = createHarness();
    const { VpcId } = call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc;
    expect(call('DescribeVpcs', {}, as).Vpcs).toEqual([]);
    expect(call('DescribeNetworkAcls', {}, as).NetworkAcls).toEqual([]);
    expect(refusal('DescribeVpcs', { VpcIds: [VpcId] }, as)).toMatch(/^InvalidVpcID.NotFound/);
    expect(refusal('DeleteVpc', { VpcId }, as)).toMatch(/^InvalidVpcID.NotFound/);
    expect(refusal('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }, as)).toMatch(/^InvalidVpcID.NotFound/);
    expect(call('DescribeVpcs').Vpcs).toHaveLength(1);
  });
});
