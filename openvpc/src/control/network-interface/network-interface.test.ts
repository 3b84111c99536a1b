import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import { formatPrefix, prefix } from '../../net/prefix.ts';

let harness: Harness;
let VpcId: string;
let SubnetId: string;
const OWNER = '111122223333';
const NOWHERE = 'eni-0123456789abcdef0';

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc.VpcId;
  SubnetId = subnet('10.0.1.0/24', 1);
});

/** With the VPC's IPv6 block of that number. */
function subnet(CidrBlock: string, number: number, more: object = {}): string {
  const [{ Ipv6CidrBlockAssociationSet: blocks }] = harness.call('DescribeVpcs').Vpcs;
  const { base } = prefix(blocks[0].Ipv6CidrBlock);
  const Ipv6CidrBlock = formatPrefix({ base: { family: 6, bits: base.bits + (BigInt(number) << 64n) }, length: 64 });
  return harness.call('CreateSubnet', { VpcId, CidrBlock, Ipv6CidrBlock, ...more }).Subnet.SubnetId;
}
const create = (input: object = {}) => harness.call('CreateNetworkInterface', { SubnetId, ...input }).NetworkInterface;
const describeOne = (id: string) =>
  harness.call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] }).NetworkInterfaces[0];
const group = (GroupName: string, vpc = VpcId): string =>
  harness.call('CreateSecurityGroup', { GroupName, Description: 'x', VpcId: vpc }).GroupId;
const defaultGroup = (): string =>
  harness.call('DescribeSecurityGroups', { Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }).SecurityGroups[0].GroupId;
const addressesOf = (eni: { PrivateIpAddresses: ReadonlyArray<{ PrivateIpAddress: string }> }) =>
  eni.PrivateIpAddresses.map((one) => one.PrivateIpAddress);
/** Running, as the reconcile loop would make it; its id. */
function instance(InstanceType = 't3.small'): string {
  const input = { ImageId: 'ami-00000000000008664', InstanceType, MinCount: 1, MaxCount: 1, SubnetId };
  const { InstanceId } = harness.call('RunInstances', input).Instances[0];
  setState(InstanceId, 'running');
  return InstanceId;
}
function setState(id: string, state: 'running' | 'stopped' | 'shutting-down'): void {
  harness.transact((tx) => {
    for (const one of tx.view.instances.values()) if (one.id === id) tx.put({ ...one, state });
  });
}
const attach = (NetworkInterfaceId: string, InstanceId: string, DeviceIndex = 1): string =>
  harness.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId, DeviceIndex }).AttachmentId;

