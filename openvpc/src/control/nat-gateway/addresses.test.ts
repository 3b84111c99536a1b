import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { followNatGateways } from './lifecycle.ts';

/** More and fewer addresses for a gateway that works. */
let harness: Harness;
let SubnetId: string;
const NOWHERE = 'nat-0123456789abcdef0';

beforeEach(() => {
  harness = createHarness();
  const { VpcId } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  const { InternetGatewayId } = harness.call('CreateInternetGateway').InternetGateway;
  harness.call('AttachInternetGateway', { InternetGatewayId, VpcId });
});

const allocate = (): string => harness.call('AllocateAddress').AllocationId;
function gateway(input: object = { AllocationId: allocate() }): string {
  const { NatGatewayId } = harness.call('CreateNatGateway', { SubnetId, ...input }).NatGateway;
  harness.transact((tx, call) => followNatGateways(tx, call.now));
  return NatGatewayId;
}
const privateGateway = () => gateway({ ConnectivityType: 'private' });
const addresses = (id: string) =>
  harness.call('DescribeNatGateways', { NatGatewayIds: [id] }).NatGateways[0].NatGatewayAddresses;
const privateIps = (id: string) => addresses(id).map((one: { PrivateIp: string }) => one.PrivateIp);

describe('the Elastic IPs of a public gateway', () => {
  it('come with a private address each, and go with it', () => {
    const NatGatewayId = gateway();
    const second = allocate();
    const { NatGatewayAddresses } = harness.call('AssociateNatGatewayAddress', {
      NatGatewayId,
      AllocationIds: [second],
      PrivateIpAddresses: ['10.0.1.77'],
    });
    expect(NatGatewayAddresses).toMatchObject([
      { AllocationId: second, PrivateIp: '10.0.1.77', IsPrimary: false, Status: 'associating' },
    ]);
    expect(addresses(NatGatewayId)).toHaveLength(2);
    const [primary, secondary] = addresses(NatGatewayId);
    const disassociate = (AssociationId: string) => ({ NatGatewayId, AssociationIds: [AssociationId] });
    expect(harness.refusal('DisassociateNatGatewayAddress', disassociate(primary.AssociationId))).toMatch(
      /^InvalidParameterValue: .*primary/,
    );
    const answer = harness.call('DisassociateNatGatewayAddress', disassociate(secondary.AssociationId));
    expect(answer.NatGatewayAddresses).toMatchObject([{ AllocationId: second, Status: 'disassociating' }]);
    expect(privateIps(NatGatewayId)).toEqual(['10.0.1.4']);
    expect(harness.call('DescribeAddresses', { AllocationIds: [second] }).Addresses[0]).not.toHaveProperty(
      'AssociationId',
    );
  });

  it('are two by default', () => {
    const NatGatewayId = gateway();
    const AllocationIds = [allocate(), allocate()];
    expect(harness.refusal('AssociateNatGatewayAddress', { NatGatewayId, AllocationIds })).toMatch(
      /^AddressLimitExceeded/,
    );
    const quotas = { elasticIpsPerNatGateway: 8 };
    harness.call('AssociateNatGatewayAddress', { NatGatewayId, AllocationIds }, { quotas });
    expect(privateIps(NatGatewayId)).toEqual(['10.0.1.4', '10.0.1.5', '10.0.1.6']);
  });

  it('are not those of others', () => {
    const NatGatewayId = gateway();
    const used = allocate();
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.9');
    const { AssociationId } = harness.call('AssociateAddress', { AllocationId: used, NetworkInterfaceId });
    expect(harness.refusal('AssociateNatGatewayAddress', { NatGatewayId, AllocationIds: [used] })).toBe(
      `Resource.AlreadyAssociated: resource ${used} is already associated with associate-id ${AssociationId}`,
    );
    expect(harness.refusal('DisassociateNatGatewayAddress', { NatGatewayId, AssociationIds: [AssociationId] })).toMatch(
      /^InvalidAssociationID.NotFound/,
    );
  });

  it.each<[string, object, RegExp]>([
    ['AssociateNatGatewayAddress', { AllocationIds: [] }, /^MissingParameter/],
    ['AssociateNatGatewayAddress', { AllocationIds: ['x'] }, /^InvalidAllocationID.Malformed/],
    ['AssociateNatGatewayAddress', { AllocationIds: ['eipalloc-0123456789abcdef0'] }, /^InvalidAllocationID.NotFound/],
    [
      'AssociateNatGatewayAddress',
      { AllocationIds: ['eipalloc-0123456789abcdef0'], PrivateIpAddresses: ['10.0.1.8', '10.0.1.9'] },
      /^InvalidParameterCombination/,
    ],
    ['AssociateNatGatewayAddress', { AllocationIds: [], AvailabilityZone: 'us-east-1a' }, /^UnsupportedOperation/],
    [
      'AssociateNatGatewayAddress',
      { NatGatewayId: NOWHERE, AllocationIds: ['eipalloc-0123456789abcdef0'] },
      /^NatGatewayNotFound/,
    ],
    ['DisassociateNatGatewayAddress', { AssociationIds: [] }, /^MissingParameter/],
    ['DisassociateNatGatewayAddress', { AssociationIds: ['x'] }, /^InvalidAssociationID.NotFound/],
    [
      'DisassociateNatGatewayAddress',
      { AssociationIds: ['x'], MaxDrainDurationSeconds: 4001 },
      /^InvalidParameterValue: .*maxDrainDurationSeconds/,
    ],
    ['AssignPrivateNatGatewayAddress', { PrivateIpAddressCount: 1 }, /^UnsupportedOperation: .*public/],
  ])('%s refuses %j', (action, input, words) => {
    expect(harness.refusal(action, { NatGatewayId: gateway(), ...input })).toMatch(words);
  });

  it('wait until the gateway works', () => {
    const input = { SubnetId, AllocationId: allocate() };
    const { NatGatewayId } = harness.call('CreateNatGateway', input).NatGateway;
    expect(harness.refusal('AssociateNatGatewayAddress', { NatGatewayId, AllocationIds: [allocate()] })).toBe(
      `IncorrectState: The NAT gateway ${NatGatewayId} is pending.`,
    );
  });
});

