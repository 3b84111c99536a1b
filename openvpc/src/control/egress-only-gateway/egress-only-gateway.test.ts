import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
const NOWHERE = 'eigw-0123456789abcdef0';

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc.VpcId;
});
const create = (input: object = {}) => harness.call('CreateEgressOnlyInternetGateway', { VpcId, ...input });
const all = (input: object = {}) =>
  harness.call('DescribeEgressOnlyInternetGateways', input).EgressOnlyInternetGateways;
const remove = (EgressOnlyInternetGatewayId: string) =>
  harness.call('DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId });

describe('egress-only internet gateways', () => {
  it('are attached from the start, and go', () => {
    const Tags = [{ Key: 'Name', Value: 'x' }];
    const TagSpecifications = [{ ResourceType: 'egress-only-internet-gateway', Tags }];
    const answer = create({ ClientToken: 't', TagSpecifications });
    const { EgressOnlyInternetGatewayId } = answer.EgressOnlyInternetGateway;
    expect(answer).toEqual({
      ClientToken: 't',
      EgressOnlyInternetGateway: {
        EgressOnlyInternetGatewayId: expect.stringMatching(/^eigw-[0-9a-f]{17}$/),
        Attachments: [{ VpcId, State: 'attached' }],
        Tags,
      },
    });
    expect(all({ Filters: [{ Name: 'tag:Name', Values: ['x'] }] })).toEqual([answer.EgressOnlyInternetGateway]);
    expect(all({ Filters: [{ Name: 'tag:Name', Values: ['y'] }] })).toEqual([]);
    expect(create({ ClientToken: 't', TagSpecifications })).toEqual(answer);
    expect(all()).toHaveLength(1);
    expect(remove(EgressOnlyInternetGatewayId)).toEqual({ ReturnCode: true });
    expect(all()).toEqual([]);
  });

  it('leave blackholes behind', () => {
    const { EgressOnlyInternetGatewayId } = create().EgressOnlyInternetGateway;
    const { RouteTableId } = harness.call('CreateRouteTable', { VpcId }).RouteTable;
    harness.call('CreateRoute', { RouteTableId, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId });
    const last = () =>
      harness.call('DescribeRouteTables', { RouteTableIds: [RouteTableId] }).RouteTables[0].Routes.at(-1);
    expect(last()).toMatchObject({ EgressOnlyInternetGatewayId, State: 'active' });
    remove(EgressOnlyInternetGatewayId);
    expect(last()).toMatchObject({ EgressOnlyInternetGatewayId, State: 'blackhole' });
  });

  it('keep their VPC', () => {
    const { EgressOnlyInternetGatewayId } = create().EgressOnlyInternetGateway;
    expect(harness.refusal('DeleteVpc', { VpcId })).toBe(
      `DependencyViolation: The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    );
    remove(EgressOnlyInternetGatewayId);
    harness.call('DeleteVpc', { VpcId });
  });

  it('are one to a VPC, and five in a region', () => {
    create();
    expect(harness.refusal('CreateEgressOnlyInternetGateway', { VpcId })).toBe(
      `InvalidParameterValue: Network ${VpcId} already has an egress only internet gateway attached`,
    );
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    const quotas = { egressOnlyGatewaysPerRegion: 1 };
    expect(harness.refusal('CreateEgressOnlyInternetGateway', { VpcId: other }, { quotas })).toMatch(
      /^EgressOnlyInternetGatewayLimitExceeded/,
    );
  });

  it.each([
    ['CreateEgressOnlyInternetGateway', { VpcId: 'vpc-0123456789abcdef0' }, /^InvalidVpcID.NotFound/],
    [
      'DeleteEgressOnlyInternetGateway',
      { EgressOnlyInternetGatewayId: NOWHERE },
      /^InvalidGatewayID.NotFound: The eigw ID 'eigw-0123456789abcdef0' does not exist$/,
    ],
    [
      'DeleteEgressOnlyInternetGateway',
      { EgressOnlyInternetGatewayId: 'x' },
      /^InvalidEgressOnlyInternetGatewayId.Malformed/,
    ],
    ['DescribeEgressOnlyInternetGateways', { EgressOnlyInternetGatewayIds: [NOWHERE] }, /^InvalidGatewayID.NotFound/],
    ['DescribeEgressOnlyInternetGateways', { MaxResults: 256 }, /^InvalidParameterValue/],
    ['DescribeEgressOnlyInternetGateways', { Filters: [{ Name: 'vpc-id', Values: ['x'] }] }, /^InvalidParameterValue/],
  ])('%s refuses %j', (action, input, words) => expect(harness.refusal(action, input)).toMatch(words));
});
