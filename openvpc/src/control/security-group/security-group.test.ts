import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
const OWNER = '111122223333';
const NOWHERE = 'sg-0123456789abcdef0';

beforeEach(() => {
  harness = createHarness();
  harness.call('CreateDefaultVpc');
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
});

function create(GroupName: string, more: object = {}): string {
  return harness.call('CreateSecurityGroup', { GroupName, Description: 'a group', VpcId, ...more }).GroupId;
}
const describeOne = (id: string) => harness.call('DescribeSecurityGroups', { GroupIds: [id] }).SecurityGroups[0];
const rulesOf = (id: string) =>
  harness.call('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [id] }] }).SecurityGroupRules;
const tcp = (port: number, ...cidrs: string[]) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});
const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const ingress = (GroupId: string, ...IpPermissions: object[]) =>
  harness.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });

describe('CreateSecurityGroup', () => {
  it('makes a group that lets nothing in and everything out', () => {
    const answer = harness.call('CreateSecurityGroup', { GroupName: 'web', Description: 'the web', VpcId });
    const { GroupId } = answer;
    expect(answer).toEqual({
      GroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
      SecurityGroupArn: `arn:aws:ec2:us-east-1:${OWNER}:security-group/${GroupId}`,
    });
    expect(describeOne(GroupId)).toEqual({
      GroupId,
      GroupName: 'web',
      Description: 'the web',
      VpcId,
      OwnerId: OWNER,
      SecurityGroupArn: answer.SecurityGroupArn,
      IpPermissions: [],
      IpPermissionsEgress: [{ ...everything, Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }],
      Tags: [],
    });
  });

  it('has one permission for both families out when the VPC has IPv6', () => {
    const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true });
    expect(describeOne(create('web', { VpcId: Vpc.VpcId })).IpPermissionsEgress).toMatchObject([
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    ]);
  });

  it('answers tags that were given, and keeps them', () => {
    const Tags = [{ Key: 'a', Value: 'b' }];
    const TagSpecifications = [{ ResourceType: 'security-group', Tags }];
    const answer = harness.call('CreateSecurityGroup', { GroupName: 'x', Description: 'x', VpcId, TagSpecifications });
    expect(answer.Tags).toEqual(Tags);
    expect(describeOne(answer.GroupId).Tags).toEqual(Tags);
  });

  it('goes to the default VPC when none is named, and trims the name', () => {
    const id = create('web  ', { VpcId: undefined });
    expect(describeOne(id)).toMatchObject({ GroupName: 'web', VpcId: defaultVpc() });
  });

  it('may reuse a name in another VPC', () => {
    create('web');
    expect(create('web', { VpcId: undefined })).toMatch(/^sg-/);
  });

  const charset = 'strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';
  const REFUSED: ReadonlyArray<readonly [object, string | (() => string)]> = [
    [
      { GroupName: 'TAKEN' },
      () => `InvalidGroup.Duplicate: The security group 'TAKEN' already exists for VPC '${VpcId}'`,
    ],
    [{ GroupName: 'default' }, 'InvalidParameterValue: Cannot use reserved security group name: default'],
    [
      { GroupName: 'sg-web' },
      'InvalidParameterValue: Value (sg-web) for parameter GroupName is invalid. Group names may not be in the format sg-*',
    ],
    [
      { Description: 'café' },
      'InvalidParameterValue: Value (café) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.',
    ],
    [
      { GroupName: 'café' },
      'InvalidParameterValue: Value (café) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.',
    ],
    [
      { Description: "it's" },
      `InvalidParameterValue: Invalid security group description. Valid descriptions are ${charset}`,
    ],
    [
      { Description: 'x'.repeat(256) },
      `InvalidParameterValue: Invalid security group description. Valid descriptions are ${charset}`,
    ],
    [{ GroupName: 'a"b' }, `InvalidParameterValue: Invalid security group name. Valid names are ${charset}`],
    [{ Description: '' }, 'MissingParameter: The request must contain the parameter GroupDescription'],
    [{ GroupName: '' }, 'MissingParameter: The request must contain the parameter GroupName'],
    [{ GroupName: '  ' }, 'MissingParameter: The request must contain the parameter GroupName'],
    [{ VpcId: 'vpc-0123456789abcdef0' }, "InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"],
  ];
  it.each(REFUSED)('refuses %j', (input, words) => {
    create('taken');
    const said = harness.refusal('CreateSecurityGroup', { GroupName: 'web', Description: 'x', VpcId, ...input });
    expect(said).toBe(typeof words === 'string' ? words : words());
  });

  it('wants a VPC when there is no default one', () => {
    const bare = createHarness();
    expect(bare.refusal('CreateSecurityGroup', { GroupName: 'x', Description: 'x' })).toBe(
      'VPCIdNotSpecified: No default VPC for this user',
    );
  });

  it('is limited in number', () => {
    const input = { GroupName: 'web', Description: 'x', VpcId };
    expect(harness.refusal('CreateSecurityGroup', input, { quotas: { securityGroupsPerRegion: 2 } })).toBe(
      `SecurityGroupLimitExceeded: The maximum number of security groups for VPC '${VpcId}' has been reached.`,
    );
    expect(harness.call('CreateSecurityGroup', input, { quotas: { securityGroupsPerRegion: 3 } }).GroupId).toMatch(
      /^sg-/,
    );
  });
});

