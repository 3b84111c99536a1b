import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let ids: Readonly<Record<string, string>>;

beforeEach(() => {
  harness = createHarness();
  harness.call('CreateDefaultVpc');
  const [vpc] = harness.call('DescribeVpcs').Vpcs;
  const [acl] = harness.call('DescribeNetworkAcls').NetworkAcls;
  const [table] = harness.call('DescribeRouteTables').RouteTables;
  const [gateway] = harness.call('DescribeInternetGateways').InternetGateways;
  const [rule] = harness.call('DescribeSecurityGroupRules').SecurityGroupRules;
  const launch = { ImageId: 'ami-00000000000008664', MinCount: 1, MaxCount: 1 };
  const [instance] = harness.call('RunInstances', launch).Instances;
  ids = {
    vpc: vpc.VpcId,
    subnet: instance.SubnetId,
    'internet-gateway': gateway.InternetGatewayId,
    'route-table': table.RouteTableId,
    'security-group': rule.GroupId,
    'security-group-rule': rule.SecurityGroupRuleId,
    'network-acl': acl.NetworkAclId,
    'network-interface': instance.NetworkInterfaces[0].NetworkInterfaceId,
    instance: instance.InstanceId,
    'dhcp-options': vpc.DhcpOptionsId,
    'vpc-flow-log': putFlowLog(instance.SubnetId),
  };
});

/** CreateFlowLogs is another room's. */
function putFlowLog(subnetId: string): string {
  return harness.transact((tx, call) => {
    const subnet = [...tx.view.subnets.values()].find(({ id }) => id === subnetId);
    if (subnet === undefined) throw new Error('it is there');
    const id = call.mint('fl');
    tx.put({
      owner: call.account,
      region: call.region,
      tags: [],
      kind: 'flow-log',
      id,
      resource: { kind: 'subnet', id: subnet.id },
      trafficType: 'ALL',
      logGroupName: 'g',
      deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/r',
      format: '',
      maxAggregationIntervalSeconds: 60,
      createdAt: call.now,
    });
    return id;
  });
}
const create = (Resources: readonly string[], ...tags: ReadonlyArray<readonly [string, string?]>) =>
  harness.call('CreateTags', { Resources, Tags: tags.map(([Key, Value]) => ({ Key, Value })) });
const found = (Name: string, value: string) =>
  harness.call('DescribeTags', { Filters: [{ Name, Values: [value] }] }).Tags;
const tagsOf = (id: string) =>
  found('resource-id', id).map(({ Key, Value }: { Key: string; Value: string }) => `${Key}=${Value}`);
const idOf = (name: string): string => ids[name] ?? '';

