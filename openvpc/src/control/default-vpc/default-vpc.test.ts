import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import type { Region } from '../../name/scope.ts';
import { bootstrapAccount } from './bootstrap.ts';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
  harness.transact(bootstrapAccount);
});

describe('a new account', () => {
  it('has the default VPC that AWS describes', () => {
    const [vpc] = harness.call('DescribeVpcs').Vpcs;
    expect(vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', IsDefault: true, Ipv6CidrBlockAssociationSet: [] });
    const { VpcId } = vpc;
    const attribute = (Attribute: string) => harness.call('DescribeVpcAttribute', { VpcId, Attribute });
    expect(attribute('enableDnsHostnames').EnableDnsHostnames).toEqual({ Value: true });
    expect(attribute('enableDnsSupport').EnableDnsSupport).toEqual({ Value: true });

    const common = { VpcId, DefaultForAz: true, MapPublicIpOnLaunch: true, AvailableIpAddressCount: 4091 };
    expect(harness.call('DescribeSubnets').Subnets).toMatchObject([
      { ...common, CidrBlock: '172.31.0.0/20', AvailabilityZone: 'us-east-1a' },
      { ...common, CidrBlock: '172.31.16.0/20', AvailabilityZone: 'us-east-1b' },
      { ...common, CidrBlock: '172.31.32.0/20', AvailabilityZone: 'us-east-1c' },
    ]);

    const [gateway, ...more] = harness.call('DescribeInternetGateways').InternetGateways;
    expect(more).toEqual([]);
    expect(gateway.Attachments).toEqual([{ VpcId, State: 'available' }]);
    const [table, ...tables] = harness.call('DescribeRouteTables').RouteTables;
    expect(tables).toEqual([]);
    expect(table.Associations).toMatchObject([{ Main: true }]);
    expect(table.Routes).toMatchObject([
      { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: gateway.InternetGatewayId,
        Origin: 'CreateRoute',
        State: 'active',
      },
    ]);
    const [acl] = harness.call('DescribeNetworkAcls').NetworkAcls;
    expect([acl.IsDefault, acl.Associations.length, acl.Entries.length]).toEqual([true, 3, 4]);
    expect([...harness.view().securityGroups.values()].map(({ name, vpc: of }) => [name, of])).toEqual([
      ['default', VpcId],
    ]);
    const [options] = harness.call('DescribeDhcpOptions').DhcpOptions;
    expect(vpc.DhcpOptionsId).toBe(options.DhcpOptionsId);
  });

  it('is made once in each region', () => {
    const before = harness.view();
    harness.transact(bootstrapAccount);
    expect(harness.view()).toBe(before);
    const elsewhere = { region: 'eu-west-1' as Region };
    harness.transact(bootstrapAccount, elsewhere);
    expect(harness.call('DescribeSubnets', {}, elsewhere).Subnets[2].AvailabilityZone).toBe('eu-west-1c');
    expect(harness.call('DescribeVpcs').Vpcs).toHaveLength(1);
  });
});

/** Takes the default VPC apart, as a user may. */
function deleteDefaultVpc(): void {
  const [{ VpcId }] = harness.call('DescribeVpcs').Vpcs;
  for (const { SubnetId } of harness.call('DescribeSubnets').Subnets) harness.call('DeleteSubnet', { SubnetId });
  const [{ InternetGatewayId }] = harness.call('DescribeInternetGateways').InternetGateways;
  harness.call('DetachInternetGateway', { InternetGatewayId, VpcId });
  harness.call('DeleteVpc', { VpcId });
}

describe('CreateDefaultVpc', () => {
  it('is refused where there is one', () => {
    expect(harness.refusal('CreateDefaultVpc')).toBe(
      'DefaultVpcAlreadyExists: A Default VPC already exists for this account in this region.',
    );
  });

  it('makes it again when it is gone', () => {
    deleteDefaultVpc();
    expect(harness.call('CreateDefaultVpc').Vpc).toMatchObject({ IsDefault: true, State: 'pending' });
    expect(harness.call('DescribeSubnets').Subnets).toHaveLength(3);
    expect(harness.view().dhcpOptions.size).toBe(1);
  });

  it('counts as any VPC', () => {
    deleteDefaultVpc();
    for (let i = 0; i < 5; i++) harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' });
    expect(harness.refusal('CreateDefaultVpc')).toMatch(/^VpcLimitExceeded/);
  });
});

describe('CreateDefaultSubnet', () => {
  it('makes the missing one, in the first free block', () => {
    const [, { SubnetId }] = harness.call('DescribeSubnets').Subnets;
    harness.call('DeleteSubnet', { SubnetId });
    expect(harness.call('CreateDefaultSubnet', { AvailabilityZone: 'us-east-1b' }).Subnet).toMatchObject({
      CidrBlock: '172.31.16.0/20',
      AvailabilityZone: 'us-east-1b',
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
    });
  });

  it('is refused where there is one', () => {
    const [{ SubnetId }] = harness.call('DescribeSubnets').Subnets;
    expect(harness.refusal('CreateDefaultSubnet', { AvailabilityZoneId: 'use1-az1' })).toBe(
      `DefaultSubnetAlreadyExistsInAvailabilityZone: '${SubnetId}' is already the default subnet in us-east-1a.`,
    );
  });

  it('is refused without a default VPC, a zone, or room', () => {
    expect(harness.refusal('CreateDefaultSubnet')).toMatch(/^MissingParameter/);
    expect(harness.refusal('CreateDefaultSubnet', { AvailabilityZone: 'x' })).toMatch(/^InvalidParameterValue/);
    expect(harness.refusal('CreateDefaultSubnet', { AvailabilityZone: 'us-east-1a', Ipv6Native: true })).toMatch(
      /^UnsupportedOperation/,
    );
    const [{ SubnetId, VpcId }] = harness.call('DescribeSubnets').Subnets;
    harness.call('DeleteSubnet', { SubnetId });
    harness.call('CreateSubnet', { VpcId, CidrBlock: '172.31.0.0/28' });
    harness.call('CreateSubnet', { VpcId, CidrBlock: '172.31.48.0/20' });
    for (const CidrBlock of ['172.31.64.0/18', '172.31.128.0/17']) harness.call('CreateSubnet', { VpcId, CidrBlock });
    expect(harness.refusal('CreateDefaultSubnet', { AvailabilityZone: 'us-east-1a' })).toMatch(
      /^InsufficientFreeAddressesInVpc/,
    );
    const fresh = createHarness();
    expect(fresh.refusal('CreateDefaultSubnet', { AvailabilityZone: 'us-east-1a' })).toMatch(/^DefaultVpcDoesNotExist/);
  });
});

describe('DescribeAccountAttributes', () => {
  const read = (input: object = {}) =>
    Object.fromEntries(
      harness
        .call('DescribeAccountAttributes', input)
        .AccountAttributes.map((a: { AttributeName: string; AttributeValues: Array<{ AttributeValue: string }> }) => [
          a.AttributeName,
          a.AttributeValues.map(({ AttributeValue }) => AttributeValue).join(),
        ]),
    );

  it('tells the default VPC', () => {
    const [{ VpcId }] = harness.call('DescribeVpcs').Vpcs;
    expect(read()).toMatchObject({ 'supported-platforms': 'VPC', 'default-vpc': VpcId });
    expect(read({ AttributeNames: ['default-vpc'] })).toEqual({ 'default-vpc': VpcId });
    deleteDefaultVpc();
    expect(read({ AttributeNames: ['default-vpc'] })).toEqual({ 'default-vpc': 'none' });
  });

  it('refuses names it does not know', () => {
    expect(harness.refusal('DescribeAccountAttributes', { AttributeNames: ['x'] })).toMatch(
      /^InvalidParameterValue: Value \(x\) for parameter attributeName/,
    );
  });
});

describe('DescribeDhcpOptions', () => {
  it.each([
    ['us-east-1', 'ec2.internal'],
    ['eu-west-1', 'eu-west-1.compute.internal'],
  ])('of %s', (region, domain) => {
    const as = { region: region as Region };
    harness.transact(bootstrapAccount, as);
    expect(harness.call('DescribeDhcpOptions', {}, as).DhcpOptions).toEqual([
      {
        DhcpOptionsId: expect.stringMatching(/^dopt-/),
        OwnerId: '111122223333',
        DhcpConfigurations: [
          { Key: 'domain-name', Values: [{ Value: domain }] },
          { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
        ],
        Tags: [],
      },
    ]);
  });

  it.each([
    ['key', 'domain-name', 1],
    ['key', 'ntp-servers', 0],
    ['value', 'Amazon*', 1],
    ['owner-id', '111122223333', 1],
    ['dhcp-options-id', 'dopt-0123456789abcdef0', 0],
  ])('filters by %s = %s', (Name, value, count) => {
    expect(harness.call('DescribeDhcpOptions', { Filters: [{ Name, Values: [value] }] }).DhcpOptions).toHaveLength(
      count,
    );
  });
});