describe('client sequences', () => {
  it('Terraform aws_security_group', () => {
    const GroupId = create('tf');
    expect(describeOne(GroupId).IpPermissionsEgress).toHaveLength(1);
    const zero = { IpProtocol: '-1', FromPort: 0, ToPort: 0 };
    harness.call('RevokeSecurityGroupEgress', {
      GroupId,
      IpPermissions: [{ ...zero, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    expect(
      harness.refusal('RevokeSecurityGroupEgress', {
        GroupId,
        IpPermissions: [{ ...zero, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
      }),
    ).toMatch(/^InvalidPermission.NotFound/);
    ingress(GroupId, tcp(443, '0.0.0.0/0'));
    harness.call('AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: [{ ...zero, ...everything }] });
    harness.call('DeleteSecurityGroup', { GroupId });
    expect(harness.refusal('DescribeSecurityGroups', { GroupIds: [GroupId] })).toMatch(/^InvalidGroup.NotFound/);
  });

  it('Terraform aws_vpc_security_group_ingress_rule', () => {
    const GroupId = create('tf');
    const id = ingress(GroupId, tcp(443, '0.0.0.0/0')).SecurityGroupRules[0].SecurityGroupRuleId;
    expect(harness.call('DescribeSecurityGroupRules', { SecurityGroupRuleIds: [id] }).SecurityGroupRules).toMatchObject(
      [{ SecurityGroupRuleId: id, CidrIpv4: '0.0.0.0/0' }],
    );
    harness.call('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: [id] });
    expect(harness.refusal('DescribeSecurityGroupRules', { SecurityGroupRuleIds: [id] })).toBe(
      `InvalidSecurityGroupRuleId.NotFound: The security group rule ID '${id}' does not exist`,
    );
  });

  it('Ansible: by name and VPC', () => {
    const id = create('play');
    const Filters = [
      { Name: 'group-name', Values: ['play'] },
      { Name: 'vpc-id', Values: [VpcId] },
    ];
    expect(harness.call('DescribeSecurityGroups', { Filters }).SecurityGroups).toMatchObject([{ GroupId: id }]);
  });
});

describe('DescribeSecurityGroups', () => {
  let web: string;
  let app: string;
  beforeEach(() => {
    web = create('web', { TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'n', Value: 'w' }] }] });
    app = create('app', { Description: 'the app' });
    ingress(web, { ...tcp(80, '10.0.0.0/8'), Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] });
    ingress(app, { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, UserIdGroupPairs: [{ GroupId: web }] });
    const egress = { ...tcp(5432), ToPort: 5433, UserIdGroupPairs: [{ GroupId: app }] };
    harness.call('AuthorizeSecurityGroupEgress', { GroupId: web, IpPermissions: [egress] });
  });
  const found = (...filters: ReadonlyArray<readonly [string, string]>) =>
    harness
      .call('DescribeSecurityGroups', {
        Filters: [{ Name: 'vpc-id', Values: [VpcId] }, ...filters.map(([Name, value]) => ({ Name, Values: [value] }))],
      })
      .SecurityGroups.map((group: { GroupName: string }) => group.GroupName)
      .join(' ');

  it.each([
    ['description', 'the app', 'app'],
    ['group-name', 'w*', 'web'],
    ['owner-id', OWNER, 'default web app'],
    ['tag:n', 'w', 'web'],
    ['tag-key', 'n', 'web'],
    ['ip-permission.cidr', '10.0.0.0/8', 'web'],
    ['ip-permission.cidr', '2001:db8::/32', ''],
    ['ip-permission.ipv6-cidr', '2001:db8::/32', 'web'],
    ['ip-permission.from-port', '80', 'web'],
    ['ip-permission.from-port', '8', 'app'],
    ['ip-permission.to-port', '-1', 'app'],
    ['ip-permission.protocol', 'tcp', 'web'],
    ['ip-permission.protocol', 'icmp', 'app'],
    ['ip-permission.protocol', '-1', 'default'],
    ['ip-permission.group-name', 'web', 'app'],
    ['ip-permission.user-id', OWNER, 'default app'],
    ['ip-permission.prefix-list-id', '*', ''],
    ['egress.ip-permission.cidr', '0.0.0.0/0', 'default web app'],
    ['egress.ip-permission.to-port', '5433', 'web'],
    ['egress.ip-permission.group-name', 'app', 'web'],
    ['egress.ip-permission.protocol', 'tcp', 'web'],
    ['egress.ip-permission.ipv6-cidr', '::/0', ''],
  ])('filters by %s = %s', (name, value, names) => expect(found([name, value])).toBe(names));

  it('filters by ids of groups', () => {
    expect(found(['group-id', web])).toBe('web');
    expect(found(['ip-permission.group-id', web])).toBe('app');
    expect(found(['egress.ip-permission.group-id', app])).toBe('web');
  });

  it('lets each filter be satisfied by another rule', () => {
    ingress(web, tcp(443, '192.168.0.0/16'));
    expect(found(['ip-permission.cidr', '10.0.0.0/8'], ['ip-permission.to-port', '443'])).toBe('web');
  });

  it.each([
    [{ GroupIds: [NOWHERE] }, `InvalidGroup.NotFound: The security group '${NOWHERE}' does not exist`],
    [
      { GroupIds: [NOWHERE, 'sg-11111111'] },
      `InvalidGroup.NotFound: The security groups '${NOWHERE}, sg-11111111' do not exist`,
    ],
    [{ GroupIds: ['foo'] }, 'InvalidGroupId.Malformed: Invalid id: "foo" (expecting "sg-...")'],
    [{ GroupNames: ['zzz'] }, /^InvalidGroup.NotFound: The security group 'zzz' does not exist in default VPC 'vpc-/],
    [{ Filters: [{ Name: 'x', Values: ['y'] }] }, "InvalidParameterValue: The filter 'x' is invalid"],
    [{ MaxResults: 4 }, /^InvalidParameterValue: Value \( 4 \) for parameter maxResults/],
    [{ MaxResults: 5, NextToken: 'x' }, /^InvalidNextToken/],
  ])('refuses %j', (input, words) => {
    const said = harness.refusal('DescribeSecurityGroups', input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('adds up names and ids', () => {
    const { SecurityGroups } = harness.call('DescribeSecurityGroups', { GroupIds: [web], GroupNames: ['default'] });
    expect(SecurityGroups.map((group: { VpcId: string }) => group.VpcId)).toEqual([VpcId, defaultVpc()]);
  });

  it('comes in pages', () => {
    for (let i = 0; i < 6; i++) create(`more-${i}`);
    const first = harness.call('DescribeSecurityGroups', { MaxResults: 6 });
    const rest = harness.call('DescribeSecurityGroups', { MaxResults: 6, NextToken: first.NextToken });
    expect([first.SecurityGroups.length, rest.SecurityGroups.length]).toEqual([6, 4]);
    expect(rest.NextToken).toBeUndefined();
  });
});

describe('DeleteSecurityGroup', () => {
  it('takes the rules along, also those that name the group itself', () => {
    const GroupId = create('web');
    ingress(GroupId, { ...tcp(1), UserIdGroupPairs: [{ GroupId }] });
    expect(harness.call('DeleteSecurityGroup', { GroupId })).toEqual({ Return: true, GroupId });
    expect(rulesOf(GroupId)).toEqual([]);
    expect(harness.refusal('DeleteSecurityGroup', { GroupId })).toBe(
      `InvalidGroup.NotFound: The security group '${GroupId}' does not exist`,
    );
  });

  it('goes by name in the default VPC', () => {
    const GroupId = create('web', { VpcId: undefined });
    expect(harness.call('DeleteSecurityGroup', { GroupName: 'web' })).toEqual({ Return: true, GroupId });
  });

  it('refuses default groups', () => {
    const [group] = harness.call('DescribeSecurityGroups', {
      Filters: [{ Name: 'vpc-id', Values: [VpcId] }],
    }).SecurityGroups;
    expect(harness.refusal('DeleteSecurityGroup', { GroupId: group.GroupId })).toBe(
      `CannotDelete: the specified group: "${group.GroupId}" name: "default" cannot be deleted by a user`,
    );
  });

  it('is blocked by a rule of another group', () => {
    const GroupId = create('web');
    const app = create('app');
    const IpPermissions = [{ ...tcp(1), UserIdGroupPairs: [{ GroupId }] }];
    harness.call('AuthorizeSecurityGroupEgress', { GroupId: app, IpPermissions });
    const words = `DependencyViolation: resource ${GroupId} has a dependent object`;
    expect(harness.refusal('DeleteSecurityGroup', { GroupId })).toBe(words);
    harness.call('RevokeSecurityGroupEgress', { GroupId: app, IpPermissions });
    harness.call('DeleteSecurityGroup', { GroupId });
  });

  it('is blocked by an ENI, attached or not', () => {
    const GroupId = create('web');
    const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }).Subnet;
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.0.10');
    harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [GroupId] });
    expect(harness.refusal('DeleteSecurityGroup', { GroupId })).toBe(
      `DependencyViolation: resource ${GroupId} has a dependent object`,
    );
  });
});

function defaultVpc(): string {
  return harness.call('DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] }).Vpcs[0].VpcId;
}