describe('CreateNetworkInterface', () => {
  it('answers as AWS does', () => {
    const Tags = [{ Key: 'a', Value: 'b' }];
    const eni = create({ Description: 'x', TagSpecifications: [{ ResourceType: 'network-interface', Tags }] });
    expect(eni).toEqual({
      NetworkInterfaceId: expect.stringMatching(/^eni-[0-9a-f]{17}$/),
      OwnerId: OWNER,
      VpcId,
      SubnetId,
      AvailabilityZone: 'us-east-1a',
      AvailabilityZoneId: 'use1-az1',
      Status: 'pending',
      Description: 'x',
      InterfaceType: 'interface',
      MacAddress: expect.stringMatching(/^02(?::[0-9a-f]{2}){5}$/),
      PrivateIpAddress: '10.0.1.4',
      PrivateDnsName: 'ip-10-0-1-4.ec2.internal',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.4', PrivateDnsName: 'ip-10-0-1-4.ec2.internal', Primary: true }],
      Ipv6Addresses: [],
      Groups: [{ GroupId: defaultGroup(), GroupName: 'default' }],
      SourceDestCheck: true,
      RequesterManaged: false,
      TagSet: Tags,
    });
    expect(describeOne(eni.NetworkInterfaceId)).toEqual({ ...eni, Status: 'available' });
  });

  it('gives each the first free address and a MAC of its own', () => {
    create({ PrivateIpAddress: '10.0.1.5' });
    const made = [create(), create()];
    expect(made.map((eni) => eni.PrivateIpAddress)).toEqual(['10.0.1.4', '10.0.1.6']);
    expect(new Set(made.map((eni) => eni.MacAddress)).size).toBe(2);
  });

  it('names hosts by region', () => {
    const region = 'eu-west-1' as never;
    const vpc = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }, { region }).Vpc.VpcId;
    const input = { VpcId: vpc, CidrBlock: '10.0.0.0/24' };
    const there = harness.call('CreateSubnet', input, { region }).Subnet.SubnetId;
    const { NetworkInterface: eni } = harness.call('CreateNetworkInterface', { SubnetId: there }, { region });
    expect(eni.PrivateDnsName).toBe('ip-10-0-0-4.eu-west-1.compute.internal');
  });

  it.each<[object, string[]]>([
    [{ SecondaryPrivateIpAddressCount: 2 }, ['10.0.1.4', '10.0.1.5', '10.0.1.6']],
    [{ PrivateIpAddress: '10.0.1.9', SecondaryPrivateIpAddressCount: 1 }, ['10.0.1.9', '10.0.1.4']],
    [
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.20' }, { PrivateIpAddress: '10.0.1.10', Primary: true }] },
      ['10.0.1.10', '10.0.1.20'],
    ],
    [{ PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.4' }] }, ['10.0.1.5', '10.0.1.4']],
    [{ PrivateIpAddress: '10.0.1.254' }, ['10.0.1.254']],
  ])('chooses addresses for %j', (input, addresses) => expect(addressesOf(create(input))).toEqual(addresses));

  it('takes IPv6 addresses by name, by count, or as the subnet says', () => {
    const [{ Ipv6CidrBlockAssociationSet: blocks }] = harness.call('DescribeSubnets').Subnets;
    const at = (last: string) => `${blocks[0].Ipv6CidrBlock.replace('/64', '')}${last}`;
    const v6 = (input: object) => create(input).Ipv6Addresses.map((one: { Ipv6Address: string }) => one.Ipv6Address);
    expect(v6({ Ipv6AddressCount: 2 })).toEqual([at('4'), at('5')]);
    expect(v6({ Ipv6Addresses: [{ Ipv6Address: at('abc').toUpperCase() }] })).toEqual([at('abc')]);
    harness.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } });
    expect(v6({})).toEqual([at('6')]);
    expect(v6({ Ipv6AddressCount: 0 })).toEqual([]);
  });

  const REFUSED: ReadonlyArray<readonly [object, string | RegExp]> = [
    [
      { SubnetId: 'subnet-0123456789abcdef0' },
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist",
    ],
    [{ SubnetId: undefined }, /^MissingParameter: .*subnetId/],
    [{ PrivateIpAddress: '10.0.1.200' }, 'InvalidIPAddress.InUse: The specified address is already in use.'],
    [
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.9' }, { PrivateIpAddress: '10.0.1.9' }] },
      'InvalidIPAddress.InUse: The specified address is already in use.',
    ],
    [
      { PrivateIpAddress: '10.0.2.9' },
      "InvalidParameterValue: Address does not fall within the subnet's address range",
    ],
    [{ PrivateIpAddress: '10.0.1.3' }, "InvalidParameterValue: Address is in subnet's reserved address range"],
    [{ PrivateIpAddress: '10.0.1.255' }, "InvalidParameterValue: Address is in subnet's reserved address range"],
    [{ PrivateIpAddress: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter privateIpAddress/],
    [{ PrivateIpAddresses: [{}] }, /^MissingParameter: .*privateIpAddress/],
    [
      { PrivateIpAddress: '10.0.1.9', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.8', Primary: true }] },
      'InvalidParameterCombination: Only one primary private IP address can be specified.',
    ],
    [
      { SecondaryPrivateIpAddressCount: 1, PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.8' }] },
      /^InvalidParameterCombination/,
    ],
    [{ SecondaryPrivateIpAddressCount: -1 }, /^InvalidParameterValue/],
    [{ SecondaryPrivateIpAddressCount: 251 }, /^PrivateIpAddressLimitExceeded/],
    [{ Ipv6Addresses: [{ Ipv6Address: '2001:db8::9' }] }, /^InvalidParameterValue: Address does not fall/],
    [{ Ipv6Addresses: [{ Ipv6Address: '10.0.1.9' }] }, /^InvalidParameterValue: Value/],
    [{ Ipv6Addresses: [{ Ipv6Address: '::' }], Ipv6AddressCount: 1 }, /^InvalidParameterCombination/],
    [{ Ipv6AddressCount: -1 }, /^InvalidParameterValue/],
    [
      { Groups: ['sg-0123456789abcdef0'] },
      "InvalidGroup.NotFound: The security group 'sg-0123456789abcdef0' does not exist",
    ],
    [{ InterfaceType: 'efa' }, /^UnsupportedOperation: .*efa/],
    [{ Ipv4PrefixCount: 1 }, /^UnsupportedOperation: .*Ipv4PrefixCount/],
    [{ EnablePrimaryIpv6: true }, /^UnsupportedOperation/],
    [{ ConnectionTrackingSpecification: { UdpTimeout: 40 } }, /^UnsupportedOperation/],
    [{ TagSpecifications: [{ ResourceType: 'subnet', Tags: [] }] }, /^InvalidParameterValue/],
  ];
  it.each(REFUSED)('refuses %j', (input, words) => {
    create({ PrivateIpAddress: '10.0.1.200' });
    const said = harness.refusal('CreateNetworkInterface', { SubnetId, ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('refuses groups of another VPC, a sixth group, and IPv6 where there is none', () => {
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, Groups: [group('far', other)] })).toBe(
      'InvalidGroup.NotFound: You have specified two resources that belong to different networks.',
    );
    const six = Array.from({ length: 6 }, (_, i) => group(`g${i}`));
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, Groups: six })).toBe(
      'SecurityGroupsPerInterfaceLimitExceeded: The maximum number of security groups per interface has been reached.',
    );
    expect(create({ Groups: six.slice(1) }).Groups).toHaveLength(5);
    const plain = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.9.0/24' }).Subnet.SubnetId;
    expect(harness.refusal('CreateNetworkInterface', { SubnetId: plain, Ipv6AddressCount: 1 })).toMatch(
      /^InvalidParameterValue: .*IPv6/,
    );
  });

  it('fills a subnet to its last address', () => {
    SubnetId = subnet('10.0.2.0/28', 2);
    expect(addressesOf(create({ SecondaryPrivateIpAddressCount: 10 })).at(-1)).toBe('10.0.2.14');
    expect(harness.refusal('CreateNetworkInterface', { SubnetId })).toBe(
      'InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.',
    );
  });

  it('makes nothing twice under one token', () => {
    const input = { ClientToken: 't', Description: 'x' };
    const { NetworkInterfaceId } = create(input);
    expect(create(input).NetworkInterfaceId).toBe(NetworkInterfaceId);
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, ...input, Description: 'y' })).toMatch(
      /^IdempotentParameterMismatch/,
    );
  });

  it('is limited in number', () => {
    create();
    expect(harness.refusal('CreateNetworkInterface', { SubnetId }, { quotas: { interfacesPerRegion: 1 } })).toMatch(
      /^NetworkInterfaceLimitExceeded/,
    );
  });
});

