import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import type { Instant } from '../../name/scope.ts';
import { followNatGateways } from './lifecycle.ts';

let harness: Harness;
let VpcId: string;
let SubnetId: string;
let igw: string;
const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const NOWHERE = 'nat-0123456789abcdef0';

/** A VPC with an attached internet gateway and a subnet. */
beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  igw = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
  harness.call('AttachInternetGateway', { InternetGatewayId: igw, VpcId });
});

const allocate = (): string => harness.call('AllocateAddress').AllocationId;
const create = (input: object = { AllocationId: allocate() }) =>
  harness.call('CreateNatGateway', { SubnetId, ...input }).NatGateway;
const PRIVATE = { ConnectivityType: 'private' };
/** What the reconcile loop does. */
const follow = (ms = 0) => harness.transact((tx) => followNatGateways(tx, (NOW + ms) as Instant));
const shown = (id: string) => harness.call('DescribeNatGateways', { NatGatewayIds: [id] }).NatGateways[0];
const working = (input?: object): string => {
  const { NatGatewayId } = create(input);
  follow();
  return NatGatewayId;
};
const refused = (input: object) => harness.refusal('CreateNatGateway', { SubnetId, ...input });
const addressOf = (AllocationId: string) =>
  harness.call('DescribeAddresses', { AllocationIds: [AllocationId] }).Addresses[0];
const showEni = (id: string) =>
  harness.call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] }).NetworkInterfaces[0];
const eniOf = (id: string): string => shown(id).NatGatewayAddresses[0].NetworkInterfaceId;

