import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { address } from '../../net/address.ts';
import { formatPrefix, prefix } from '../../net/prefix.ts';
import { isReserved } from './addresses.ts';

let harness: Harness;
let VpcId: string;
let ipv6: (text: string) => string;

beforeEach(() => {
  harness = createHarness();
  const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true });
  VpcId = Vpc.VpcId;
  const block = prefix(Vpc.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock);
  ipv6 = (text) => {
    const [index = '0', length = '64'] = text.split('/');
    const bits = block.base.bits + (BigInt(index) << 64n);
    return formatPrefix({ base: { family: 6, bits }, length: Number(length) });
  };
});

function create(input: object = {}) {
  return harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24', ...input }).Subnet;
}

describe('CreateSubnet', () => {
  it('answers as AWS does', () => {
    const subnet = create({ AvailabilityZone: 'us-east-1b' });
    expect(subnet).toEqual({
      SubnetId: expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
      SubnetArn: `arn:aws:ec2:us-east-1:111122223333:subnet/${subnet.SubnetId}`,
      VpcId,
      OwnerId: '111122223333',
      State: 'available',
      CidrBlock: '10.0.0.0/24',
      AvailableIpAddressCount: 251,
      AvailabilityZone: 'us-east-1b',
      AvailabilityZoneId: 'use1-az2',
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      MapCustomerOwnedIpOnLaunch: false,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      Ipv6Native: false,
      EnableDns64: false,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: false,
        EnableResourceNameDnsAAAARecord: false,
      },
      Tags: [],
    });
    const BlockPublicAccessStates = { InternetGatewayBlockMode: 'off' };
    expect(harness.call('DescribeSubnets').Subnets).toEqual([{ ...subnet, BlockPublicAccessStates }]);
  });

  it('binds the default network ACL, and no route table of its own', () => {
    const { SubnetId } = create();
    const [acl] = harness.call('DescribeNetworkAcls').NetworkAcls;
    expect(acl.Associations).toMatchObject([
      { SubnetId, NetworkAclAssociationId: expect.stringMatching(/^aclassoc-/), NetworkAclId: acl.NetworkAclId },
    ]);
    const [table] = harness.call('DescribeRouteTables').RouteTables;
    expect(table.Associations).toMatchObject([{ Main: true }]);
  });

  it('may fill the VPC', () => expect(create({ CidrBlock: '10.0.0.0/16' }).AvailableIpAddressCount).toBe(65531));
  it('may be a /28', () => expect(create({ CidrBlock: '10.0.255.240/28' }).AvailableIpAddressCount).toBe(11));
  it('takes a zone id', () => expect(create({ AvailabilityZoneId: 'use1-az3' }).AvailabilityZone).toBe('us-east-1c'));
  it('chooses the first zone', () => expect(create().AvailabilityZone).toBe('us-east-1a'));

  it('takes a /64 of the VPC', () => {
    const Ipv6CidrBlock = ipv6('7');
    expect(create({ Ipv6CidrBlock }).Ipv6CidrBlockAssociationSet).toEqual([
      {
        AssociationId: expect.stringMatching(/^subnet-cidr-assoc-/),
        Ipv6CidrBlock,
        Ipv6CidrBlockState: { State: 'associated' },
        Ipv6AddressAttribute: 'public',
        IpSource: 'amazon',
      },
    ]);
  });

  const REFUSED: ReadonlyArray<readonly [input: object, words: string | RegExp]> = [
    [{ CidrBlock: '10.1.0.0/24' }, "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid."],
    [{ CidrBlock: '10.0.0.0/15' }, "InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid."],
    [{ CidrBlock: '10.0.0.0/29' }, "InvalidSubnet.Range: The CIDR '10.0.0.0/29' is invalid."],
    [{ CidrBlock: '10.0.9.128/25' }, "InvalidSubnet.Conflict: The CIDR '10.0.9.128/25' conflicts with another subnet"],
    [{ CidrBlock: '10.0.9.0/24' }, "InvalidSubnet.Conflict: The CIDR '10.0.9.0/24' conflicts with another subnet"],
    [{ CidrBlock: '10.0.0.0/16' }, "InvalidSubnet.Conflict: The CIDR '10.0.0.0/16' conflicts with another subnet"],
    [
      { CidrBlock: 'x/24' },
      'InvalidParameterValue: Value (x/24) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [{ CidrBlock: undefined }, /^MissingParameter/],
    [
      { AvailabilityZone: 'us-east-1z' },
      'InvalidParameterValue: Value (us-east-1z) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c.',
    ],
    [{ AvailabilityZoneId: 'use1-az9' }, /^InvalidParameterValue: Value \(use1-az9\) for parameter availabilityZoneId/],
    [{ AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az1' }, /^InvalidParameterCombination/],
    [{ VpcId: 'vpc-0123456789abcdef0' }, "InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"],
    [{ Ipv6Native: true }, "MissingParameter: Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided."],
    [
      { Ipv6Native: true, Ipv6CidrBlock: '2001:db8::/64' },
      'InvalidParameterCombination: When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.',
    ],
    [{ Ipv6Native: true, CidrBlock: undefined, Ipv6CidrBlock: '2001:db8::/64' }, /^UnsupportedOperation/],
    [{ Ipv6CidrBlock: '2001:db8::/64' }, "InvalidSubnet.Range: The CIDR '2001:db8::/64' is invalid."],
    [{ Ipv6CidrBlock: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter ipv6CidrBlock/],
    [{ OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' }, /^UnsupportedOperation: .*OutpostArn/],
    [{ Ipv4IpamPoolId: 'ipam-pool-1' }, /^UnsupportedOperation: .*Ipv4IpamPoolId/],
  ];
  it.each(REFUSED)('refuses %j', (input, words) => {
    create({ CidrBlock: '10.0.9.0/24' });
    const said = harness.refusal('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24', ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('refuses IPv6 blocks of another size, or taken', () => {
    create({ Ipv6CidrBlock: ipv6('7') });
    const refused = (Ipv6CidrBlock: string) =>
      harness.refusal('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24', Ipv6CidrBlock });
    expect(refused(ipv6('7'))).toMatch(/^InvalidSubnet.Conflict/);
    expect(refused(ipv6('0/60'))).toMatch(/^InvalidSubnet.Range/);
    expect(refused(ipv6('8/65'))).toMatch(/^InvalidSubnet.Range/);
  });

  it('is limited in number', () => {
    create();
    const input = { VpcId, CidrBlock: '10.0.1.0/24' };
    expect(harness.refusal('CreateSubnet', input, { quotas: { subnetsPerVpc: 1 } })).toMatch(/^SubnetLimitExceeded/);
  });
});

describe('addresses', () => {
  it('that ENIs hold are not available', () => {
    const { SubnetId } = create();
    putEni(harness, SubnetId, '10.0.0.10', '10.0.0.11');
    putEni(harness, SubnetId, '10.0.0.12');
    expect(harness.call('DescribeSubnets').Subnets[0].AvailableIpAddressCount).toBe(248);
    const byCount = (value: string) =>
      harness.call('DescribeSubnets', { Filters: [{ Name: 'available-ip-address-count', Values: [value] }] }).Subnets;
    expect(byCount('248')).toHaveLength(1);
    expect(byCount('251')).toHaveLength(0);
  });

  it.each([
    ['10.0.1.0', true],
    ['10.0.1.1', true],
    ['10.0.1.3', true],
    ['10.0.1.4', false],
    ['10.0.1.254', false],
    ['10.0.1.255', true],
    ['10.0.2.0', false],
  ])('%s of 10.0.1.0/24 reserved: %s', (text, reserved) => {
    expect(isReserved(prefix('10.0.1.0/24'), address(text))).toBe(reserved);
  });

  it.each([
    ['2001:db8::', true],
    ['2001:db8::3', true],
    ['2001:db8::4', false],
    ['2001:db8::ffff:ffff:ffff:fffe', false],
    ['2001:db8::ffff:ffff:ffff:ffff', true],
  ])('%s of 2001:db8::/64 reserved: %s', (text, reserved) => {
    expect(isReserved(prefix('2001:db8::/64'), address(text))).toBe(reserved);
  });
});

describe('DescribeSubnets', () => {
  it.each([
    ['availability-zone', 'us-east-1b', 'b'],
    ['availabilityZoneId', 'use1-az1', 'a'],
    ['cidr-block', '10.0.1.0/24', 'b'],
    ['default-for-az', 'false', 'ab'],
    ['ipv6-cidr-block-association.state', 'associated', 'b'],
    ['map-public-ip-on-launch', 'true', ''],
    ['state', 'available', 'ab'],
    ['tag:Name', '?', 'ab'],
    ['ipv6-native', 'false', 'ab'],
  ])('filters by %s = %s', (Name, value, names) => {
    const tagged = (name: string) => [{ ResourceType: 'subnet', Tags: [{ Key: 'Name', Value: name }] }];
    create({ TagSpecifications: tagged('a') });
    const b = { CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1b', Ipv6CidrBlock: ipv6('1') };
    create({ ...b, TagSpecifications: tagged('b') });
    const { Subnets } = harness.call('DescribeSubnets', { Filters: [{ Name, Values: [value] }] });
    expect(Subnets.map((s: { Tags: Array<{ Value: string }> }) => s.Tags[0]?.Value).join('')).toBe(names);
  });

  it('filters by VPC, id and ARN', () => {
    const { SubnetId, SubnetArn } = create();
    for (const [Name, value] of [
      ['vpc-id', VpcId],
      ['subnet-id', SubnetId],
      ['subnet-arn', SubnetArn],
    ]) {
      expect(harness.call('DescribeSubnets', { Filters: [{ Name, Values: [value] }] }).Subnets).toHaveLength(1);
      expect(harness.call('DescribeSubnets', { Filters: [{ Name, Values: ['x'] }] }).Subnets).toHaveLength(0);
    }
  });
});

describe('DeleteSubnet', () => {
  it('removes its associations with it', () => {
    const { SubnetId } = create();
    const { RouteTableId } = harness.call('CreateRouteTable', { VpcId }).RouteTable;
    harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    harness.call('DeleteSubnet', { SubnetId });
    expect(harness.call('DescribeRouteTables', { RouteTableIds: [RouteTableId] }).RouteTables[0].Associations).toEqual(
      [],
    );
    expect(harness.call('DescribeNetworkAcls').NetworkAcls[0].Associations).toEqual([]);
    expect(harness.refusal('DeleteSubnet', { SubnetId })).toBe(
      `InvalidSubnetID.NotFound: The subnet ID '${SubnetId}' does not exist`,
    );
  });

  it('is blocked by any ENI', () => {
    const { SubnetId } = create();
    putEni(harness, SubnetId, '10.0.0.10');
    expect(harness.refusal('DeleteSubnet', { SubnetId })).toBe(
      `DependencyViolation: The subnet '${SubnetId}' has dependencies and cannot be deleted.`,
    );
  });
});

describe('ModifySubnetAttribute', () => {
  it('changes one attribute', () => {
    const { SubnetId } = create({ Ipv6CidrBlock: ipv6('1') });
    harness.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } });
    harness.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } });
    expect(harness.call('DescribeSubnets').Subnets).toMatchObject([
      { MapPublicIpOnLaunch: true, AssignIpv6AddressOnCreation: true },
    ]);
  });

  it.each([
    [{}, /^MissingParameter: No attributes/],
    [{ MapPublicIpOnLaunch: {} }, /^MissingParameter/],
    [{ MapPublicIpOnLaunch: { Value: true }, EnableDns64: { Value: true } }, /^InvalidParameterCombination/],
    [{ AssignIpv6AddressOnCreation: { Value: true } }, /^InvalidParameterValue: .*no IPv6/],
    [{ EnableDns64: { Value: true } }, /^UnsupportedOperation: .*EnableDns64/],
    [{ PrivateDnsHostnameTypeOnLaunch: 'resource-name' }, /^UnsupportedOperation/],
    [{ EnableLniAtDeviceIndex: 1 }, /^UnsupportedOperation/],
  ])('refuses %j', (input, words) => {
    const { SubnetId } = create();
    expect(harness.refusal('ModifySubnetAttribute', { SubnetId, ...input })).toMatch(words);
  });

  it.each([{ EnableDns64: { Value: false } }, { PrivateDnsHostnameTypeOnLaunch: 'ip-name' }])(
    'lets %j be as it is',
    (input) => {
      const { SubnetId } = create();
      const before = harness.view();
      harness.call('ModifySubnetAttribute', { SubnetId, ...input });
      expect(harness.view()).toBe(before);
    },
  );
});