describe('what is too much for an ENI', () => {
  const TOO_MANY = 'PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.';

  it.each([50, 2_147_483_648, Number.MAX_SAFE_INTEGER])('%d secondary addresses', (SecondaryPrivateIpAddressCount) => {
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, SecondaryPrivateIpAddressCount })).toBe(TOO_MANY);
  });

  it.each([51, 2_147_483_648, Number.MAX_SAFE_INTEGER])('%d IPv6 addresses', (Ipv6AddressCount) => {
    SubnetId = subnet('10.0.2.0/24', 2);
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, Ipv6AddressCount })).toBe(TOO_MANY);
    expect(create({ Ipv6AddressCount: 50 }).Ipv6Addresses).toHaveLength(50);
  });

  it('a description of 256 characters', () => {
    const refusal = (name: string, input: object) => harness.refusal(name, { ...input });
    const { NetworkInterfaceId } = create({ Description: 'é'.repeat(255) });
    const Description = 'é'.repeat(256);
    expect(refusal('CreateNetworkInterface', { SubnetId, Description })).toMatch(
      /^InvalidParameterValue: .*description/,
    );
    const change = { NetworkInterfaceId, Description: { Value: Description } };
    expect(refusal('ModifyNetworkInterfaceAttribute', change)).toMatch(/^InvalidParameterValue: .*description/);
  });

  it.each(['x'.repeat(65), 'é', 'a\nb'])('the client token %j', (ClientToken) => {
    expect(harness.refusal('CreateNetworkInterface', { SubnetId, ClientToken })).toMatch(/^InvalidClientToken/);
    for (const name of ['CreateRouteTable', 'CreateNetworkAcl']) {
      expect(harness.refusal(name, { VpcId, ClientToken })).toMatch(/^InvalidClientToken/);
    }
    expect(create({ ClientToken: 'x'.repeat(64) }).NetworkInterfaceId).toBeDefined();
  });
});

