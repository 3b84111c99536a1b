import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import { prefix, prefixCovers } from '../../net/prefix.ts';
import { IPV6_POOL } from './ipv6-pool.ts';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
});

function create(input: object = {}): string {
  return harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...input }).Vpc.VpcId;
}

describe('CreateVpc', () => {
  it('answers as AWS does', () => {
    const { Vpc } = harness.call('CreateVpc', {
      CidrBlock: '10.0.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'main' }] }],
    });
    expect(Vpc).toEqual({
      VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      OwnerId: '111122223333',
      State: 'pending',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [
        {
          AssociationId: expect.stringMatching(/^vpc-cidr-assoc-/),
          CidrBlock: '10.0.0.0/16',
          CidrBlockState: { State: 'associated' },
        },
      ],
      Ipv6CidrBlockAssociationSet: [],
      DhcpOptionsId: expect.stringMatching(/^dopt-/),
      InstanceTenancy: 'default',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'main' }],
    });
    const BlockPublicAccessStates = { InternetGatewayBlockMode: 'off' };
    expect(harness.call('DescribeVpcs').Vpcs).toEqual([{ ...Vpc, State: 'available', BlockPublicAccessStates }]);
  });

  it('makes the main route table, the default ACL and the default group, and nothing else', () => {
    const vpc = create();
    const view = harness.view();
    expect([...view.routeTables.values()]).toMatchObject([
      { vpc, routes: [{ destination: prefix('10.0.0.0/16'), target: { kind: 'local' }, origin: 'CreateRouteTable' }] },
    ]);
    expect(
      harness.call('DescribeRouteTables', { Filters: [{ Name: 'association.main', Values: ['true'] }] }).RouteTables,
    ).toHaveLength(1);
    const [acl] = harness.call('DescribeNetworkAcls').NetworkAcls;
    expect(acl.IsDefault).toBe(true);
    expect(acl.Entries).toEqual(
      [true, false].flatMap((Egress) => [
        { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress, CidrBlock: '0.0.0.0/0' },
        { RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny', Egress, CidrBlock: '0.0.0.0/0' },
      ]),
    );
    const [group] = [...view.securityGroups.values()];
    expect(group).toMatchObject({ name: 'default', description: 'default VPC security group', vpc });
    expect(group?.rules).toMatchObject([
      { direction: 'ingress', protocol: 'any', peer: { kind: 'group', group: group?.id } },
      { direction: 'egress', protocol: 'any', peer: { kind: 'prefix', prefix: prefix('0.0.0.0/0') } },
    ]);
    expect([view.subnets.size, view.internetGateways.size, view.dhcpOptions.size]).toEqual([0, 0, 1]);
  });

  it('gives each IPv6 VPC a /56 of its own, and IPv6 routes, entries and rules', () => {
    create({ AmazonProvidedIpv6CidrBlock: true });
    create({ AmazonProvidedIpv6CidrBlock: true });
    const view = harness.view();
    const blocks = [...view.vpcs.values()].map((vpc) => vpc.ipv6[0]?.prefix);
    for (const block of blocks) expect(block && block.length === 56 && prefixCovers(IPV6_POOL, block)).toBe(true);
    expect(blocks[0]).not.toEqual(blocks[1]);
    const [table] = [...view.routeTables.values()];
    expect(table?.routes.map(({ destination }) => destination)).toEqual([prefix('10.0.0.0/16'), blocks[0]]);
    const [acl] = [...view.networkAcls.values()];
    expect(acl?.entries.filter((e) => e.direction === 'ingress').map((e) => [e.number, e.prefix.base.family])).toEqual([
      [100, 4],
      [101, 6],
      [32767, 4],
      [32768, 6],
    ]);
    const [group] = [...view.securityGroups.values()];
    expect(group?.rules.filter((r) => r.direction === 'egress')).toHaveLength(2);
  });

  it('takes an IPv6 block that is free when chance gives a taken one', () => {
    const hex = (digits: number) => '1'.repeat(digits); // the same block each time
    let id = 0;
    const mint = ((kind: string) => `${kind}-${String(id++).padStart(17, '0')}`) as never;
    for (let i = 0; i < 3; i++) {
      harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }, { hex, mint });
    }
    const blocks = [...harness.view().vpcs.values()].map((vpc) => String(vpc.ipv6[0]?.prefix.base.bits));
    expect(new Set(blocks).size).toBe(3);
  });

  it.each([
    ['10.0.1.2/16', '10.0.0.0/16'],
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['172.20.0.0/28', '172.20.0.0/28'],
  ])('makes %s canonical', (CidrBlock, canonical) => {
    expect(harness.call('CreateVpc', { CidrBlock }).Vpc.CidrBlock).toBe(canonical);
  });

  it.each([
    [{ CidrBlock: '10.0.0.0/15' }, "InvalidVpc.Range: The CIDR '10.0.0.0/15' is invalid."],
    [{ CidrBlock: '10.0.0.0/29' }, "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid."],
    [{ CidrBlock: '127.0.0.0/16' }, "InvalidVpc.Range: The CIDR '127.0.0.0/16' is invalid."],
    [{ CidrBlock: '169.254.0.0/16' }, "InvalidVpc.Range: The CIDR '169.254.0.0/16' is invalid."],
    [{ CidrBlock: '239.0.0.0/24' }, "InvalidVpc.Range: The CIDR '239.0.0.0/24' is invalid."],
    [{}, "MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."],
    ...['10.0.0.0', '10.0.0/16', '10.0.0.0/33', '10.0.0.256/16', 'fd00::/16', 'x'].map(
      (CidrBlock) =>
        [
          { CidrBlock },
          `InvalidParameterValue: Value (${CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
        ] as const,
    ),
    [
      { CidrBlock: '10.0.0.0/16', InstanceTenancy: 'host' },
      /^InvalidParameterValue: Value \(host\) for parameter instanceTenancy/,
    ],
    [{ Ipv4IpamPoolId: 'ipam-pool-1', Ipv4NetmaskLength: 20 }, /^UnsupportedOperation: .*Ipv4IpamPoolId/],
    [
      { CidrBlock: '10.0.0.0/16', Ipv6CidrBlock: '2001:db8::/56', Ipv6Pool: 'p' },
      /^UnsupportedOperation: .*Ipv6CidrBlock/,
    ],
    [
      { CidrBlock: '10.0.0.0/16', VpcEncryptionControl: { Mode: 'enforce' } },
      /^UnsupportedOperation: .*VpcEncryptionControl/,
    ],
    [
      { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true, Ipv6CidrBlockNetworkBorderGroup: 'us-west-2' },
      /^InvalidParameterValue: Value \(us-west-2\)/,
    ],
    [{ CidrBlock: '10.0.0.0/16', Ipv6CidrBlockNetworkBorderGroup: 'us-east-1' }, /^InvalidParameterCombination/],
    [
      { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'subnet', Tags: [] }] },
      "InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.",
    ],
  ] as ReadonlyArray<readonly [object, string | RegExp]>)('refuses %j', (input, words) => {
    if (typeof words === 'string') expect(harness.refusal('CreateVpc', input)).toBe(words);
    else expect(harness.refusal('CreateVpc', input)).toMatch(words);
  });

  it('is limited to five in a region, or to what the server allows', () => {
    for (let i = 0; i < 5; i++) create();
    const input = { CidrBlock: '10.0.0.0/16' };
    expect(harness.refusal('CreateVpc', input)).toBe('VpcLimitExceeded: The maximum number of VPCs has been reached.');
    harness.call('CreateVpc', input, { region: 'eu-west-1' as never });
    harness.call('CreateVpc', input, { quotas: { vpcsPerRegion: 6 } });
  });
});

describe('DescribeVpcs', () => {
  it.each([
    ['cidr', '10.0.0.0/16', 'a'],
    ['cidr-block-association.cidr-block', '10.1.*', 'b'],
    ['cidr-block-association.state', 'associated', 'ab'],
    ['ipv6-cidr-block-association.state', 'associated', 'b'],
    ['ipv6-cidr-block-association.ipv6-pool', 'Amazon', 'b'],
    ['is-default', 'false', 'ab'],
    ['isDefault', 'true', ''],
    ['owner-id', '111122223333', 'ab'],
    ['state', 'available', 'ab'],
    ['tag:Name', 'a', 'a'],
    ['tag-key', 'Name', 'ab'],
  ])('filters by %s = %s', (Name, value, names) => {
    const tagged = (name: string) => [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: name }] }];
    create({ TagSpecifications: tagged('a') });
    create({ CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true, TagSpecifications: tagged('b') });
    const { Vpcs } = harness.call('DescribeVpcs', { Filters: [{ Name, Values: [value] }] });
    expect(Vpcs.map((vpc: { Tags: Array<{ Value: string }> }) => vpc.Tags[0]?.Value).join('')).toBe(names);
  });

  it('gives the ids asked for', () => {
    const [first] = [create(), create()];
    expect(harness.call('DescribeVpcs', { VpcIds: [first] }).Vpcs).toMatchObject([{ VpcId: first }]);
  });
});

describe('DeleteVpc', () => {
  it('takes along what AWS made with the VPC', () => {
    const [gone, stays] = [create(), create()];
    harness.call('DeleteVpc', { VpcId: gone });
    const view = harness.view();
    for (const map of [view.routeTables, view.networkAcls, view.securityGroups]) {
      expect([...map.values()].map(({ vpc }) => vpc)).toEqual([stays]);
    }
    expect([...view.vpcs.keys()]).toEqual([stays]);
    expect(harness.refusal('DeleteVpc', { VpcId: gone })).toBe(
      `InvalidVpcID.NotFound: The vpc ID '${gone}' does not exist`,
    );
  });

  it.each([
    ['a subnet', (vpc: string) => void harness.call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.0.0/24' })],
    ['a network ACL', (vpc: string) => void harness.call('CreateNetworkAcl', { VpcId: vpc })],
    ['a route table', (vpc: string) => void harness.call('CreateRouteTable', { VpcId: vpc })],
    [
      'an attached internet gateway',
      (vpc: string) => {
        const { InternetGatewayId } = harness.call('CreateInternetGateway').InternetGateway;
        harness.call('AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
      },
    ],
    [
      'a security group',
      (vpc: string) => void harness.call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'web' }),
    ],
  ])('is blocked by %s', (_what, make) => {
    const VpcId = create();
    create(); // what other VPCs have does not count
    make(VpcId);
    expect(harness.refusal('DeleteVpc', { VpcId })).toBe(
      `DependencyViolation: The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    );
  });

  it('ends the flow logs of the VPC', () => {
    const VpcId = create();
    harness.transact((tx, call) =>
      tx.put({
        kind: 'flow-log',
        id: call.mint('fl'),
        owner: call.account,
        region: call.region,
        tags: [],
        resource: { kind: 'vpc', id: VpcId as never },
        trafficType: 'ALL',
        logGroupName: 'g',
        deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/r',
        format: '${version}',
        maxAggregationIntervalSeconds: 600,
        createdAt: call.now,
      }),
    );
    harness.call('DeleteVpc', { VpcId });
    expect(harness.view().flowLogs.size).toBe(0);
  });
});

