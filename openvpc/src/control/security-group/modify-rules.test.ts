import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
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

describe('ModifySecurityGroupRules', () => {
  let id: string;
  let other: string;
  const add = (more: object, direction = 'Ingress'): string =>
    harness.call(`AuthorizeSecurityGroup${direction}`, { GroupId: id, IpPermissions: [{ IpProtocol: '-1', ...more }] })
      .SecurityGroupRules[0].SecurityGroupRuleId;
  const update = (SecurityGroupRuleId: string, SecurityGroupRule: object) => ({
    SecurityGroupRuleId,
    SecurityGroupRule,
  });
  const modify = (...SecurityGroupRules: object[]) =>
    harness.call('ModifySecurityGroupRules', { GroupId: id, SecurityGroupRules });
  const refused = (...SecurityGroupRules: object[]) =>
    harness.refusal('ModifySecurityGroupRules', { GroupId: id, SecurityGroupRules });
  const ruleOf = (rule: string) =>
    rulesOf(id).find((one: { SecurityGroupRuleId: string }) => one.SecurityGroupRuleId === rule);
  let four: string;

  beforeEach(() => {
    id = create('web');
    other = create('other');
    four = add({ IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'old' }] });
  });

  it('replaces the whole body, in both directions at once, and keeps id and tags', () => {
    harness.call('CreateTags', { Resources: [four], Tags: [{ Key: 'k', Value: 'v' }] });
    const six = add({ Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }, 'Egress');
    const peer = add({ UserIdGroupPairs: [{ GroupId: id }] });
    const answer = modify(
      update(four, { IpProtocol: 'tcp', FromPort: 80, ToPort: 81, CidrIpv4: '10.1.2.3/16' }),
      update(six, { IpProtocol: 'icmpv6', CidrIpv6: '::/0', Description: 'new' }),
      update(peer, { IpProtocol: '-1', ReferencedGroupId: other }),
    );
    expect(answer).toEqual({ Return: true });
    const tcp80 = { IpProtocol: 'tcp', FromPort: 80, ToPort: 81, CidrIpv4: '10.1.0.0/16' };
    expect(ruleOf(four)).toMatchObject({ ...tcp80, IsEgress: false, Tags: [{ Key: 'k', Value: 'v' }] });
    expect(ruleOf(four)).not.toHaveProperty('Description');
    expect(ruleOf(six)).toMatchObject({ IpProtocol: 'icmpv6', CidrIpv6: '::/0', Description: 'new', IsEgress: true });
    expect(ruleOf(peer).ReferencedGroupInfo.GroupId).toBe(other);
  });

  it('takes a rule as it is, and two rules in exchange', () => {
    modify(update(four, { IpProtocol: '-1', CidrIpv4: '10.0.0.0/8' }));
    const second = add({ IpRanges: [{ CidrIp: '11.0.0.0/8' }] });
    modify(
      update(four, { IpProtocol: '-1', CidrIpv4: '11.0.0.0/8' }),
      update(second, { IpProtocol: '-1', CidrIpv4: '10.0.0.0/8' }),
    );
    expect([ruleOf(four).CidrIpv4, ruleOf(second).CidrIpv4]).toEqual(['11.0.0.0/8', '10.0.0.0/8']);
  });

  it.each([
    [{}, /^InvalidParameterValue: Invalid value 'null' for protocol/],
    [
      { IpProtocol: 'tcp', FromPort: 1 },
      'InvalidParameterValue: Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    ],
    [
      { IpProtocol: '-1' },
      'MissingParameter: The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId',
    ],
    [
      { IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', CidrIpv6: '::/0' },
      'InvalidParameterCombination: Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified',
    ],
    [
      { IpProtocol: '-1', CidrIpv6: '::/0' },
      /^InvalidParameterValue: Invalid rule type for security group rule 'sgr-[0-9a-f]+'. You may not specify CidrIpv6 for an existing IPv4 CIDR rule.$/,
    ],
    [
      { IpProtocol: '-1', PrefixListId: 'pl-12345678' },
      /You may not specify PrefixListId for an existing IPv4 CIDR rule/,
    ],
    [{ IpProtocol: '-1', CidrIpv4: '10.0.0.0' }, 'InvalidParameterValue: CIDR block 10.0.0.0 is malformed'],
    [{ IpProtocol: '-1', CidrIpv4: '12.0.0.0/8' }, /^InvalidPermission.Duplicate/],
  ] as ReadonlyArray<readonly [object, string | RegExp]>)('refuses %j', (body, words) => {
    add({ IpRanges: [{ CidrIp: '12.0.0.0/8' }] });
    const said = refused(update(four, body));
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('refuses rules that are not there, elsewhere, or named twice, and no rule at all', () => {
    const body = { IpProtocol: '-1', CidrIpv4: '1.0.0.0/8' };
    expect(refused(update('sgr-0123456789abcdef0', body))).toMatch(/^InvalidSecurityGroupRuleId.NotFound/);
    expect(refused(update(rulesOf(other)[0].SecurityGroupRuleId, body))).toMatch(
      /^InvalidSecurityGroupRuleId.NotFound/,
    );
    expect(refused(update(four, body), update(four, body))).toMatch(/^InvalidParameterValue/);
    expect(refused()).toMatch(/^MissingParameter/);
    expect(
      harness.refusal('ModifySecurityGroupRules', { GroupId: NOWHERE, SecurityGroupRules: [update(four, body)] }),
    ).toMatch(/^InvalidGroup.NotFound/);
  });
});

describe('UpdateSecurityGroupRuleDescriptions…', () => {
  it('sets and removes descriptions, by value or by id, and nothing else', () => {
    const id = create('web');
    ingress(id, tcp(22, '10.0.0.0/8', '11.0.0.0/8'));
    const [first, second] = rulesOf(id).filter((one: { IsEgress: boolean }) => !one.IsEgress);
    const described = () => describeOne(id).IpPermissions[0].IpRanges;
    const update = (input: object) =>
      harness.call('UpdateSecurityGroupRuleDescriptionsIngress', { GroupId: id, ...input });
    const named = { ...tcp(22), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'ten' }] };
    expect(update({ IpPermissions: [named] })).toEqual({ Return: true });
    const byId = [{ SecurityGroupRuleId: second.SecurityGroupRuleId, Description: 'eleven' }];
    update({ SecurityGroupRuleDescriptions: byId });
    expect(described()).toEqual([
      { CidrIp: '10.0.0.0/8', Description: 'ten' },
      { CidrIp: '11.0.0.0/8', Description: 'eleven' },
    ]);
    update({ SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: first.SecurityGroupRuleId }] });
    expect(described()[0]).toEqual({ CidrIp: '10.0.0.0/8' });
    harness.call('UpdateSecurityGroupRuleDescriptionsEgress', {
      GroupId: id,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'out' }] }],
    });
    expect(describeOne(id).IpPermissionsEgress[0].IpRanges[0].Description).toBe('out');
  });

  it.each([
    [{ IpPermissions: [tcp(23, '10.0.0.0/8')] }, /^InvalidPermission.NotFound/],
    [
      { SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: 'sgr-0123456789abcdef0' }] },
      /^InvalidSecurityGroupRuleId.NotFound/,
    ],
    [{ SecurityGroupRuleDescriptions: [{}] }, /^InvalidSecurityGroupRuleId.Malformed/],
    [{ IpPermissions: [everything], SecurityGroupRuleDescriptions: [{}] }, /^InvalidParameterCombination/],
    [
      { IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: '<>' }] }] },
      /^InvalidParameterValue: Invalid rule description/,
    ],
    [{}, /^MissingParameter/],
  ])('refuses %j', (input, words) => {
    const id = create('web');
    ingress(id, everything);
    expect(harness.refusal('UpdateSecurityGroupRuleDescriptionsIngress', { GroupId: id, ...input })).toMatch(words);
  });
});
