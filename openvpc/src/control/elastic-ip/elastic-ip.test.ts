import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import type { AccountId, Region } from '../../name/scope.ts';
import { prefix } from '../../net/prefix.ts';
import { markRunning } from '../instance/lifecycle.ts';

let harness: Harness;
let VpcId: string;
let SubnetId: string;
let igw: string;
const OWNER = '111122223333';
const NO_ALLOCATION = 'eipalloc-0123456789abcdef0';
const NO_ASSOCIATION = 'eipassoc-0123456789abcdef0';
const ONE = { ImageId: 'ami-00000000000008664', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 };

/** A VPC with an attached internet gateway and a subnet. */
beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  igw = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
  harness.call('AttachInternetGateway', { InternetGatewayId: igw, VpcId });
});

const allocate = (input: object = {}) => harness.call('AllocateAddress', { Domain: 'vpc', ...input });
const associate = (input: object): string => harness.call('AssociateAddress', input).AssociationId;
const refused = (input: object) => harness.refusal('AssociateAddress', input);
const shown = (id: string) => harness.call('DescribeAddresses', { AllocationIds: [id] }).Addresses[0];
const eni = (...addresses: readonly string[]) => putEni(harness, SubnetId, ...addresses);
const showEni = (id: string) =>
  harness.call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] }).NetworkInterfaces[0];
/** Its id and that of its interface. */
function instance(subnet = SubnetId, isRunning = true): readonly [string, string] {
  const { InstanceId, NetworkInterfaces } = harness.call('RunInstances', { ...ONE, SubnetId: subnet }).Instances[0];
  if (isRunning) harness.transact((tx, call) => markRunning(tx, InstanceId, call.now));
  return [InstanceId, NetworkInterfaces[0].NetworkInterfaceId];
}

describe('AllocateAddress', () => {
  it('answers as AWS does, and is described so', () => {
    const Tags = [{ Key: 'Name', Value: 'x' }];
    const answer = allocate({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] });
    expect(answer).toEqual({
      AllocationId: expect.stringMatching(/^eipalloc-[0-9a-f]{17}$/),
      PublicIp: expect.stringMatching(/^198\.1[89]\.\d+\.\d+$/),
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: 'us-east-1',
    });
    expect(shown(answer.AllocationId)).toEqual({ ...answer, Tags });
  });

  it('takes addresses of the pool that the server has, and of no other, until there are none', () => {
    const publicPool = prefix('203.0.113.8/30');
    const ips = [1, 2].map(() => harness.call('AllocateAddress', {}, { publicPool }).PublicIp);
    expect(new Set(ips)).toEqual(new Set(['203.0.113.9', '203.0.113.10']));
    expect(harness.refusal('AllocateAddress', {}, { publicPool })).toBe(
      'InsufficientAddressCapacity: The pool of public addresses is used up.',
    );
  });

  it("takes none of a VPC's own, which no packet would leave for the internet", () => {
    harness.call('CreateVpc', { CidrBlock: '203.0.113.0/24' });
    expect(harness.refusal('AllocateAddress', {}, { publicPool: prefix('203.0.113.0/29') })).toMatch(
      /^InsufficientAddressCapacity/,
    );
  });

  it('gives a free one that is named', () => {
    expect(allocate({ Address: '198.18.7.7' }).PublicIp).toBe('198.18.7.7');
    for (const Address of ['198.18.7.7', '8.8.8.8', '198.18.0.0']) {
      expect(harness.refusal('AllocateAddress', { Address })).toBe(
        `InvalidAddress.NotFound: Address '${Address}' not found.`,
      );
    }
  });

  it('gives five in a region', () => {
    for (let i = 0; i < 5; i++) allocate();
    expect(harness.refusal('AllocateAddress')).toBe(
      'AddressLimitExceeded: The maximum number of addresses has been reached.',
    );
  });

  it.each([
    [{ Domain: 'standard' }, /^InvalidParameterValue: Value \(standard\) for parameter domain/],
    [{ PublicIpv4Pool: 'ipv4pool-ec2-0' }, /^InvalidParameterValue: .*publicIpv4Pool/],
    [{ NetworkBorderGroup: 'us-west-2' }, /^InvalidParameterValue: .*networkBorderGroup/],
    [{ CustomerOwnedIpv4Pool: 'x' }, /^UnsupportedOperation/],
    [{ IpamPoolId: 'x' }, /^UnsupportedOperation/],
    [{ Address: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter address/],
    [{ TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] }, /^InvalidParameterValue: 'vpc'/],
  ])('refuses %j', (input, words) => expect(harness.refusal('AllocateAddress', input)).toMatch(words));
});

