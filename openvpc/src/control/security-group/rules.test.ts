import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

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

describe('the grouped view', () => {
  it('has one permission for each protocol and range, with the peers by kind', () => {
    const id = create('web');
    ingress(id, tcp(22, '10.0.0.0/8'));
    ingress(id, {
      ...tcp(22, '192.168.0.0/16'),
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'six' }],
      UserIdGroupPairs: [{ GroupId: id }],
    });
    ingress(id, tcp(23, '10.0.0.0/8'));
    expect(describeOne(id).IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.168.0.0/16' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'six' }],
        PrefixListIds: [],
        UserIdGroupPairs: [{ GroupId: id, UserId: OWNER }],
      },
      { ...tcp(23, '10.0.0.0/8'), Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] },
    ]);
  });
});

describe('AuthorizeSecurityGroup…', () => {
  it('answers one rule for each peer', () => {
    const id = create('web');
    const TagSpecifications = [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'k', Value: 'v' }] }];
    const IpPermissions = [
      {
        ...tcp(443),
        IpRanges: [{ CidrIp: '10.1.2.3/8', Description: 'ten' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        UserIdGroupPairs: [{ GroupId: id, UserId: OWNER }],
      },
    ];
    const answer = harness.call('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions, TagSpecifications });
    const common = {
      SecurityGroupRuleId: expect.stringMatching(/^sgr-[0-9a-f]{17}$/),
      SecurityGroupRuleArn: expect.stringMatching(`^arn:aws:ec2:us-east-1:${OWNER}:security-group-rule/sgr-`),
      GroupId: id,
      GroupOwnerId: OWNER,
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      Tags: [{ Key: 'k', Value: 'v' }],
    };
    expect(answer).toEqual({
      Return: true,
      SecurityGroupRules: [
        { ...common, CidrIpv4: '10.0.0.0/8', Description: 'ten' },
        { ...common, CidrIpv6: '::/0' },
        { ...common, ReferencedGroupInfo: { GroupId: id, UserId: OWNER } },
      ],
    });
    expect(rulesOf(id).filter((rule: { IsEgress: boolean }) => !rule.IsEgress)).toEqual(answer.SecurityGroupRules);
  });

  it('shows -1 for both ports of a rule without ports', () => {
    const id = create('web');
    expect(ingress(id, everything, { ...everything, IpProtocol: '50' }).SecurityGroupRules).toMatchObject([
      { IpProtocol: '-1', FromPort: -1, ToPort: -1 },
      { IpProtocol: '50', FromPort: -1, ToPort: -1 },
    ]);
  });

  it('keeps rules that overlap and are not equal', () => {
    const id = create('web');
    ingress(id, { ...tcp(1, '0.0.0.0/0'), ToPort: 100 }, tcp(50, '0.0.0.0/0'));
    expect(describeOne(id).IpPermissions).toHaveLength(2);
  });

  const another = () => create('other', { VpcId: undefined });
  const REFUSED: ReadonlyArray<readonly [object[], string | (() => string)]> = [
    [
      [tcp(80, '10.0.0.0/8'), tcp(80, '10.9.9.9/8')],
      'InvalidParameterValue: The same permission must not appear multiple times',
    ],
    [
      [tcp(80, '10.0.0.0/8'), tcp(22, '1.1.1.1/32')],
      'InvalidPermission.Duplicate: the specified rule "peer: 1.1.1.1/32, TCP, from port: 22, to port: 22, ALLOW" already exists',
    ],
    [
      [{ ...tcp(22), IpRanges: [{ CidrIp: '1.1.1.1/32', Description: 'another text' }] }],
      'InvalidPermission.Duplicate: the specified rule "peer: 1.1.1.1/32, TCP, from port: 22, to port: 22, ALLOW" already exists',
    ],
    [[tcp(80, '10.0.0.0/8'), tcp(81, 'x')], 'InvalidParameterValue: CIDR block x is malformed'],
    [
      [{ ...tcp(80), UserIdGroupPairs: [{ GroupId: NOWHERE }] }],
      `InvalidGroup.NotFound: The security group '${NOWHERE}' does not exist`,
    ],
    [
      [{ ...tcp(80), UserIdGroupPairs: [{ GroupId: 'web' }] }],
      'InvalidGroupId.Malformed: Invalid id: "web" (expecting "sg-...")',
    ],
    [
      [{ ...tcp(80), UserIdGroupPairs: [{ GroupName: 'web' }] }],
      "InvalidParameterValue: Invalid value 'web' for groupName. You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.",
    ],
    [
      [{ ...tcp(80), UserIdGroupPairs: [{}] }],
      'MissingParameter: The request must contain the parameter groupName or groupId',
    ],
    [
      [{ ...tcp(80), UserIdGroupPairs: [{ GroupId: NOWHERE, VpcPeeringConnectionId: 'pcx-0123456789abcdef0' }] }],
      "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-0123456789abcdef0' does not exist",
    ],
    [
      [{ ...tcp(80), PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }] }],
      "InvalidPrefixListID.NotFound: The prefix list ID 'pl-0123456789abcdef0' does not exist",
    ],
    [
      [{ ...tcp(80), PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
      'InvalidPrefixListId.Malformed: Invalid id: "pl-1" (expecting "pl-...")',
    ],
    [[], 'MissingParameter: The request must contain the parameter ipPermissions'],
  ];
  it.each(REFUSED)('refuses %j and adds nothing', (IpPermissions, words) => {
    const id = create('web');
    ingress(id, tcp(22, '1.1.1.1/32'));
    expect(harness.refusal('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions })).toBe(
      typeof words === 'string' ? words : words(),
    );
    expect(describeOne(id).IpPermissions).toHaveLength(1);
  });

  it('refuses peers of other VPCs and other accounts', () => {
    const id = create('web');
    const from = (pair: object) =>
      harness.refusal('AuthorizeSecurityGroupIngress', {
        GroupId: id,
        IpPermissions: [{ ...tcp(80), UserIdGroupPairs: [pair] }],
      });
    expect(from({ GroupId: another() })).toBe(
      'InvalidGroup.NotFound: You have specified two resources that belong to different networks.',
    );
    expect(from({ GroupId: id, UserId: '999999999999' })).toBe(
      `InvalidGroup.NotFound: The security group '${id}' does not exist`,
    );
    expect(from({ GroupId: id, VpcId: 'vpc-1' })).toMatch(/^InvalidGroup.NotFound: You have specified two/);
  });

  it('has a new group allow everything out already', () => {
    const GroupId = create('web');
    expect(harness.refusal('AuthorizeSecurityGroupEgress', { GroupId, IpPermissions: [everything] })).toBe(
      'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, ALL, ALLOW" already exists',
    );
  });

  it.each([
    [{ GroupId: NOWHERE }, `InvalidGroup.NotFound: The security group '${NOWHERE}' does not exist`],
    [{ GroupId: 'x' }, 'InvalidGroupId.Malformed: Invalid id: "x" (expecting "sg-...")'],
    [{}, 'MissingParameter: The request must contain the parameter groupName or groupId'],
  ])('refuses the group %j', (named, words) => {
    const input = { ...named, IpPermissions: [everything] };
    for (const name of ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'AuthorizeSecurityGroupEgress']) {
      expect(harness.refusal(name, input)).toBe(words);
    }
  });

  it('counts rules by direction and family, groups in both', () => {
    const id = create('web');
    const quotas = { rulesPerSecurityGroup: 2 };
    const words =
      'RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.';
    const add = (...IpPermissions: object[]) =>
      harness.call('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions }, { quotas });
    const refused = (...IpPermissions: object[]) =>
      harness.refusal('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions }, { quotas });
    expect(refused(tcp(1, '0.0.0.0/0'), tcp(2, '0.0.0.0/0'), tcp(3, '0.0.0.0/0'))).toBe(words);
    add(tcp(1, '0.0.0.0/0'), tcp(2, '0.0.0.0/0'));
    expect(refused(tcp(3, '0.0.0.0/0'))).toBe(words);
    add({ ...tcp(1), Ipv6Ranges: [{ CidrIpv6: '::/0' }, { CidrIpv6: '2001:db8::/32' }] });
    expect(refused({ ...tcp(9), UserIdGroupPairs: [{ GroupId: id }] })).toBe(words);
    harness.call('AuthorizeSecurityGroupEgress', { GroupId: id, IpPermissions: [tcp(1, '0.0.0.0/0')] }, { quotas });
  });

  it('takes 60 rules and no 61st', () => {
    const id = create('web');
    ingress(id, ...Array.from({ length: 60 }, (_, i) => tcp(i, '0.0.0.0/0')));
    expect(
      harness.refusal('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: [tcp(60, '0.0.0.0/0')] }),
    ).toMatch(/^RulesPerSecurityGroupLimitExceeded/);
  });
});

describe('the flat form', () => {
  const flat = { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 0, ToPort: 80 };

  it('adds and takes away one rule', () => {
    const GroupId = create('web');
    harness.call('AuthorizeSecurityGroupIngress', { GroupId, ...flat });
    expect(describeOne(GroupId).IpPermissions).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ]);
    harness.call('RevokeSecurityGroupIngress', { GroupId, ...flat });
    expect(describeOne(GroupId).IpPermissions).toEqual([]);
  });

  it('lets everything in from a group of the default VPC by name', () => {
    const web = create('web', { VpcId: undefined });
    create('app', { VpcId: undefined });
    harness.call('AuthorizeSecurityGroupIngress', { GroupName: 'app', SourceSecurityGroupName: 'web' });
    const [app] = harness.call('DescribeSecurityGroups', { GroupNames: ['app'] }).SecurityGroups;
    const UserIdGroupPairs = [{ GroupId: web, UserId: OWNER }];
    expect(app.IpPermissions).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, UserIdGroupPairs },
      { IpProtocol: 'udp', FromPort: 0, ToPort: 65535, UserIdGroupPairs },
      { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, UserIdGroupPairs },
    ]);
  });

  it.each([
    [{ ...flat, IpPermissions: [everything] }, /^InvalidParameterCombination: .*CidrIp/],
    [{ SourceSecurityGroupName: 'web', IpProtocol: 'tcp' }, /^InvalidParameterCombination: .*IpProtocol/],
    [{ SourceSecurityGroupOwnerId: OWNER }, /^MissingParameter: .*sourceSecurityGroupName/],
    [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1 }, /^MissingParameter: The request must contain exactly one of/],
    [{ CidrIp: '10.0.0.0/8' }, /^InvalidParameterValue: Invalid value 'null' for protocol/],
  ])('refuses %j', (input, words) => {
    expect(harness.refusal('AuthorizeSecurityGroupIngress', { GroupId: create('web'), ...input })).toMatch(words);
  });

  it('is not for egress', () => {
    expect(harness.refusal('AuthorizeSecurityGroupEgress', { GroupId: create('web'), ...flat })).toMatch(
      /^UnsupportedOperation: .*CidrIp/,
    );
  });

  it('names a group once', () => {
    const GroupId = create('twice');
    for (const name of ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DeleteSecurityGroup']) {
      expect(harness.refusal(name, { GroupId, GroupName: 'other', IpPermissions: [everything] })).toBe(
        'InvalidParameterCombination: The parameter groupName cannot be used with the parameter groupId',
      );
    }
  });

  it('names groups of the default VPC only', () => {
    create('elsewhere');
    const refused = (GroupName: string) =>
      harness.refusal('AuthorizeSecurityGroupIngress', { GroupName, IpPermissions: [everything] });
    expect(refused('elsewhere')).toMatch(/^InvalidParameterValue: Invalid value 'elsewhere' for groupName/);
    expect(refused('nowhere')).toBe(
      `InvalidGroup.NotFound: The security group 'nowhere' does not exist in default VPC '${defaultVpc()}'`,
    );
  });
});

