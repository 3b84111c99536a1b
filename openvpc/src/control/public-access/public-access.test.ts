import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { compile } from '../../compile/compile.ts';
import type { Instant } from '../../name/scope.ts';
import { address } from '../../net/address.ts';
import { explain } from '../explain.ts';

let harness: Harness;
let VpcId: string;
let SubnetId: string;
const START = 1_700_000_000_000;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }).Subnet.SubnetId;
});

const set = (InternetGatewayBlockMode: string) =>
  harness.call('ModifyVpcBlockPublicAccessOptions', { InternetGatewayBlockMode }).VpcBlockPublicAccessOptions;
const options = () => harness.call('DescribeVpcBlockPublicAccessOptions').VpcBlockPublicAccessOptions;
const exclude = (more: object) =>
  harness.call('CreateVpcBlockPublicAccessExclusion', { InternetGatewayExclusionMode: 'allow-egress', ...more })
    .VpcBlockPublicAccessExclusion;
const exclusions = (input: object = {}, hours = 0) =>
  harness.call('DescribeVpcBlockPublicAccessExclusions', input, { now: (START + hours * 3_600_000) as Instant })
    .VpcBlockPublicAccessExclusions;
const shown = (ExclusionId: string) => exclusions({ ExclusionIds: [ExclusionId] })[0];
const modify = (ExclusionId: string, InternetGatewayExclusionMode: string) =>
  harness.call('ModifyVpcBlockPublicAccessExclusion', { ExclusionId, InternetGatewayExclusionMode })
    .VpcBlockPublicAccessExclusion;
const remove = (ExclusionId: string) =>
  harness.call('DeleteVpcBlockPublicAccessExclusion', { ExclusionId }).VpcBlockPublicAccessExclusion;
const refused = (action: string, input: object) => harness.refusal(`${action}VpcBlockPublicAccessExclusion`, input);

describe('the options', () => {
  it('start as they come, and are updated', () => {
    const untouched = {
      AwsAccountId: '111122223333',
      AwsRegion: 'us-east-1',
      State: 'default-state',
      InternetGatewayBlockMode: 'off',
      ManagedBy: 'account',
      ExclusionsAllowed: 'allowed',
    };
    expect(options()).toEqual(untouched);
    const blocked = {
      ...untouched,
      InternetGatewayBlockMode: 'block-ingress',
      LastUpdateTimestamp: new Date(START),
    };
    expect(set('block-ingress')).toEqual({ ...blocked, State: 'update-in-progress' });
    expect(options()).toEqual({ ...blocked, State: 'update-complete' });
    set('off');
    expect(options()).toMatchObject({ State: 'update-complete', InternetGatewayBlockMode: 'off' });
    expect(harness.view().publicAccessBlocks.size).toBe(1);
  });

  it('have three modes', () => {
    const input = { InternetGatewayBlockMode: 'block' };
    expect(harness.refusal('ModifyVpcBlockPublicAccessOptions', input)).toMatch(
      /^InvalidParameterValue: Value \(block\) for parameter internetGatewayBlockMode/,
    );
  });
});