describe('AssociateAddress', () => {
  it('gives an instance a public address, which every describe call shows', () => {
    const [InstanceId, NetworkInterfaceId] = instance();
    const { AllocationId, PublicIp } = allocate();
    const AssociationId = associate({ AllocationId, InstanceId });
    expect(AssociationId).toMatch(/^eipassoc-[0-9a-f]{17}$/);
    expect(shown(AllocationId)).toMatchObject({
      AssociationId,
      InstanceId,
      NetworkInterfaceId,
      NetworkInterfaceOwnerId: OWNER,
      PrivateIpAddress: '10.0.1.4',
    });
    const Association = { PublicIp, PublicDnsName: '', IpOwnerId: OWNER, AllocationId, AssociationId };
    expect(showEni(NetworkInterfaceId)).toMatchObject({ Association, PrivateIpAddresses: [{ Association }] });
    const [one] = harness.call('DescribeInstances').Reservations[0].Instances;
    expect(one).toMatchObject({ PublicIpAddress: PublicIp, PublicDnsName: '' });
    expect(one.NetworkInterfaces[0].Association).toEqual({ PublicIp, PublicDnsName: '', IpOwnerId: OWNER });
  });

  it('gives it a name too, where the VPC has names', () => {
    harness.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
    const NetworkInterfaceId = eni('10.0.1.4');
    const { AllocationId } = allocate({ Address: '198.18.7.9' });
    associate({ AllocationId, NetworkInterfaceId });
    const PublicDnsName = 'ec2-198-18-7-9.compute-1.amazonaws.com';
    expect(showEni(NetworkInterfaceId).Association.PublicDnsName).toBe(PublicDnsName);
  });

  it('goes to a secondary address that is named', () => {
    const NetworkInterfaceId = eni('10.0.1.4', '10.0.1.5');
    const { AllocationId } = allocate();
    associate({ AllocationId, NetworkInterfaceId, PrivateIpAddress: '10.0.1.5' });
    expect(shown(AllocationId).PrivateIpAddress).toBe('10.0.1.5');
    expect(showEni(NetworkInterfaceId)).not.toHaveProperty('Association');
    expect(showEni(NetworkInterfaceId).PrivateIpAddresses[1]).toHaveProperty('Association');
  });

  it('again to the same place changes nothing', () => {
    const input = { AllocationId: allocate().AllocationId, NetworkInterfaceId: eni('10.0.1.4') };
    const id = associate(input);
    expect(associate({ ...input, AllowReassociation: false })).toBe(id);
  });

  it('moves an address, and takes the place of another', () => {
    const [first, second] = [eni('10.0.1.4'), eni('10.0.1.5')];
    const [a, b] = [allocate().AllocationId, allocate().AllocationId];
    associate({ AllocationId: a, NetworkInterfaceId: first });
    associate({ AllocationId: b, NetworkInterfaceId: second });
    associate({ AllocationId: a, NetworkInterfaceId: second });
    expect(shown(a).NetworkInterfaceId).toBe(second);
    expect(shown(b)).not.toHaveProperty('AssociationId');
    expect(showEni(first)).not.toHaveProperty('Association');
  });

  it('does neither when told not to', () => {
    const [first, second] = [eni('10.0.1.4'), eni('10.0.1.5')];
    const [a, b] = [allocate(), allocate()];
    const association = associate({ AllocationId: a.AllocationId, NetworkInterfaceId: first });
    const never = { AllowReassociation: false };
    expect(refused({ ...never, AllocationId: a.AllocationId, NetworkInterfaceId: second })).toBe(
      `Resource.AlreadyAssociated: resource ${a.AllocationId} is already associated with associate-id ${association}`,
    );
    expect(refused({ ...never, AllocationId: b.AllocationId, NetworkInterfaceId: first })).toBe(
      `Resource.AlreadyAssociated: resource ${first} and 10.0.1.4 is already associated with public address ${a.PublicIp}`,
    );
  });

  it('takes the address itself for its allocation', () => {
    const { AllocationId, PublicIp } = allocate();
    associate({ PublicIp, NetworkInterfaceId: eni('10.0.1.4') });
    expect(shown(AllocationId)).toHaveProperty('AssociationId');
  });

  it('needs an internet gateway', () => {
    harness.call('DetachInternetGateway', { InternetGatewayId: igw, VpcId });
    expect(refused({ AllocationId: allocate().AllocationId, NetworkInterfaceId: eni('10.0.1.4') })).toBe(
      `Gateway.NotAttached: Network ${VpcId} is not attached to any internet gateway`,
    );
  });

  it('needs an instance that is up, or has been, with one interface', () => {
    const { AllocationId } = allocate();
    const [pending] = instance(SubnetId, false);
    expect(refused({ AllocationId, InstanceId: pending })).toBe(
      `InvalidInstanceID: The pending instance '${pending}' is not in a valid state for this operation.`,
    );
    const [InstanceId] = instance();
    const NetworkInterfaceId = eni('10.0.1.40');
    harness.call('AttachNetworkInterface', { InstanceId, NetworkInterfaceId, DeviceIndex: 1 });
    expect(refused({ AllocationId, InstanceId })).toMatch(/^InvalidInstanceID: There are multiple interfaces/);
  });

  it.each([
    [{}, /^MissingParameter: .*allocationId/],
    [{ AllocationId: 'x' }, /^InvalidAllocationID.Malformed/],
    [
      { AllocationId: NO_ALLOCATION },
      `InvalidAllocationID.NotFound: The allocation ID '${NO_ALLOCATION}' does not exist`,
    ],
    [{ PublicIp: '198.18.99.99' }, "InvalidAddress.NotFound: Address '198.18.99.99' not found."],
    [{ PublicIp: 'x' }, /^InvalidParameterValue/],
    [{ PublicIp: '198.18.9.9', AllocationId: NO_ALLOCATION }, /^InvalidParameterCombination/],
  ])('refuses %j', (input, words) => {
    const said = refused({ NetworkInterfaceId: eni('10.0.1.4'), ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it.each([
    [{}, /^MissingParameter: .*instanceId/],
    [{ InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }, /^InvalidParameterCombination/],
    [{ InstanceId: 'i-0123456789abcdef0' }, /^InvalidInstanceID.NotFound/],
    [{ NetworkInterfaceId: 'eni-0123456789abcdef0' }, /^InvalidNetworkInterfaceID.NotFound/],
  ])('refuses as target %j', (input, words) => {
    expect(refused({ AllocationId: allocate().AllocationId, ...input })).toMatch(words);
  });

  it("refuses a private address that is not the interface's", () => {
    const NetworkInterfaceId = eni('10.0.1.4');
    const input = { AllocationId: allocate().AllocationId, NetworkInterfaceId };
    expect(refused({ ...input, PrivateIpAddress: '10.0.1.9' })).toBe(
      `InvalidParameterValue: Private IP address 10.0.1.9 is not assigned to interface ${NetworkInterfaceId}`,
    );
  });
});

describe("another's addresses", () => {
  const others = { account: '999988887777' as AccountId };

  it('are not to be named', () => {
    const { PublicIp, AllocationId } = allocate();
    const words = `AuthFailure: The address '${PublicIp}' does not belong to you.`;
    expect(harness.refusal('ReleaseAddress', { PublicIp }, others)).toBe(words);
    expect(harness.refusal('DisassociateAddress', { PublicIp }, others)).toBe(words);
    expect(harness.refusal('ReleaseAddress', { AllocationId }, others)).toMatch(/^InvalidAllocationID.NotFound/);
    expect(harness.call('DescribeAddresses', {}, others).Addresses).toEqual([]);
    const elsewhere = { region: 'eu-west-1' as Region };
    expect(harness.refusal('ReleaseAddress', { PublicIp }, elsewhere)).toMatch(/^InvalidAddress.NotFound/);
  });
});

describe('DisassociateAddress', () => {
  it('frees an address; of a free one, named by itself, it is no error', () => {
    const { AllocationId, PublicIp } = allocate();
    const AssociationId = associate({ AllocationId, NetworkInterfaceId: eni('10.0.1.4') });
    harness.call('DisassociateAddress', { AssociationId });
    expect(shown(AllocationId)).not.toHaveProperty('AssociationId');
    harness.call('DisassociateAddress', { PublicIp });
    expect(harness.refusal('DisassociateAddress', { AssociationId })).toBe(
      `InvalidAssociationID.NotFound: The association ID '${AssociationId}' does not exist`,
    );
  });

  it.each([
    [{}, /^MissingParameter: .*associationId/],
    [{ AssociationId: NO_ASSOCIATION }, /^InvalidAssociationID.NotFound/],
    [{ AssociationId: NO_ASSOCIATION, PublicIp: '198.18.0.9' }, /^InvalidParameterCombination/],
    [{ PublicIp: '198.18.99.99' }, /^InvalidAddress.NotFound/],
  ])('refuses %j', (input, words) => expect(harness.refusal('DisassociateAddress', input)).toMatch(words));
});

describe('ReleaseAddress', () => {
  it('gives an address back', () => {
    const { AllocationId } = allocate();
    harness.call('ReleaseAddress', { AllocationId, NetworkBorderGroup: 'us-east-1' });
    expect(harness.call('DescribeAddresses').Addresses).toEqual([]);
    expect(harness.refusal('ReleaseAddress', { AllocationId })).toMatch(/^InvalidAllocationID.NotFound/);
  });

  it('is refused while the address is in use', () => {
    const { AllocationId, PublicIp } = allocate();
    associate({ AllocationId, NetworkInterfaceId: eni('10.0.1.4') });
    expect(harness.refusal('ReleaseAddress', { AllocationId })).toBe(
      `InvalidIPAddress.InUse: Address ${PublicIp} is in use.`,
    );
  });

  it('is not refused so in the default VPC', () => {
    const { Vpc } = harness.call('CreateDefaultVpc');
    const [home] = harness.call('DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: [Vpc.VpcId] }] }).Subnets;
    const [InstanceId] = instance(home.SubnetId);
    const { AllocationId } = allocate();
    associate({ AllocationId, InstanceId });
    harness.call('ReleaseAddress', { AllocationId });
    expect(harness.call('DescribeAddresses').Addresses).toEqual([]);
  });

  it.each([
    [{}, /^MissingParameter/],
    [{ AllocationId: NO_ALLOCATION }, /^InvalidAllocationID.NotFound/],
    [{ AllocationId: 'x' }, /^InvalidAllocationID.Malformed/],
  ])('refuses %j', (input, words) => expect(harness.refusal('ReleaseAddress', input)).toMatch(words));
});

describe('what an address holds on to', () => {
  it('its internet gateway', () => {
    const { AllocationId } = allocate();
    const AssociationId = associate({ AllocationId, NetworkInterfaceId: eni('10.0.1.4') });
    const detach = { InternetGatewayId: igw, VpcId };
    expect(harness.refusal('DetachInternetGateway', detach)).toBe(
      `DependencyViolation: Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
    harness.call('DisassociateAddress', { AssociationId });
    harness.call('DetachInternetGateway', detach);
  });

  it('not the interface, which leaves it free', () => {
    const { AllocationId } = allocate();
    const NetworkInterfaceId = eni('10.0.1.4');
    associate({ AllocationId, NetworkInterfaceId });
    harness.call('DeleteNetworkInterface', { NetworkInterfaceId });
    expect(shown(AllocationId)).not.toHaveProperty('AssociationId');
  });
});

describe('DescribeAddresses', () => {
  it('finds by id, address and filter', () => {
    const [InstanceId, NetworkInterfaceId] = instance();
    const used = allocate();
    const free = allocate({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'Name', Value: 'x' }] }] });
    const AssociationId = associate({ AllocationId: used.AllocationId, InstanceId });
    const ids = (input: object) =>
      harness.call('DescribeAddresses', input).Addresses.map((one: { PublicIp: string }) => one.PublicIp);
    const both = [used.PublicIp, free.PublicIp];
    expect(ids({ PublicIps: [free.PublicIp] })).toEqual([free.PublicIp]);
    expect(ids({ PublicIps: [free.PublicIp, free.PublicIp], AllocationIds: [used.AllocationId] })).toEqual(both);
    const ROWS: ReadonlyArray<readonly [string, string, readonly string[]]> = [
      ['allocation-id', free.AllocationId, [free.PublicIp]],
      ['association-id', AssociationId, [used.PublicIp]],
      ['domain', 'vpc', both],
      ['instance-id', InstanceId, [used.PublicIp]],
      ['network-border-group', 'us-east-1', both],
      ['network-interface-id', NetworkInterfaceId, [used.PublicIp]],
      ['network-interface-owner-id', OWNER, [used.PublicIp]],
      ['private-ip-address', '10.0.1.4', [used.PublicIp]],
      ['public-ip', free.PublicIp, [free.PublicIp]],
      ['tag:Name', 'x', [free.PublicIp]],
      ['tag-key', 'Name', [free.PublicIp]],
    ];
    for (const [Name, value, found] of ROWS) {
      expect([Name, ids({ Filters: [{ Name, Values: [value] }] })]).toEqual([Name, found]);
    }
  });

  it.each([
    [{ AllocationIds: [NO_ALLOCATION] }, /^InvalidAllocationID.NotFound/],
    [{ PublicIps: ['198.18.99.99'] }, "InvalidAddress.NotFound: Address '198.18.99.99' not found."],
    [{ Filters: [{ Name: 'x', Values: ['y'] }] }, /^InvalidParameterValue: The filter/],
  ])('refuses %j', (input, words) => {
    const said = harness.refusal('DescribeAddresses', input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('interfaces and instances are found by their public addresses', () => {
    const [InstanceId, id] = instance();
    const { AllocationId, PublicIp } = allocate();
    const AssociationId = associate({ AllocationId, InstanceId });
    instance();
    const found = (action: string, Name: string, value: string) =>
      harness.call(action, { Filters: [{ Name, Values: [value] }] });
    for (const [name, value] of [
      ['association.public-ip', PublicIp],
      ['addresses.association.public-ip', PublicIp],
      ['association.allocation-id', AllocationId],
      ['association.association-id', AssociationId],
      ['association.ip-owner-id', OWNER],
    ] as const) {
      const { NetworkInterfaces } = found('DescribeNetworkInterfaces', name, value);
      expect(NetworkInterfaces.map((one: { NetworkInterfaceId: string }) => one.NetworkInterfaceId)).toEqual([id]);
    }
    expect(found('DescribeInstances', 'ip-address', PublicIp).Reservations[0].Instances).toHaveLength(1);
    expect(found('DescribeInstances', 'network-interface.association.public-ip', PublicIp).Reservations).toHaveLength(
      1,
    );
  });
});

describe('DescribeAddressesAttribute', () => {
  it('has no name to tell, and pages', () => {
    const ids = [1, 2].map(() => allocate().AllocationId as string);
    const first = harness.call('DescribeAddressesAttribute', { Attribute: 'domain-name', MaxResults: 1 });
    expect(first.Addresses).toEqual([{ AllocationId: ids[0], PublicIp: shown(ids[0] ?? '').PublicIp }]);
    const next = harness.call('DescribeAddressesAttribute', { Attribute: 'domain-name', NextToken: first.NextToken });
    expect(next.Addresses).toMatchObject([{ AllocationId: ids[1] }]);
    expect(harness.call('DescribeAddressesAttribute', { AllocationIds: [ids[1]] }).Addresses).toHaveLength(1);
    expect(harness.refusal('DescribeAddressesAttribute', { Attribute: 'x' })).toMatch(/^InvalidParameterValue/);
    expect(harness.refusal('DescribeAddressesAttribute', { AllocationIds: [NO_ALLOCATION] })).toMatch(
      /^InvalidAllocationID.NotFound/,
    );
  });
});