describe('the addresses of a private gateway', () => {
  it('come and go', () => {
    const NatGatewayId = privateGateway();
    harness.call('AssignPrivateNatGatewayAddress', { NatGatewayId, PrivateIpAddresses: ['10.0.1.77'] });
    const answer = harness.call('AssignPrivateNatGatewayAddress', { NatGatewayId, PrivateIpAddressCount: 2 });
    expect(answer.NatGatewayAddresses).toMatchObject([
      { PrivateIp: '10.0.1.5', IsPrimary: false, Status: 'assigning' },
      { PrivateIp: '10.0.1.6', IsPrimary: false, Status: 'assigning' },
    ]);
    expect(privateIps(NatGatewayId)).toEqual(['10.0.1.4', '10.0.1.77', '10.0.1.5', '10.0.1.6']);
    const PrivateIpAddresses = ['10.0.1.77', '10.0.1.6'];
    const gone = harness.call('UnassignPrivateNatGatewayAddress', { NatGatewayId, PrivateIpAddresses });
    expect(gone.NatGatewayAddresses).toMatchObject([{ PrivateIp: '10.0.1.77' }, { Status: 'unassigning' }]);
    expect(privateIps(NatGatewayId)).toEqual(['10.0.1.4', '10.0.1.5']);
  });

  it.each<[string, object, RegExp]>([
    ['AssignPrivateNatGatewayAddress', {}, /^MissingParameter/],
    ['AssignPrivateNatGatewayAddress', { PrivateIpAddressCount: 0 }, /^InvalidParameterValue/],
    ['AssignPrivateNatGatewayAddress', { PrivateIpAddressCount: 8 }, /^PrivateIpAddressLimitExceeded/],
    [
      'AssignPrivateNatGatewayAddress',
      { PrivateIpAddressCount: 1, PrivateIpAddresses: ['10.0.1.9'] },
      /^InvalidParameterCombination/,
    ],
    ['AssignPrivateNatGatewayAddress', { PrivateIpAddresses: ['10.0.1.4'] }, /^InvalidIPAddress.InUse/],
    ['UnassignPrivateNatGatewayAddress', { PrivateIpAddresses: [] }, /^MissingParameter/],
    ['UnassignPrivateNatGatewayAddress', { PrivateIpAddresses: ['10.0.1.4'] }, /^InvalidParameterValue: .*secondary/],
    ['UnassignPrivateNatGatewayAddress', { PrivateIpAddresses: ['x'] }, /^InvalidParameterValue/],
    ['AssociateNatGatewayAddress', { AllocationIds: ['eipalloc-0123456789abcdef0'] }, /^UnsupportedOperation/],
  ])('%s refuses %j', (action, input, words) => {
    expect(harness.refusal(action, { NatGatewayId: privateGateway(), ...input })).toMatch(words);
  });
});