describe('CreateNatGateway', () => {
  it('answers as AWS does, pending, and then it is available', () => {
    const AllocationId = allocate();
    const Tags = [{ Key: 'Name', Value: 'x' }];
    const answer = harness.call('CreateNatGateway', {
      SubnetId,
      AllocationId,
      ClientToken: 't',
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      TagSpecifications: [{ ResourceType: 'natgateway', Tags }],
    });
    const { AssociationId, PublicIp } = addressOf(AllocationId);
    const address = {
      AllocationId,
      AssociationId,
      PublicIp,
      NetworkInterfaceId: expect.stringMatching(/^eni-[0-9a-f]{17}$/),
      PrivateIp: '10.0.1.4',
      IsPrimary: true,
    };
    const gateway = {
      NatGatewayId: expect.stringMatching(/^nat-[0-9a-f]{17}$/),
      VpcId,
      SubnetId,
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      CreateTime: new Date(NOW),
      Tags,
    };
    const NatGateway = {
      ...gateway,
      State: 'pending',
      NatGatewayAddresses: [{ ...address, Status: 'associating' }],
    };
    expect(answer).toEqual({ ClientToken: 't', NatGateway });
    follow();
    expect(shown(answer.NatGateway.NatGatewayId)).toEqual({
      ...gateway,
      State: 'available',
      NatGatewayAddresses: [{ ...address, Status: 'succeeded' }],
    });
  });

  it('makes nothing twice for one client token', () => {
    const input = { ...PRIVATE, ClientToken: 't' };
    expect(create(input)).toEqual(create(input));
    expect(refused({ ...input, PrivateIpAddress: '10.0.1.9' })).toMatch(/^IdempotentParameterMismatch/);
  });

  it('takes the addresses that are named, also secondary ones', () => {
    const [AllocationId, second] = [allocate(), allocate()];
    const id = working({
      AllocationId,
      PrivateIpAddress: '10.0.1.50',
      SecondaryAllocationIds: [second],
      SecondaryPrivateIpAddresses: ['10.0.1.51'],
    });
    expect(shown(id).NatGatewayAddresses).toMatchObject([
      { AllocationId, PrivateIp: '10.0.1.50', IsPrimary: true },
      { AllocationId: second, PrivateIp: '10.0.1.51', IsPrimary: false },
    ]);
  });

  it('is private on request, with no Elastic IP and no internet gateway', () => {
    harness.call('DetachInternetGateway', { InternetGatewayId: igw, VpcId });
    const id = working({ ...PRIVATE, SecondaryPrivateIpAddressCount: 2 });
    const { ConnectivityType, State, NatGatewayAddresses } = shown(id);
    expect([ConnectivityType, State]).toEqual(['private', 'available']);
    expect(NatGatewayAddresses.map((one: { PrivateIp: string }) => one.PrivateIp)).toEqual([
      '10.0.1.4',
      '10.0.1.5',
      '10.0.1.6',
    ]);
    expect(NatGatewayAddresses[0]).not.toHaveProperty('PublicIp');
  });

  it.each([
    [{}, /^MissingParameter: .*AllocationId/],
    [{ AllocationId: 'x' }, /^InvalidAllocationID.Malformed/],
    [{ ...PRIVATE, SubnetId: undefined }, /^MissingParameter: .*subnetId/],
    [{ ...PRIVATE, SubnetId: 'subnet-0123456789abcdef0' }, /^InvalidSubnetID.NotFound/],
    [{ ConnectivityType: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter connectivityType/],
    [{ ...PRIVATE, AllocationId: 'eipalloc-0123456789abcdef0' }, /^InvalidParameterCombination: .*AllocationId/],
    [{ ...PRIVATE, PrivateIpAddress: '10.0.1.1' }, /^InvalidParameterValue: .*reserved/],
    [{ ...PRIVATE, PrivateIpAddress: '10.0.2.9' }, /^InvalidParameterValue: Address does not fall/],
    [{ ...PRIVATE, SecondaryPrivateIpAddressCount: 8 }, /^PrivateIpAddressLimitExceeded/],
    [{ ...PRIVATE, SecondaryPrivateIpAddressCount: -1 }, /^InvalidParameterValue/],
    [
      { ...PRIVATE, SecondaryPrivateIpAddressCount: 1, SecondaryPrivateIpAddresses: ['10.0.1.9'] },
      /^InvalidParameterCombination/,
    ],
    [{ AvailabilityMode: 'regional' }, /^UnsupportedOperation: Regional/],
    [{ AvailabilityMode: 'x' }, /^InvalidParameterValue/],
    [{ ...PRIVATE, VpcId: 'vpc-1' }, /^UnsupportedOperation: .*VpcId/],
    [{ ...PRIVATE, TagSpecifications: [{ ResourceType: 'nat-gateway', Tags: [] }] }, /^InvalidParameterValue/],
  ])('refuses %j', (input, words) => expect(refused(input)).toMatch(words));

  it('refuses an address in use, and secondary ones that do not fit', () => {
    putEni(harness, SubnetId, '10.0.1.9');
    expect(refused({ ...PRIVATE, PrivateIpAddress: '10.0.1.9' })).toMatch(/^InvalidIPAddress.InUse/);
    const [AllocationId, second, third] = [allocate(), allocate(), allocate()];
    const one = { AllocationId, SecondaryAllocationIds: [second] };
    expect(refused({ ...one, SecondaryPrivateIpAddresses: ['10.0.1.7', '10.0.1.8'] })).toMatch(
      /^InvalidParameterCombination: The number of/,
    );
    expect(refused({ ...one, SecondaryPrivateIpAddressCount: 1 })).toMatch(/^InvalidParameterCombination/);
    expect(refused({ ...one, SecondaryAllocationIds: [AllocationId] })).toMatch(/^InvalidParameterValue: .*once/);
    expect(refused({ ...one, SecondaryAllocationIds: [second, third] })).toMatch(/^AddressLimitExceeded/);
  });

  it('is refused beyond five in a zone', () => {
    for (let i = 0; i < 5; i++) create(PRIVATE);
    expect(refused(PRIVATE)).toBe(
      'NatGatewayLimitExceeded: Performing this operation would exceed the limit of 5 NAT gateways',
    );
    const other = { VpcId, CidrBlock: '10.0.2.0/24', AvailabilityZone: 'us-east-1b' };
    const elsewhere = harness.call('CreateSubnet', other).Subnet.SubnetId;
    create({ ...PRIVATE, SubnetId: elsewhere });
  });
});

describe('a gateway that cannot be', () => {
  /** The code and words of the failure, after the loop. */
  function failureOf(input: object): readonly [string, string] {
    const { NatGatewayId, State } = create(input);
    expect(State).toBe('pending');
    expect(shown(NatGatewayId)).not.toHaveProperty('FailureCode');
    follow();
    const { FailureCode, FailureMessage, ...rest } = shown(NatGatewayId);
    expect(rest).toMatchObject({ State: 'failed', DeleteTime: new Date(NOW) });
    for (const address of rest.NatGatewayAddresses) expect(address).not.toHaveProperty('NetworkInterfaceId');
    expect(harness.call('DescribeNetworkInterfaces').NetworkInterfaces.length).toBeLessThanOrEqual(1);
    return [FailureCode, FailureMessage];
  }

  it('fails for want of an internet gateway', () => {
    harness.call('DetachInternetGateway', { InternetGatewayId: igw, VpcId });
    const AllocationId = allocate();
    expect(failureOf({ AllocationId })).toEqual([
      'Gateway.NotAttached',
      `Network ${VpcId} has no Internet gateway attached`,
    ]);
    expect(addressOf(AllocationId)).not.toHaveProperty('AssociationId');
  });

  it('fails for an Elastic IP that is not there', () => {
    const AllocationId = 'eipalloc-0123456789abcdef0';
    expect(failureOf({ AllocationId })).toEqual([
      'InvalidAllocationID.NotFound',
      `Elastic IP address ${AllocationId} could not be associated with this NAT gateway`,
    ]);
  });

  it('fails for an Elastic IP in use', () => {
    const AllocationId = allocate();
    harness.call('AssociateAddress', { AllocationId, NetworkInterfaceId: putEni(harness, SubnetId, '10.0.1.9') });
    expect(failureOf({ AllocationId })).toEqual([
      'Resource.AlreadyAssociated',
      `Elastic IP address ${AllocationId} is already associated`,
    ]);
  });

  it('fails for want of addresses', () => {
    SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.2.0/28' }).Subnet.SubnetId;
    putEni(harness, SubnetId, ...Array.from({ length: 11 }, (_, i) => `10.0.2.${4 + i}`));
    expect(failureOf(PRIVATE)).toEqual([
      'InsufficientFreeAddressesInSubnet',
      'Subnet has insufficient free addresses to create this NAT gateway',
    ]);
  });

  it('is shown for an hour, does not count, and can be deleted before', () => {
    const failing = { AllocationId: 'eipalloc-0123456789abcdef0' };
    const first = create(failing).NatGatewayId;
    const second = create(failing).NatGatewayId;
    follow();
    harness.call('DeleteNatGateway', { NatGatewayId: second });
    follow(1);
    expect(shown(second).State).toBe('deleted');
    follow(HOUR - 1);
    expect(shown(first).State).toBe('failed');
    follow(HOUR);
    expect(harness.refusal('DescribeNatGateways', { NatGatewayIds: [first] })).toMatch(/^NatGatewayNotFound/);
  });
});

describe('DeleteNatGateway', () => {
  it('goes by deleting and deleted, which is shown for an hour; its Elastic IP is free', () => {
    const AllocationId = allocate();
    const NatGatewayId = working({ AllocationId });
    const eni = eniOf(NatGatewayId);
    expect(harness.call('DeleteNatGateway', { NatGatewayId })).toEqual({ NatGatewayId });
    expect(harness.call('DeleteNatGateway', { NatGatewayId })).toEqual({ NatGatewayId });
    expect(shown(NatGatewayId).State).toBe('deleting');
    follow(1000);
    expect(shown(NatGatewayId)).toMatchObject({
      State: 'deleted',
      DeleteTime: new Date(NOW + 1000),
      NatGatewayAddresses: [{ AllocationId, NetworkInterfaceId: eni, PrivateIp: '10.0.1.4', IsPrimary: true }],
    });
    expect(addressOf(AllocationId)).not.toHaveProperty('AssociationId');
    expect(harness.refusal('DescribeNetworkInterfaces', { NetworkInterfaceIds: [eni] })).toMatch(
      /^InvalidNetworkInterfaceID.NotFound/,
    );
    const gone = `NatGatewayNotFound: The Nat Gateway ${NatGatewayId} was not found`;
    expect(harness.refusal('DeleteNatGateway', { NatGatewayId })).toBe(gone);
    harness.call('ReleaseAddress', { AllocationId });
    follow(1000 + HOUR);
    expect(harness.refusal('DescribeNatGateways', { NatGatewayIds: [NatGatewayId] })).toBe(gone);
  });

  it.each([
    [NOWHERE, `NatGatewayNotFound: The Nat Gateway ${NOWHERE} was not found`],
    ['x', 'NatGatewayMalformed: Invalid id: "x" (expecting "nat-...")'],
  ])('refuses %s', (NatGatewayId, words) => expect(harness.refusal('DeleteNatGateway', { NatGatewayId })).toBe(words));
});

describe("the gateway's interface", () => {
  it('is shown as its own', () => {
    const id = working();
    const eni = eniOf(id);
    expect(showEni(eni)).toMatchObject({
      InterfaceType: 'nat_gateway',
      RequesterManaged: true,
      RequesterId: 'amazon-aws',
      Description: `Interface for NAT Gateway ${id}`,
      Status: 'in-use',
      Groups: [],
      SourceDestCheck: false,
      Attachment: {
        AttachmentId: expect.stringMatching(/^ela-attach-/),
        InstanceOwnerId: 'amazon-aws',
        Status: 'attached',
      },
      Association: { IpOwnerId: '111122223333' },
    });
    for (const [Name, value] of [
      ['interface-type', 'nat_gateway'],
      ['requester-managed', 'true'],
      ['requester-id', 'amazon-aws'],
      ['attachment.nat-gateway-id', id],
      ['attachment.instance-owner-id', 'amazon-aws'],
      ['attachment.status', 'attached'],
      ['status', 'in-use'],
    ] as const) {
      const filter = { Filters: [{ Name, Values: [value] }] };
      expect(harness.call('DescribeNetworkInterfaces', filter).NetworkInterfaces).toHaveLength(1);
    }
  });

  it('is nobody else’s to change', () => {
    const id = working();
    const NetworkInterfaceId = eniOf(id);
    const { AttachmentId } = showEni(NetworkInterfaceId).Attachment;
    const { AssociationId } = harness.call('DescribeAddresses').Addresses[0];
    const managed = "OperationNotPermitted: You are not allowed to manage 'ela-attach' attachments.";
    const foreign = 'AuthFailure: You do not have permission to access the specified resource.';
    const input = { ImageId: 'ami-00000000000008664', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 };
    const ROWS: ReadonlyArray<readonly [string, object, string]> = [
      ['DeleteNetworkInterface', { NetworkInterfaceId }, managed],
      ['DetachNetworkInterface', { AttachmentId }, managed],
      ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: { Value: true } }, foreign],
      ['AssociateAddress', { NetworkInterfaceId, AllocationId: allocate() }, foreign],
      ['AssociateAddress', { NetworkInterfaceId, PublicIp: shown(id).NatGatewayAddresses[0].PublicIp }, foreign],
      ['DisassociateAddress', { AssociationId }, foreign],
      [
        'RunInstances',
        { ...input, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] },
        `InvalidNetworkInterface.InUse: Interface: [${NetworkInterfaceId}] in use.`,
      ],
    ];
    for (const [action, asked, words] of ROWS)
      expect([action, harness.refusal(action, asked)]).toEqual([action, words]);
  });

  it('holds on to subnet, VPC, internet gateway and Elastic IP, until it is gone', () => {
    const AllocationId = allocate();
    const NatGatewayId = working({ AllocationId });
    const detach = { InternetGatewayId: igw, VpcId };
    expect(harness.refusal('DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    expect(harness.refusal('DetachInternetGateway', detach)).toMatch(/^DependencyViolation/);
    expect(harness.refusal('ReleaseAddress', { AllocationId })).toMatch(/^AuthFailure: You do not have permission/);
    expect(harness.refusal('DeleteVpc', { VpcId })).toMatch(/^DependencyViolation/);
    harness.call('DeleteNatGateway', { NatGatewayId });
    follow();
    harness.call('ReleaseAddress', { AllocationId });
    harness.call('DetachInternetGateway', detach);
    harness.call('DeleteSubnet', { SubnetId });
    harness.call('DeleteVpc', { VpcId });
    expect(shown(NatGatewayId)).toMatchObject({ State: 'deleted', VpcId, SubnetId });
    follow(HOUR);
  });
});