describe('VPC attributes', () => {
  const read = (VpcId: string, Attribute: string) => harness.call('DescribeVpcAttribute', { VpcId, Attribute });

  it('start as AWS has them and change one by one', () => {
    const VpcId = create();
    expect(read(VpcId, 'enableDnsSupport')).toEqual({ VpcId, EnableDnsSupport: { Value: true } });
    expect(read(VpcId, 'enableDnsHostnames')).toEqual({ VpcId, EnableDnsHostnames: { Value: false } });
    expect(read(VpcId, 'enableNetworkAddressUsageMetrics').EnableNetworkAddressUsageMetrics).toEqual({ Value: false });
    harness.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
    harness.call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } });
    harness.call('ModifyVpcAttribute', { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } });
    expect(read(VpcId, 'enableDnsSupport').EnableDnsSupport.Value).toBe(false);
    expect(read(VpcId, 'enableDnsHostnames').EnableDnsHostnames.Value).toBe(true);
  });

  it.each([
    [{}, 'MissingParameter: No attributes specified.'],
    [{ EnableDnsSupport: {} }, /^MissingParameter/],
    [
      { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
      'InvalidParameterCombination: Fields for multiple attribute types specified',
    ],
    [{ EnableNetworkAddressUsageMetrics: { Value: true } }, /^UnsupportedOperation/],
  ] as ReadonlyArray<readonly [object, string | RegExp]>)('ModifyVpcAttribute refuses %j', (input, words) => {
    const VpcId = create();
    expect(harness.refusal('ModifyVpcAttribute', { VpcId, ...input })).toMatch(words);
  });

  it('DNS hostnames need DNS support', () => {
    const VpcId = create();
    harness.call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } });
    expect(harness.refusal('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })).toMatch(
      /^InvalidParameterCombination/,
    );
  });

  it('DescribeVpcAttribute refuses what it does not know', () => {
    const VpcId = create();
    expect(harness.refusal('DescribeVpcAttribute', { VpcId, Attribute: 'x' })).toMatch(
      /^InvalidParameterValue: Value \(x\) for parameter attribute is invalid/,
    );
    expect(harness.refusal('DescribeVpcAttribute', { VpcId, Attribute: '' })).toMatch(/^MissingParameter/);
  });
});