describe('an exclusion', () => {
  it('is made, modified, and shown deleted for an hour', () => {
    const made = exclude({ VpcId });
    const id = made.ExclusionId;
    const created = {
      ExclusionId: expect.stringMatching(/^vpcbpa-exclude-[0-9a-f]{17}$/),
      InternetGatewayExclusionMode: 'allow-egress',
      ResourceArn: `arn:aws:ec2:us-east-1:111122223333:vpc/${VpcId}`,
      CreationTimestamp: new Date(START),
      Tags: [],
    };
    expect(made).toEqual({ ...created, State: 'create-in-progress' });
    expect(shown(id)).toEqual({ ...created, State: 'create-complete' });
    expect(modify(id, 'allow-bidirectional').State).toBe('update-in-progress');
    expect(shown(id)).toMatchObject({ State: 'update-complete', LastUpdateTimestamp: new Date(START) });
    expect(remove(id).State).toBe('delete-in-progress');
    expect(shown(id)).toMatchObject({ State: 'delete-complete', DeletionTimestamp: new Date(START) });
    expect(exclusions({}, 0.9)).toHaveLength(1);
    expect(exclusions({}, 1)).toEqual([]);
    expect(refused('Delete', { ExclusionId: id })).toBe(
      `InvalidParameterValue: VPC Block Public Access exclusion ${id} is in delete-complete state and cannot be deleted.`,
    );
    const again = { ExclusionId: id, InternetGatewayExclusionMode: 'allow-egress' };
    expect(refused('Modify', again)).toMatch(/cannot be modified/);
    const later = { now: (START + 3_600_000) as Instant };
    expect(harness.refusal('DeleteVpcBlockPublicAccessExclusion', { ExclusionId: id }, later)).toMatch(
      /^InvalidVpcBlockPublicAccessExclusionId.NotFound/,
    );
    harness.call('CreateVpcBlockPublicAccessExclusion', { VpcId, InternetGatewayExclusionMode: 'allow-egress' }, later);
    expect(harness.view().publicAccessExclusions.size).toBe(1);
  });

  it('is one for a VPC or subnet; a deleted one is in nobody’s way', () => {
    const first = exclude({ VpcId }).ExclusionId;
    exclude({
      SubnetId,
      TagSpecifications: [{ ResourceType: 'vpc-block-public-access-exclusion', Tags: [{ Key: 'k' }] }],
    });
    expect(refused('Create', { VpcId, InternetGatewayExclusionMode: 'allow-egress' })).toBe(
      `InvalidParameterValue: There is an exclusion for ${VpcId} already: ${first}.`,
    );
    remove(first);
    exclude({ VpcId });
    expect(exclusions()).toHaveLength(3);
  });

  it.each([
    [{}, 'MissingParameter: The request must contain the parameter vpcId'],
    [{ VpcId: 'vpc-0123456789abcdef0' }, /^InvalidVpcID.NotFound/],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, /^InvalidSubnetID.NotFound/],
    [{ VpcId: 'x', SubnetId: 'y' }, /^InvalidParameterCombination/],
    [{ VpcId: 'x', InternetGatewayExclusionMode: 'off' }, /^InvalidParameterValue/],
    [{ VpcId: 'x', TagSpecifications: [{ ResourceType: 'vpc' }] }, /^InvalidParameterValue/],
  ])('is refused with %j', (more, words) => {
    const said = refused('Create', { InternetGatewayExclusionMode: 'allow-egress', ...more });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('is one of so many', () => {
    const input = { VpcId, InternetGatewayExclusionMode: 'allow-egress' };
    const quotas = { publicAccessExclusionsPerRegion: 0 };
    expect(harness.refusal('CreateVpcBlockPublicAccessExclusion', input, { quotas })).toMatch(/LimitExceeded/);
  });

  it('that is not there', () => {
    const ExclusionId = 'vpcbpa-exclude-0123456789abcdef0';
    const words = `InvalidVpcBlockPublicAccessExclusionId.NotFound: The exclusion ID '${ExclusionId}' does not exist`;
    expect(refused('Delete', { ExclusionId })).toBe(words);
    expect(refused('Modify', { ExclusionId, InternetGatewayExclusionMode: 'allow-egress' })).toBe(words);
    expect(refused('Modify', { ExclusionId, InternetGatewayExclusionMode: 'x' })).toMatch(/^InvalidParameterValue/);
    const input = { ExclusionIds: [ExclusionId] };
    expect(harness.refusal('DescribeVpcBlockPublicAccessExclusions', input)).toBe(words);
  });

  it('goes with what it excludes', () => {
    exclude({ SubnetId });
    exclude({ VpcId });
    harness.call('DeleteSubnet', { SubnetId });
    expect(exclusions()).toHaveLength(1);
    harness.call('DeleteVpc', { VpcId });
    expect(exclusions()).toEqual([]);
  });

  it('is found by its filters', () => {
    exclude({ SubnetId });
    remove(exclude({ VpcId, InternetGatewayExclusionMode: 'allow-bidirectional' }).ExclusionId);
    const count = (Name: string, value: string) => exclusions({ Filters: [{ Name, Values: [value] }] }).length;
    expect(count('internet-gateway-exclusion-mode', 'allow-egress')).toBe(1);
    expect(count('resource-arn', `*:subnet/${SubnetId}`)).toBe(1);
    expect(count('state', 'delete-complete')).toBe(1);
  });
});

describe('VPCs and subnets', () => {
  it('show what is blocked after exclusions', () => {
    const states = () => [
      harness.call('DescribeVpcs').Vpcs[0].BlockPublicAccessStates.InternetGatewayBlockMode,
      harness.call('DescribeSubnets').Subnets[0].BlockPublicAccessStates.InternetGatewayBlockMode,
    ];
    set('block-bidirectional');
    expect(states()).toEqual(['block-bidirectional', 'block-bidirectional']);
    exclude({ VpcId });
    expect(states()).toEqual(['block-ingress', 'block-ingress']);
    const { ExclusionId } = exclude({ SubnetId, InternetGatewayExclusionMode: 'allow-bidirectional' });
    expect(states()).toEqual(['block-ingress', 'off']);
    remove(ExclusionId);
    expect(states()).toEqual(['block-ingress', 'block-ingress']);
    set('off');
    expect(states()).toEqual(['off', 'off']);
  });
});

describe('packets', () => {
  it('go to and from the internet as mode and exclusion say', () => {
    const { InternetGatewayId } = harness.call('CreateInternetGateway').InternetGateway;
    harness.call('AttachInternetGateway', { InternetGatewayId, VpcId });
    const { RouteTableId } = harness.call('DescribeRouteTables').RouteTables[0];
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId });
    const eni = putEni(harness, SubnetId, '10.0.0.10');
    const { GroupId } = harness.call('DescribeSecurityGroups').SecurityGroups[0];
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    harness.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
    harness.transact((tx) => {
      const [own] = tx.view.enis.values();
      if (own !== undefined) tx.put({ ...own, autoPublic: address('198.51.100.7') });
    });
    const ask = (from: string, to: string): boolean => {
      const view = harness.view();
      return explain(view, compile(view), { from, to, protocol: 'tcp', port: 80 }, 0 as Instant).allowed;
    };
    const passes = () => [ask(eni, 'internet'), ask('internet', eni)];
    expect(passes()).toEqual([true, true]);
    set('block-bidirectional');
    expect(passes()).toEqual([false, false]);
    const id = exclude({ VpcId, InternetGatewayExclusionMode: 'allow-bidirectional' }).ExclusionId;
    expect(passes()).toEqual([true, true]);
    modify(id, 'allow-egress');
    expect(passes()).toEqual([false, false]); // an internet gateway is no outbound-only way
    modify(id, 'allow-bidirectional');
    remove(id);
    expect(passes()).toEqual([false, false]);
    set('off');
    expect(passes()).toEqual([true, true]);
  });
});

describe('Terraform', () => {
  it('aws_vpc_block_public_access_options and _exclusion wait for complete states', () => {
    set('block-ingress');
    expect(['default-state', 'update-complete']).toContain(options().State);
    const id = exclude({ SubnetId }).ExclusionId;
    expect(shown(id).State).toBe('create-complete');
    expect(shown(id).ResourceArn).toContain(`subnet/${SubnetId}`);
    modify(id, 'allow-bidirectional');
    expect(shown(id).State).toBe('update-complete');
    harness.call('CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'x' }] });
    expect(shown(id).Tags).toEqual([{ Key: 'Name', Value: 'x' }]);
    remove(id);
    expect(shown(id).State).toBe('delete-complete');
    set('off');
  });
});
