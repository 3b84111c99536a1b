import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';

/** Edge associations: the table for what enters the VPC by its internet gateway (VPC User Guide, "Gateway route tables"). */
let harness: Harness;
let VpcId: string;
let SubnetId: string;
let RouteTableId: string;
let GatewayId: string;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  GatewayId = gateway(VpcId);
  RouteTableId = newTable();
});

function gateway(vpc: string): string {
  const { InternetGatewayId } = harness.call('CreateInternetGateway').InternetGateway;
  harness.call('AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
  return InternetGatewayId;
}
const newTable = (): string => harness.call('CreateRouteTable', { VpcId }).RouteTable.RouteTableId;
const table = (id = RouteTableId) => harness.call('DescribeRouteTables', { RouteTableIds: [id] }).RouteTables[0];
const associate = (input: object = {}) =>
  harness.call('AssociateRouteTable', { RouteTableId, GatewayId, ...input }).AssociationId;
const refused = (input: object = {}) => harness.refusal('AssociateRouteTable', { RouteTableId, GatewayId, ...input });

describe('edge associations', () => {
  it('come and go', () => {
    const AssociationId = associate();
    expect(table().Associations).toEqual([
      {
        RouteTableAssociationId: AssociationId,
        RouteTableId,
        GatewayId,
        Main: false,
        AssociationState: { State: 'associated' },
      },
    ]);
    const filter = { Filters: [{ Name: 'association.gateway-id', Values: [GatewayId] }] };
    expect(harness.call('DescribeRouteTables', filter).RouteTables).toHaveLength(1);
    expect(harness.refusal('DeleteRouteTable', { RouteTableId })).toMatch(/^DependencyViolation/);
    harness.call('DisassociateRouteTable', { AssociationId });
    expect(table().Associations).toEqual([]);
  });

  it('are one to a gateway, and move', () => {
    const AssociationId = associate();
    const other = newTable();
    expect(refused({ RouteTableId: other })).toBe(
      `Resource.AlreadyAssociated: the specified association for route table ${other} conflicts with an existing association`,
    );
    const input = { AssociationId, RouteTableId: other };
    const { NewAssociationId } = harness.call('ReplaceRouteTableAssociation', input);
    expect(table(other).Associations).toMatchObject([{ RouteTableAssociationId: NewAssociationId, GatewayId }]);
    expect(table().Associations).toEqual([]);
  });

  it('do not move to a table that a gateway cannot have', () => {
    const AssociationId = associate();
    const other = newTable();
    harness.call('CreateRoute', { RouteTableId: other, DestinationCidrBlock: '0.0.0.0/0', GatewayId });
    expect(harness.refusal('ReplaceRouteTableAssociation', { AssociationId, RouteTableId: other })).toMatch(
      /^InvalidParameterValue: .*cannot be associated/,
    );
  });

  it('end when the gateway leaves the VPC', () => {
    associate();
    harness.call('DetachInternetGateway', { InternetGatewayId: GatewayId, VpcId });
    expect(table().Associations).toEqual([]);
    harness.call('DeleteInternetGateway', { InternetGatewayId: GatewayId });
  });

  it('want the gateway of the same VPC', () => {
    const far = gateway(harness.call('CreateVpc', { CidrBlock: '10.9.0.0/16' }).Vpc.VpcId);
    const loose = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
    for (const id of [far, loose]) {
      expect(refused({ GatewayId: id })).toBe(
        `InvalidParameterValue: route table ${RouteTableId} and network gateway ${id} belong to different networks`,
      );
    }
    expect(refused({ GatewayId: 'vgw-0123456789abcdef0' })).toBe(
      "InvalidGatewayID.NotFound: The gateway ID 'vgw-0123456789abcdef0' does not exist",
    );
  });

  it('take a table with routes to interfaces, and one without any', () => {
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.40');
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '10.0.1.0/24', NetworkInterfaceId });
    harness.call('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '10.0.0.0/16', NetworkInterfaceId });
    associate();
  });

  it.each([
    ['to the gateway', { DestinationCidrBlock: '8.0.0.0/8', GatewayId: 'igw' }, /leads elsewhere/],
    ['outside the VPC', { DestinationCidrBlock: '8.0.0.0/8', NetworkInterfaceId: 'eni' }, /8\.0\.0\.0\/8 is outside/],
    ['larger than the VPC', { DestinationCidrBlock: '10.0.0.0/8', NetworkInterfaceId: 'eni' }, /is outside the VPC/],
  ])('refuse a route %s, before and after', (_what, route, words) => {
    const eni = putEni(harness, SubnetId, '10.0.1.40');
    const target = 'GatewayId' in route ? { GatewayId } : { NetworkInterfaceId: eni };
    const input = { ...route, ...target };
    harness.call('CreateRoute', { RouteTableId, ...input });
    expect(refused()).toMatch(words);
    const other = newTable();
    associate({ RouteTableId: other });
    const said = harness.refusal('CreateRoute', { RouteTableId: other, ...input });
    expect(said).toMatch(/^InvalidParameterValue: route table rtb-\w+ is a gateway's: /);
    expect(said).toMatch(words);
  });
});