describe('RevokeSecurityGroup…', () => {
  it('by value wants the rule exactly, whatever its description, and answers it', () => {
    const GroupId = create('web');
    ingress(GroupId, { ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'x' }] }, tcp(80, '10.0.0.0/8'));
    const answer = harness.call('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(22, '10.1.1.1/8')] });
    expect(answer).toEqual({
      Return: true,
      UnknownIpPermissions: [],
      RevokedSecurityGroupRules: [
        {
          SecurityGroupRuleId: expect.stringMatching(/^sgr-/),
          GroupId,
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          CidrIpv4: '10.0.0.0/8',
          Description: 'x',
        },
      ],
    });
    expect(describeOne(GroupId).IpPermissions).toMatchObject([tcp(80, '10.0.0.0/8')]);
  });

  it('by id', () => {
    const GroupId = create('web');
    const [first, second] = ingress(GroupId, tcp(1, '10.0.0.0/8'), {
      ...tcp(2),
      UserIdGroupPairs: [{ GroupId }],
    }).SecurityGroupRules;
    const ids = [second.SecurityGroupRuleId];
    const answer = harness.call('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: ids });
    expect(answer.RevokedSecurityGroupRules).toMatchObject([
      { SecurityGroupRuleId: ids[0], ReferencedGroupId: GroupId },
    ]);
    expect(rulesOf(GroupId).map((rule: { SecurityGroupRuleId: string }) => rule.SecurityGroupRuleId)).toContain(
      first.SecurityGroupRuleId,
    );
    const notFound = `InvalidSecurityGroupRuleId.NotFound: The security group rule ID '${ids[0]}' does not exist`;
    expect(harness.refusal('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: ids })).toBe(notFound);
  });

  it('does not know rules of the other direction or another group', () => {
    const GroupId = create('web');
    const other = create('app');
    const ids = ingress(GroupId, tcp(1, '10.0.0.0/8')).SecurityGroupRules.map(
      (rule: { SecurityGroupRuleId: string }) => rule.SecurityGroupRuleId,
    );
    const words = /^InvalidSecurityGroupRuleId.NotFound/;
    expect(harness.refusal('RevokeSecurityGroupEgress', { GroupId, SecurityGroupRuleIds: ids })).toMatch(words);
    expect(harness.refusal('RevokeSecurityGroupIngress', { GroupId: other, SecurityGroupRuleIds: ids })).toMatch(words);
  });

  it.each([
    [{}, "MissingParameter: Either 'ipPermissions' or 'securityGroupRuleIds' should be provided."],
    [{ SecurityGroupRuleIds: ['x'] }, 'InvalidSecurityGroupRuleId.Malformed: Invalid id: "x" (expecting "sgr-...")'],
    [{ SecurityGroupRuleIds: ['x'], IpPermissions: [everything] }, /^InvalidParameterCombination/],
    [
      { IpPermissions: [tcp(22, '10.0.0.0/8'), tcp(23, '10.0.0.0/8')] },
      'InvalidPermission.NotFound: The specified rule does not exist in this security group.',
    ],
    [{ IpPermissions: [{ ...tcp(22, '10.0.0.0/8'), ToPort: 21 }] }, /^InvalidParameterValue/],
    [{ IpPermissions: [tcp(22, '10.0.0.0/9')] }, /^InvalidPermission.NotFound/],
  ])('refuses %j and takes nothing away', (input, words) => {
    const GroupId = create('web');
    ingress(GroupId, tcp(22, '10.0.0.0/8'));
    const said = harness.refusal('RevokeSecurityGroupIngress', { GroupId, ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
    expect(describeOne(GroupId).IpPermissions).toHaveLength(1);
  });

  it('overlooks unknown rules in the default VPC, and names them', () => {
    const GroupId = create('web', { VpcId: undefined });
    ingress(GroupId, tcp(22, '10.0.0.0/8'));
    const IpPermissions = [tcp(22, '10.0.0.0/8'), tcp(23, '10.0.0.0/8')];
    const answer = harness.call('RevokeSecurityGroupIngress', { GroupId, IpPermissions });
    expect(answer).toMatchObject({
      Return: true,
      UnknownIpPermissions: [{ FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
      RevokedSecurityGroupRules: [{ FromPort: 22 }],
    });
    expect(describeOne(GroupId).IpPermissions).toEqual([]);
    const none = harness.call('RevokeSecurityGroupEgress', { GroupId, IpPermissions: [tcp(9, '10.0.0.0/8')] });
    expect(none).toMatchObject({ Return: true, RevokedSecurityGroupRules: [] });
  });
});

describe('DescribeSecurityGroupRules', () => {
  it.each([
    [
      { Filters: [{ Name: 'group-id', Values: ['foobar'] }] },
      "InvalidGroupId.Malformed: The security group ID 'foobar' is malformed",
    ],
    [
      { SecurityGroupRuleIds: ['sgr-0123456789abcdef0'] },
      "InvalidSecurityGroupRuleId.NotFound: The security group rule ID 'sgr-0123456789abcdef0' does not exist",
    ],
    [
      { SecurityGroupRuleIds: ['foobar'] },
      'InvalidSecurityGroupRuleId.Malformed: Invalid id: "foobar" (expecting "sgr-...")',
    ],
  ])('refuses %j', (input, words) => expect(harness.refusal('DescribeSecurityGroupRules', input)).toBe(words));

  it('finds nothing for a group that is not there, one rule for a new group', () => {
    expect(rulesOf(NOWHERE)).toEqual([]);
    expect(rulesOf(create('web'))).toMatchObject([{ IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' }]);
  });

  it('filters by id and tag', () => {
    const TagSpecifications = [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'k', Value: 'v' }] }];
    const GroupId = create('web');
    harness.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [everything], TagSpecifications });
    const found = (Name: string, value: string) =>
      harness.call('DescribeSecurityGroupRules', { Filters: [{ Name, Values: [value] }] }).SecurityGroupRules;
    const [rule] = found('tag:k', 'v');
    expect(rule).toMatchObject({ GroupId, IsEgress: false });
    expect(found('security-group-rule-id', rule.SecurityGroupRuleId)).toEqual([rule]);
    expect(found('tag:k', 'w')).toEqual([]);
  });
});

function defaultVpc(): string {
  return harness.call('DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] }).Vpcs[0].VpcId;
}