describe('AttachNetworkInterface', () => {
  it.each(['running', 'stopped'] as const)('attaches to a %s instance, to stay when it ends', (state) => {
    const id = instance();
    setState(id, state);
    const { NetworkInterfaceId } = create();
    const AttachmentId = attach(NetworkInterfaceId, id);
    expect(AttachmentId).toMatch(/^eni-attach-[0-9a-f]{17}$/);
    expect(describeOne(NetworkInterfaceId)).toMatchObject({
      Status: 'in-use',
      Attachment: {
        AttachmentId,
        InstanceId: id,
        InstanceOwnerId: OWNER,
        DeviceIndex: 1,
        NetworkCardIndex: 0,
        DeleteOnTermination: false,
        Status: 'attached',
        AttachTime: new Date(1_700_000_000_000),
      },
    });
  });

  it('refuses an ENI in use, a taken index, another zone, and more than the type holds', () => {
    const id = instance('t3.micro');
    const first = create().NetworkInterfaceId;
    const second = create().NetworkInterfaceId;
    const refused = (NetworkInterfaceId: string, DeviceIndex: number, more: object = {}) =>
      harness.refusal('AttachNetworkInterface', { NetworkInterfaceId, InstanceId: id, DeviceIndex, ...more });
    expect(refused(first, 0)).toBe(
      `InvalidParameterValue: Instance '${id}' already has an interface attached at device index '0'.`,
    );
    attach(first, id);
    expect(refused(first, 2)).toBe(`InvalidNetworkInterface.InUse: Interface: [${first}] in use.`);
    expect(refused(second, 2)).toBe('AttachmentLimitExceeded: Interface count 3 exceeds the limit for t3.micro');
    SubnetId = subnet('10.0.2.0/24', 2, { AvailabilityZone: 'us-east-1b' });
    expect(refused(create().NetworkInterfaceId, 2)).toMatch(/^InvalidParameterCombination: .*same availability zone/);
    expect(refused(second, -1)).toMatch(/^InvalidParameterValue: Value \(-1\) for parameter deviceIndex/);
    expect(refused(second, 256)).toMatch(/^InvalidParameterValue: .*Valid values are 0 to 255/);
    expect(refused(second, 2, { NetworkCardIndex: 1 })).toMatch(/^InvalidParameterValue: .*networkCardIndex/);
    expect(refused(second, 2, { EnaQueueCount: 1 })).toMatch(/^UnsupportedOperation/);
    expect(refused(NOWHERE, 2)).toMatch(/^InvalidNetworkInterfaceID.NotFound/);
    setState(id, 'shutting-down');
    expect(refused(second, 2)).toBe(`IncorrectState: Instance '${id}' is not 'running' or 'stopped'.`);
  });

  it('refuses an ENI with more addresses than the type holds', () => {
    const { NetworkInterfaceId } = create({ SecondaryPrivateIpAddressCount: 2 });
    const input = { NetworkInterfaceId, InstanceId: instance('t3.micro'), DeviceIndex: 1 };
    expect(harness.refusal('AttachNetworkInterface', input)).toBe(
      'PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.',
    );
  });

  it('refuses an instance that is not there', () => {
    const { NetworkInterfaceId } = create();
    const input = { NetworkInterfaceId, InstanceId: 'i-0123456789abcdef0', DeviceIndex: 1 };
    expect(harness.refusal('AttachNetworkInterface', input)).toBe(
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
    );
  });
});

describe('DetachNetworkInterface', () => {
  it('leaves the ENI as it was before', () => {
    const { NetworkInterfaceId } = create();
    const before = describeOne(NetworkInterfaceId);
    const AttachmentId = attach(NetworkInterfaceId, instance());
    harness.call('DetachNetworkInterface', { AttachmentId });
    expect(describeOne(NetworkInterfaceId)).toEqual(before);
    expect(harness.refusal('DetachNetworkInterface', { AttachmentId })).toBe(
      `InvalidAttachmentID.NotFound: The attachment '${AttachmentId}' does not exist.`,
    );
  });

  it('is not for the primary', () => {
    instance();
    const [primary] = harness.call('DescribeNetworkInterfaces').NetworkInterfaces;
    expect(harness.refusal('DetachNetworkInterface', { AttachmentId: primary.Attachment.AttachmentId })).toBe(
      'OperationNotPermitted: The network interface at device index 0 and networkCard index 0 cannot be detached.',
    );
  });

  it.each([
    [
      { AttachmentId: 'x' },
      'InvalidNetworkInterfaceAttachmentId.Malformed: Invalid id: "x" (expecting "eni-attach-...")',
    ],
    [{}, 'MissingParameter: The request must contain the parameter attachmentId'],
  ])('refuses %j', (input, words) => expect(harness.refusal('DetachNetworkInterface', input)).toBe(words));
});