describe('DescribeNatGateways', () => {
  it('filters and pages', () => {
    const Tags = [{ Key: 'Name', Value: 'x' }];
    const first = working({ ...PRIVATE, TagSpecifications: [{ ResourceType: 'natgateway', Tags }] });
    const second = create(PRIVATE).NatGatewayId;
    const ids = (Name: string, value: string) =>
      harness
        .call('DescribeNatGateways', { Filter: [{ Name, Values: [value] }] })
        .NatGateways.map((one: { NatGatewayId: string }) => one.NatGatewayId);
    expect(ids('state', 'available')).toEqual([first]);
    expect(ids('state', 'pending')).toEqual([second]);
    expect(ids('nat-gateway-id', second)).toEqual([second]);
    expect(ids('subnet-id', SubnetId)).toEqual([first, second]);
    expect(ids('vpc-id', VpcId)).toEqual([first, second]);
    expect(ids('tag:Name', 'x')).toEqual([first]);
    expect(harness.refusal('DescribeNatGateways', { MaxResults: 4 })).toMatch(/^InvalidParameterValue/);
    expect(harness.refusal('DescribeNatGateways', { Filter: [{ Name: 'x', Values: ['y'] }] })).toMatch(
      /^InvalidParameterValue/,
    );
    expect(harness.call('DescribeNatGateways', { MaxResults: 5 }).NatGateways).toHaveLength(2);
  });
});
