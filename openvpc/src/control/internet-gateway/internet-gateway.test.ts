import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
let InternetGatewayId: string;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  InternetGatewayId = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
});
const attach = (input: object = {}) => harness.call('AttachInternetGateway', { InternetGatewayId, VpcId, ...input });
const shown = () => harness.call('DescribeInternetGateways').InternetGateways;

describe('internet gateways', () => {
  it('start unattached', () => {
    const unattached = { InternetGatewayId, OwnerId: '111122223333', Attachments: [], Tags: [] };
    expect(shown()).toEqual([unattached]);
    expect(InternetGatewayId).toMatch(/^igw-[0-9a-f]{17}$/);
  });

  it('attach, detach, and go', () => {
    attach();
    expect(shown()[0].Attachments).toEqual([{ VpcId, State: 'available' }]);
    harness.call('DetachInternetGateway', { InternetGatewayId, VpcId });
    expect(shown()[0].Attachments).toEqual([]);
    harness.call('DeleteInternetGateway', { InternetGatewayId });
    expect(shown()).toEqual([]);
  });

  it('leave blackholes behind, which live again when the gateway is attached again', () => {
    attach();
    const { RouteTableId } = harness.call('CreateRouteTable', { VpcId }).RouteTable;
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId });
    const state = () => harness.call('DescribeRouteTables', { RouteTableIds: [RouteTableId] }).RouteTables[0].Routes[1];
    expect(state()).toMatchObject({ GatewayId: InternetGatewayId, State: 'active' });
    harness.call('DetachInternetGateway', { InternetGatewayId, VpcId });
    expect(state()).toMatchObject({ GatewayId: InternetGatewayId, State: 'blackhole' });
    attach();
    expect(state().State).toBe('active');
    harness.call('DetachInternetGateway', { InternetGatewayId, VpcId });
    harness.call('DeleteInternetGateway', { InternetGatewayId });
    expect(state()).toMatchObject({ GatewayId: InternetGatewayId, State: 'blackhole' });
  });

  it('attach to one VPC at a time', () => {
    attach();
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    for (const vpc of [VpcId, other]) {
      expect(harness.refusal('AttachInternetGateway', { InternetGatewayId, VpcId: vpc })).toBe(
        `Resource.AlreadyAssociated: resource ${InternetGatewayId} is already attached to network ${VpcId}`,
      );
    }
    expect(harness.refusal('DetachInternetGateway', { InternetGatewayId, VpcId: other })).toBe(
      `Gateway.NotAttached: resource ${InternetGatewayId} is not attached to network ${other}`,
    );
  });

  it('are one to a VPC', () => {
    attach();
    const second = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
    expect(harness.refusal('AttachInternetGateway', { InternetGatewayId: second, VpcId })).toBe(
      `InvalidParameterValue: Network ${VpcId} already has an internet gateway attached`,
    );
  });

  it('are not deleted while attached', () => {
    attach();
    expect(harness.refusal('DeleteInternetGateway', { InternetGatewayId })).toBe(
      `DependencyViolation: The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
    );
  });

  it('and VPCs that do not exist', () => {
    const unknown = 'igw-0123456789abcdef0';
    const words = `InvalidInternetGatewayID.NotFound: The internetGateway ID '${unknown}' does not exist`;
    for (const action of ['AttachInternetGateway', 'DetachInternetGateway', 'DeleteInternetGateway']) {
      expect(harness.refusal(action, { InternetGatewayId: unknown, VpcId })).toBe(words);
    }
    const noVpc = { InternetGatewayId, VpcId: 'vpc-0123456789abcdef0' };
    expect(harness.refusal('AttachInternetGateway', noVpc)).toMatch(/^InvalidVpcID.NotFound/);
    expect(harness.refusal('DetachInternetGateway', noVpc)).toMatch(/^InvalidVpcID.NotFound/);
  });

  it('are five in a region', () => {
    for (let i = 1; i < 5; i++) harness.call('CreateInternetGateway');
    expect(harness.refusal('CreateInternetGateway')).toBe(
      'InternetGatewayLimitExceeded: The maximum number of internet gateways has been reached.',
    );
  });

  it('are found by their filters', () => {
    harness.call('CreateInternetGateway', {
      TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'Name', Value: 'x' }] }],
    });
    attach();
    const ids = (Name: string, value: string) =>
      harness
        .call('DescribeInternetGateways', { Filters: [{ Name, Values: [value] }] })
        .InternetGateways.map((gateway: { InternetGatewayId: string }) => gateway.InternetGatewayId);
    expect(ids('attachment.vpc-id', VpcId)).toEqual([InternetGatewayId]);
    expect(ids('attachment.state', 'available')).toEqual([InternetGatewayId]);
    expect(ids('internet-gateway-id', InternetGatewayId)).toEqual([InternetGatewayId]);
    expect(ids('owner-id', '111122223333')).toHaveLength(2);
    expect(ids('tag:Name', 'x')).toHaveLength(1);
  });
});