describe('DeleteNetworkInterface', () => {
  it('frees the address', () => {
    const { NetworkInterfaceId } = create();
    harness.call('DeleteNetworkInterface', { NetworkInterfaceId });
    expect(harness.refusal('DeleteNetworkInterface', { NetworkInterfaceId })).toBe(
      `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${NetworkInterfaceId}' does not exist`,
    );
    expect(create().PrivateIpAddress).toBe('10.0.1.4');
  });

  it('is refused while attached', () => {
    const { NetworkInterfaceId } = create();
    attach(NetworkInterfaceId, instance());
    expect(harness.refusal('DeleteNetworkInterface', { NetworkInterfaceId })).toBe(
      `InvalidParameterValue: Network interface '${NetworkInterfaceId}' is currently in use.`,
    );
  });
});

describe('ModifyNetworkInterfaceAttribute', () => {
  let NetworkInterfaceId: string;
  beforeEach(() => {
    ({ NetworkInterfaceId } = create());
  });
  const modify = (input: object) => harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...input });
  const attribute = (Attribute: string) =>
    harness.call('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId, Attribute });

  it('sets groups, check and description', () => {
    const web = group('web');
    modify({ Groups: [web, web] });
    modify({ SourceDestCheck: { Value: false } });
    modify({ Description: { Value: 'a router' } });
    expect(describeOne(NetworkInterfaceId)).toMatchObject({
      Groups: [{ GroupId: web, GroupName: 'web' }],
      SourceDestCheck: false,
      Description: 'a router',
    });
    expect(attribute('groupSet')).toEqual({ NetworkInterfaceId, Groups: [{ GroupId: web, GroupName: 'web' }] });
    expect(attribute('sourceDestCheck')).toEqual({ NetworkInterfaceId, SourceDestCheck: { Value: false } });
    expect(attribute('description')).toEqual({ NetworkInterfaceId, Description: { Value: 'a router' } });
    expect(attribute('associatePublicIpAddress')).toEqual({ NetworkInterfaceId, AssociatePublicIpAddress: false });
    expect(attribute('attachment')).toEqual({ NetworkInterfaceId });
  });

  it('sets what happens at termination', () => {
    const AttachmentId = attach(NetworkInterfaceId, instance());
    modify({ Attachment: { AttachmentId, DeleteOnTermination: true } });
    expect(attribute('attachment').Attachment).toMatchObject({ AttachmentId, DeleteOnTermination: true });
    const { NetworkInterfaceId: other } = create();
    const input = { NetworkInterfaceId: other, Attachment: { AttachmentId, DeleteOnTermination: true } };
    expect(harness.refusal('ModifyNetworkInterfaceAttribute', input)).toMatch(/^InvalidAttachmentID.NotFound/);
  });

  it.each([
    [{}, /^MissingParameter: No attributes/],
    [{ Groups: [] }, /^MissingParameter/],
    [{ SourceDestCheck: { Value: false }, Description: { Value: 'x' } }, /^InvalidParameterCombination/],
    [{ Groups: ['sg-0123456789abcdef0'] }, /^InvalidGroup.NotFound/],
    [{ SourceDestCheck: {} }, /^MissingParameter/],
    [{ Attachment: { AttachmentId: 'eni-attach-0123456789abcdef0' } }, /^InvalidAttachmentID.NotFound/],
    [{ EnablePrimaryIpv6: true }, /^UnsupportedOperation: .*EnablePrimaryIpv6/],
    [{ NetworkInterfaceId: NOWHERE, Groups: [] }, /^InvalidNetworkInterfaceID.NotFound/],
  ])('refuses %j', (input, words) => {
    expect(harness.refusal('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...input })).toMatch(words);
  });

  it.each([
    [{}, /^MissingParameter: .*attribute/],
    [{ Attribute: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter attribute/],
    [{ Attribute: 'groupSet', NetworkInterfaceId: NOWHERE }, /^InvalidNetworkInterfaceID.NotFound/],
  ])('describing refuses %j', (input, words) => {
    expect(harness.refusal('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId, ...input })).toMatch(words);
  });
});

describe('DescribeNetworkInterfaces', () => {
  let id: string;
  let instanceId: string;
  beforeEach(() => {
    const Tags = [{ Key: 'Name', Value: 'a' }];
    const TagSpecifications = [{ ResourceType: 'network-interface', Tags }];
    create({ Description: 'first', Groups: [group('web')], SecondaryPrivateIpAddressCount: 1, TagSpecifications });
    SubnetId = subnet('10.0.2.0/24', 2, { AvailabilityZone: 'us-east-1b' });
    instanceId = instance();
    id = create({ Description: 'second', Ipv6AddressCount: 1 }).NetworkInterfaceId;
    attach(id, instanceId);
    harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, SourceDestCheck: { Value: false } });
  });
  const found = (Name: string, value: string) =>
    harness
      .call('DescribeNetworkInterfaces', { Filters: [{ Name, Values: [value] }] })
      .NetworkInterfaces.map((eni: { Description: string }) => eni.Description || 'primary')
      .join(' ');

  it.each([
    ['addresses.primary', 'false', 'first'],
    ['addresses.private-ip-address', '10.0.1.5', 'first'],
    ['association.public-ip', '*', ''],
    ['attachment.device-index', '1', 'second'],
    ['attachment.delete-on-termination', 'true', 'primary'],
    ['attachment.instance-owner-id', OWNER, 'primary second'],
    ['attachment.status', 'attached', 'primary second'],
    ['availability-zone', 'us-east-1b', 'primary second'],
    ['availability-zone-id', 'use1-az1', 'first'],
    ['description', 's*', 'second'],
    ['group-name', 'web', 'first'],
    ['interface-type', 'interface', 'first primary second'],
    ['ipv6-addresses.ipv6-address', '*', 'second'],
    ['owner-id', OWNER, 'first primary second'],
    ['private-dns-name', 'ip-10-0-1-4.ec2.internal', 'first'],
    ['private-ip-address', '10.0.2.4', 'primary'],
    ['requester-managed', 'false', 'first primary second'],
    ['requester-id', '*', ''],
    ['source-dest-check', 'false', 'second'],
    ['status', 'available', 'first'],
    ['status', 'in-use', 'primary second'],
    ['tag:Name', 'a', 'first'],
  ])('filters by %s = %s', (name, value, names) => expect(found(name, value)).toBe(names));

  it('filters by ids', () => {
    const eni = describeOne(id);
    expect(found('network-interface-id', id)).toBe('second');
    expect(found('attachment.instance-id', instanceId)).toBe('primary second');
    expect(found('attachment.attachment-id', eni.Attachment.AttachmentId)).toBe('second');
    expect(found('group-id', defaultGroup())).toBe('primary second');
    expect(found('subnet-id', SubnetId)).toBe('primary second');
    expect(found('vpc-id', VpcId)).toBe('first primary second');
    expect(found('mac-address', eni.MacAddress)).toBe('second');
  });

  it.each([
    [
      { NetworkInterfaceIds: [NOWHERE] },
      `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${NOWHERE}' does not exist`,
    ],
    [{ NetworkInterfaceIds: ['x'] }, /^InvalidNetworkInterfaceId.Malformed/],
    [{ NetworkInterfaceIds: [NOWHERE], MaxResults: 5 }, /^InvalidParameterCombination/],
    [{ Filters: [{ Name: 'x', Values: ['y'] }] }, "InvalidParameterValue: The filter 'x' is invalid"],
  ])('refuses %j', (input, words) => {
    const said = harness.refusal('DescribeNetworkInterfaces', input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });
});

describe('what an ENI holds on to', () => {
  it('its subnet and its VPC', () => {
    const { NetworkInterfaceId } = create();
    expect(harness.refusal('DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    expect(harness.refusal('DeleteVpc', { VpcId })).toMatch(/^DependencyViolation/);
    harness.call('DeleteNetworkInterface', { NetworkInterfaceId });
    harness.call('DeleteSubnet', { SubnetId });
    harness.call('DeleteVpc', { VpcId });
  });
});