describe('tags', () => {
  it('go on everything, in one call, and are shown with their types', () => {
    create(Object.values(ids), ['Name', 'x']);
    const expected = Object.entries(ids).map(([ResourceType, ResourceId]) => ({
      Key: 'Name',
      ResourceId,
      ResourceType,
      Value: 'x',
    }));
    const { Tags } = harness.call('DescribeTags');
    expect(Tags).toHaveLength(11);
    expect(Tags).toEqual(expect.arrayContaining(expected));
  });

  it('are the same tags that other calls show', () => {
    create([idOf('security-group-rule'), idOf('instance')], ['k', 'v']);
    const Filters = [{ Name: 'tag:k', Values: ['v'] }];
    expect(harness.call('DescribeSecurityGroupRules', { Filters }).SecurityGroupRules).toHaveLength(1);
    expect(harness.call('DescribeInstances', { Filters }).Reservations).toHaveLength(1);
  });

  it('replace those of the same key, and may have no value', () => {
    create([idOf('vpc')], ['a', '1'], ['b', '2']);
    create([idOf('vpc')], ['a', '3'], ['c']);
    expect(tagsOf(idOf('vpc')).sort()).toEqual(['a=3', 'b=2', 'c=']);
  });

  it('of several rules in one group do not undo one another', () => {
    const rules = harness
      .call('DescribeSecurityGroupRules')
      .SecurityGroupRules.map((rule: { SecurityGroupRuleId: string }) => rule.SecurityGroupRuleId);
    expect(rules.length).toBeGreaterThan(1);
    create([...rules, idOf('security-group')], ['a', '1']);
    for (const id of [...rules, idOf('security-group')]) expect(tagsOf(id)).toEqual(['a=1']);
  });

  const fifty = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
  it('are fifty at most', () => {
    harness.call('CreateTags', { Resources: [idOf('vpc')], Tags: fifty });
    create([idOf('vpc')], ['k0', 'again']);
    const input = { Resources: [idOf('subnet'), idOf('vpc')], Tags: [{ Key: 'one more' }] };
    expect(harness.refusal('CreateTags', input)).toBe(
      'TagLimitExceeded: The maximum number of Tags for a resource has been reached.',
    );
    expect(tagsOf(idOf('subnet'))).toEqual([]);
  });

  const REFUSED: ReadonlyArray<readonly [string, object, RegExp]> = [
    ['CreateTags', { Tags: [{ Key: 'aws:x' }] }, /^InvalidParameterValue: .*reserved for internal use/],
    ['CreateTags', { Tags: [{ Key: '' }] }, /^InvalidParameterValue: Tag key cannot be empty/],
    ['CreateTags', { Tags: [] }, /^MissingParameter/],
    ['CreateTags', { Resources: [] }, /^MissingParameter/],
    ['CreateTags', { Resources: ['x-1'] }, /^InvalidID: The ID 'x-1' is not valid/],
    ['CreateTags', { Resources: ['vpc-0123456789abcdef0'] }, /^InvalidVpcID.NotFound/],
    ['CreateTags', { Resources: ['sgr-0123456789abcdef0'] }, /^InvalidSecurityGroupRuleId.NotFound/],
    ['CreateTags', { Resources: ['sgr-1'] }, /^InvalidSecurityGroupRuleId.Malformed/],
    ['CreateTags', { Resources: ['sg-0123456789abcdef0'] }, /^InvalidGroup.NotFound/],
    ['CreateTags', { Resources: ['i-0123456789abcdef0'] }, /^InvalidInstanceID.NotFound/],
    ['DeleteTags', { Resources: [] }, /^MissingParameter/],
    ['DeleteTags', { Resources: ['eni-0123456789abcdef0'] }, /^InvalidNetworkInterfaceID.NotFound/],
    ['DescribeTags', { Filters: [{ Name: 'x', Values: ['y'] }] }, /^InvalidParameterValue: The filter 'x' is invalid/],
  ];
  it.each(REFUSED)('%s refuses %j', (name, input, words) => {
    const said = harness.refusal(name, { Resources: [idOf('vpc')], Tags: [{ Key: 'a', Value: 'b' }], ...input });
    expect(said).toMatch(words);
  });
});

describe('DeleteTags', () => {
  it.each([
    [[{ Key: 'a' }], ['b=', 'c=3']],
    [[{ Key: 'a', Value: '1' }], ['b=', 'c=3']],
    [[{ Key: 'a', Value: '2' }], ['a=1', 'b=', 'c=3']],
    [[{ Key: 'a', Value: '' }], ['a=1', 'b=', 'c=3']],
    [[{ Key: 'b', Value: '' }, { Key: 'c' }], ['a=1']],
    [[{ Key: 'nothing' }], ['a=1', 'b=', 'c=3']],
    [undefined, []],
  ])('%j leaves %j', (Tags, left) => {
    const Resources = [idOf('security-group-rule'), idOf('vpc')];
    create(Resources, ['a', '1'], ['b', ''], ['c', '3']);
    harness.call('DeleteTags', { Resources, Tags });
    for (const id of Resources) expect(tagsOf(id)).toEqual(left);
  });
});

describe('DescribeTags', () => {
  it.each([
    ['key', 'a', 2],
    ['value', '1', 1],
    ['resource-type', 'vpc', 1],
    ['resource-type', 'vpc-*', 0],
    ['tag:a', '2', 1],
    ['tag-key', 'a', 2],
  ])('filters by %s = %s', (name, value, count) => {
    create([idOf('vpc')], ['a', '1']);
    create([idOf('subnet')], ['a', '2']);
    expect(found(name, value)).toHaveLength(count);
  });

  it('comes in pages', () => {
    create(Object.values(ids), ['a', '1']);
    const first = harness.call('DescribeTags', { MaxResults: 6 });
    const rest = harness.call('DescribeTags', { MaxResults: 6, NextToken: first.NextToken });
    expect([first.Tags.length, rest.Tags.length, rest.NextToken]).toEqual([6, 5, undefined]);
  });
});
