import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import { markRunning, markStopped } from './lifecycle.ts';

let harness: Harness;
const OWNER = '111122223333';
const IMAGE = 'ami-00000000000008664';
const ARM_IMAGE = 'ami-0000000000000aa64';
const ONE = { ImageId: IMAGE, InstanceType: 't3.small', MinCount: 1, MaxCount: 1 };

beforeEach(() => {
  harness = createHarness();
  harness.call('CreateDefaultVpc');
});

const run = (input: object = {}) => harness.call('RunInstances', { ...ONE, ...input });
const runOne = (input: object = {}) => run(input).Instances[0];
const refused = (input: object) => harness.refusal('RunInstances', { ...ONE, ...input });
const defaultVpc = (): string =>
  harness.call('DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] }).Vpcs[0].VpcId;
const groupsOfVpc = (vpc: string) =>
  harness.call('DescribeSecurityGroups', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] }).SecurityGroups;
const group = (GroupName: string, VpcId?: string): string =>
  harness.call('CreateSecurityGroup', { GroupName, Description: 'x', VpcId }).GroupId;
function ownVpc(CidrBlock = '10.0.0.0/24'): { VpcId: string; SubnetId: string } {
  const { VpcId } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc;
  const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock }).Subnet;
  return { VpcId, SubnetId };
}
const eni = (SubnetId: string, more: object = {}): string =>
  harness.call('CreateNetworkInterface', { SubnetId, ...more }).NetworkInterface.NetworkInterfaceId;
const enis = () => harness.call('DescribeNetworkInterfaces').NetworkInterfaces;

describe('RunInstances', () => {
  it('answers as AWS does', () => {
    const { VpcId, SubnetId } = ownVpc();
    const answer = run({ SubnetId, UserData: btoa('#!/bin/sh\n'), ClientToken: 't' });
    const [GroupId] = groupsOfVpc(VpcId).map((one: { GroupId: string }) => one.GroupId);
    const Groups = [{ GroupId, GroupName: 'default' }];
    const PrivateDnsName = 'ip-10-0-0-4.ec2.internal';
    expect(answer).toEqual({
      ReservationId: expect.stringMatching(/^r-[0-9a-f]{17}$/),
      OwnerId: OWNER,
      Groups: [],
      Instances: [
        {
          InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
          ImageId: IMAGE,
          InstanceType: 't3.small',
          State: { Code: 0, Name: 'pending' },
          StateReason: { Code: 'pending', Message: 'pending' },
          StateTransitionReason: '',
          AmiLaunchIndex: 0,
          LaunchTime: new Date(1_700_000_000_000),
          ClientToken: 't',
          Placement: { AvailabilityZone: 'us-east-1a', GroupName: '', Tenancy: 'default' },
          VpcId,
          SubnetId,
          PrivateIpAddress: '10.0.0.4',
          PrivateDnsName,
          SecurityGroups: Groups,
          SourceDestCheck: true,
          NetworkInterfaces: [
            {
              NetworkInterfaceId: expect.stringMatching(/^eni-/),
              OwnerId: OWNER,
              VpcId,
              SubnetId,
              Status: 'in-use',
              Description: '',
              InterfaceType: 'interface',
              MacAddress: expect.stringMatching(/^02:/),
              PrivateIpAddress: '10.0.0.4',
              PrivateDnsName,
              PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4', PrivateDnsName, Primary: true }],
              Ipv6Addresses: [],
              Groups,
              SourceDestCheck: true,
              Attachment: {
                AttachmentId: expect.stringMatching(/^eni-attach-/),
                DeviceIndex: 0,
                NetworkCardIndex: 0,
                DeleteOnTermination: true,
                AttachTime: new Date(1_700_000_000_000),
                Status: 'attaching',
              },
            },
          ],
          Architecture: 'x86_64',
          CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
          PublicDnsName: '',
          Monitoring: { State: 'disabled' },
          ProductCodes: [],
          RootDeviceType: 'ebs',
          RootDeviceName: '/dev/sda1',
          BlockDeviceMappings: [],
          EbsOptimized: false,
          EnaSupport: true,
          Hypervisor: 'xen',
          VirtualizationType: 'hvm',
          PlatformDetails: 'Linux/UNIX',
          UsageOperation: 'RunInstances',
          CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
          HibernationOptions: { Configured: false },
          EnclaveOptions: { Enabled: false },
          MetadataOptions: { State: 'applied', HttpEndpoint: 'disabled' },
          MaintenanceOptions: { AutoRecovery: 'disabled' },
          PrivateDnsNameOptions: {
            HostnameType: 'ip-name',
            EnableResourceNameDnsARecord: false,
            EnableResourceNameDnsAAAARecord: false,
          },
          Tags: [],
        },
      ],
    });
    expect(harness.call('DescribeInstances').Reservations).toEqual([answer]);
  });

  it('tags instances and interfaces, and takes tags for the volumes that are not there', () => {
    const Tags = [{ Key: 'Name', Value: 'web' }];
    const TagSpecifications = ['instance', 'network-interface', 'volume'].map((ResourceType) => ({
      ResourceType,
      Tags,
    }));
    expect(runOne({ TagSpecifications }).Tags).toEqual(Tags);
    expect(enis()[0].TagSet).toEqual(Tags);
  });

  it('launches several in one reservation', () => {
    const { Instances, ReservationId } = run({ MinCount: 2, MaxCount: 3 });
    expect(Instances.map((one: { AmiLaunchIndex: number }) => one.AmiLaunchIndex)).toEqual([0, 1, 2]);
    expect(new Set(Instances.map((one: { PrivateIpAddress: string }) => one.PrivateIpAddress)).size).toBe(3);
    run();
    const { Reservations } = harness.call('DescribeInstances');
    expect(Reservations.map((one: { Instances: unknown[] }) => one.Instances.length)).toEqual([3, 1]);
    expect(Reservations[0].ReservationId).toBe(ReservationId);
  });

  it('launches as many as there are addresses for, or none', () => {
    const { SubnetId } = ownVpc('10.0.0.0/28');
    const before = harness.view();
    expect(refused({ SubnetId, MinCount: 12, MaxCount: 20 })).toMatch(/^InsufficientFreeAddressesInSubnet/);
    expect(harness.view()).toBe(before);
    expect(run({ SubnetId, MinCount: 2, MaxCount: 20 }).Instances).toHaveLength(11);
    expect(refused({ SubnetId })).toBe(
      'InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.',
    );
  });

  it('launches as many as the quota has room for, or none; a stopped instance leaves its room', () => {
    const quotas = { runningInstancesPerRegion: 3 };
    const call = (name: string, input: object) => harness.call(name, input, { quotas });
    const [first] = call('RunInstances', ONE).Instances;
    expect(harness.refusal('RunInstances', { ...ONE, MinCount: 3, MaxCount: 3 }, { quotas })).toBe(
      'InstanceLimitExceeded: You have requested more instances (4) than your current instance limit of 3 allows for the specified instance type. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
    );
    expect(call('RunInstances', { ...ONE, MaxCount: 4000 }).Instances).toHaveLength(2);
    expect(harness.refusal('RunInstances', ONE, { quotas })).toMatch(/^InstanceLimitExceeded: .*\(4\)/);

    const InstanceIds = [first.InstanceId];
    harness.transact((tx) => markRunning(tx, first.InstanceId, tx.view.instances.get(first.InstanceId)!.launchedAt));
    call('StopInstances', { InstanceIds });
    harness.transact((tx) => markStopped(tx, first.InstanceId));
    call('RunInstances', ONE);
    expect(harness.refusal('StartInstances', { InstanceIds }, { quotas })).toMatch(/^InstanceLimitExceeded: .*\(4\)/);
  });

  it('launches at most 256 where nothing else is said', () => {
    expect(refused({ MinCount: 4000, MaxCount: 4000 })).toMatch(/^InstanceLimitExceeded: .*\(4000\).* limit of 256 /);
    expect(run({ MaxCount: 4000 }).Instances).toHaveLength(256);
  });

  it('launches nothing twice under one token', () => {
    const input = { ClientToken: 't', MinCount: 2, MaxCount: 2 };
    const first = run(input);
    expect(run(input)).toEqual(first);
    expect(refused({ ...input, InstanceType: 't3.micro' })).toMatch(/^IdempotentParameterMismatch/);
    expect(enis()).toHaveLength(2);
  });

  it('has a type when none is named', () => expect(runOne({ InstanceType: undefined }).InstanceType).toBe('t3.micro'));
  it('runs arm64 types from the arm64 image', () =>
    expect(runOne({ InstanceType: 't4g.micro', ImageId: ARM_IMAGE }).Architecture).toBe('arm64'));
});

describe('defaults (prefix-list spec E3)', () => {
  it('nothing given: default subnet of the first zone, default group', () => {
    const instance = runOne();
    expect(instance).toMatchObject({ VpcId: defaultVpc(), PrivateIpAddress: '172.31.0.4' });
    expect(instance.SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
    expect(instance.Placement.AvailabilityZone).toBe('us-east-1a');
    expect(instance.PublicIpAddress).toMatch(/^198\.1[89]\./); // as the default subnet's mapPublicIpOnLaunch says
  });

  it.each([
    [{ AvailabilityZone: 'us-east-1c' }, 'us-east-1c'],
    [{ AvailabilityZoneId: 'use1-az2' }, 'us-east-1b'],
    [{ Tenancy: 'default' }, 'us-east-1a'],
  ])('a zone given as %j: its default subnet', (Placement, zone) => {
    expect(runOne({ Placement }).Placement.AvailabilityZone).toBe(zone);
  });

  it("a subnet given: that VPC's default group", () => {
    const { VpcId, SubnetId } = ownVpc();
    expect(runOne({ SubnetId }).SecurityGroups).toEqual([
      { GroupId: groupsOfVpc(VpcId)[0].GroupId, GroupName: 'default' },
    ]);
  });

  it('groups by name and id, in the default VPC', () => {
    const ids = [group('web'), group('app')];
    const shown = runOne({ SecurityGroups: ['WEB'], SecurityGroupIds: [ids[1]] }).SecurityGroups;
    expect(shown.map((one: { GroupId: string }) => one.GroupId).sort()).toEqual(ids.sort());
  });

  it('no default VPC and no subnet', () => {
    harness = createHarness();
    expect(refused({})).toBe('VPCIdNotSpecified: No default VPC for this user');
    expect(refused({ SecurityGroups: ['web'] })).toBe('VPCIdNotSpecified: No default VPC for this user');
  });

  it('a default VPC without subnets, in a zone or at all', () => {
    const deleteIn = (zone: string) => {
      const Filters = [{ Name: 'availability-zone', Values: [zone] }];
      for (const { SubnetId } of harness.call('DescribeSubnets', { Filters }).Subnets)
        harness.call('DeleteSubnet', { SubnetId });
    };
    deleteIn('us-east-1b');
    expect(refused({ Placement: { AvailabilityZone: 'us-east-1b' } })).toBe(
      "MissingInput: No default subnet for availability zone: 'us-east-1b'.",
    );
    deleteIn('us-east-1?');
    expect(refused({})).toBe(
      `MissingInput: No subnets found for the default VPC '${defaultVpc()}'. Please specify a subnet.`,
    );
  });

  it('a group by name with a subnet', () => {
    const { SubnetId } = ownVpc();
    expect(refused({ SubnetId, SecurityGroups: ['default'] })).toBe(
      'InvalidParameterCombination: The parameter groupName cannot be used with the parameter subnet',
    );
  });

  it('a group of another VPC', () => {
    const { SubnetId } = ownVpc();
    const far = group('far');
    expect(refused({ SubnetId, SecurityGroupIds: [far] })).toBe(
      `InvalidParameter: Security group ${far} and subnet ${SubnetId} belong to different networks.`,
    );
  });

  it.each([
    [{ SecurityGroupIds: ['sg-1'] }, 'security groups'],
    [{ SecurityGroups: ['web'] }, 'security groups'],
    [{ SubnetId: 'subnet-1' }, 'subnet ID'],
    [{ PrivateIpAddress: '10.0.0.9' }, 'private IP address'],
    [{ Ipv6AddressCount: 1 }, 'IPv6 address count'],
  ])('interfaces and %j', (input, words) => {
    expect(refused({ ...input, NetworkInterfaces: [{ DeviceIndex: 0 }] })).toBe(
      `InvalidParameterCombination: Network interfaces and an instance-level ${words} may not be specified on the same request`,
    );
  });

  it('DeleteOnTermination: true for what the launch makes, false for what was there', () => {
    const { SubnetId } = ownVpc();
    const id = eni(SubnetId);
    runOne({
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId },
        { DeviceIndex: 1, NetworkInterfaceId: id },
      ],
    });
    expect(
      enis().map((one: { Attachment: { DeleteOnTermination: boolean } }) => one.Attachment.DeleteOnTermination),
    ).toEqual([false, true]);
  });
});

describe('interfaces', () => {
  it('new and old, each in its place', () => {
    const { VpcId, SubnetId } = ownVpc();
    const web = group('web', VpcId);
    const id = eni(SubnetId, { PrivateIpAddress: '10.0.0.200' });
    const instance = runOne({
      NetworkInterfaces: [
        {
          DeviceIndex: 1,
          SubnetId,
          Groups: [web],
          Description: 'side',
          SecondaryPrivateIpAddressCount: 1,
          DeleteOnTermination: false,
        },
        { DeviceIndex: 0, NetworkInterfaceId: id },
      ],
    });
    expect(instance.PrivateIpAddress).toBe('10.0.0.200');
    expect(instance.NetworkInterfaces).toMatchObject([
      { NetworkInterfaceId: id, Attachment: { DeviceIndex: 0 } },
      {
        Description: 'side',
        Groups: [{ GroupName: 'web' }],
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4' }, { PrivateIpAddress: '10.0.0.5' }],
        Attachment: { DeviceIndex: 1, DeleteOnTermination: false },
      },
    ]);
  });

  it('several new ones share a subnet', () => {
    const { SubnetId } = ownVpc();
    const NetworkInterfaces = [0, 1, 2].map((DeviceIndex) => ({ DeviceIndex, SubnetId }));
    const shown = run({ NetworkInterfaces, MinCount: 2, MaxCount: 2 }).Instances;
    expect(shown.map((one: { NetworkInterfaces: unknown[] }) => one.NetworkInterfaces.length)).toEqual([3, 3]);
    expect(new Set(enis().map((one: { PrivateIpAddress: string }) => one.PrivateIpAddress)).size).toBe(6);
  });

  it('take an address by name, and IPv6 by count or as the subnet says', () => {
    const { VpcId } = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc;
    const [{ Ipv6CidrBlock }] = harness.call('DescribeVpcs', { VpcIds: [VpcId] }).Vpcs[0].Ipv6CidrBlockAssociationSet;
    const { SubnetId } = harness.call('CreateSubnet', {
      VpcId,
      CidrBlock: '10.0.0.0/24',
      Ipv6CidrBlock: Ipv6CidrBlock.replace('/56', '/64'),
    }).Subnet;
    const instance = runOne({ SubnetId, PrivateIpAddress: '10.0.0.77', Ipv6AddressCount: 2 });
    expect(instance.PrivateIpAddress).toBe('10.0.0.77');
    expect(instance.NetworkInterfaces[0].Ipv6Addresses).toHaveLength(2);
    expect(instance.Ipv6Address).toBe(instance.NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address);
    harness.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } });
    expect(runOne({ SubnetId }).NetworkInterfaces[0].Ipv6Addresses).toHaveLength(1);
  });

  it('refuses an ENI in use, named twice, or for many instances', () => {
    const { SubnetId } = ownVpc();
    const id = eni(SubnetId);
    const place = (DeviceIndex: number) => ({ DeviceIndex, NetworkInterfaceId: id });
    expect(refused({ NetworkInterfaces: [place(0), place(1)] })).toBe(
      `InvalidNetworkInterface.InUse: Interface: [${id}] in use.`,
    );
    expect(refused({ NetworkInterfaces: [place(0)], MaxCount: 2 })).toMatch(/^InvalidParameterCombination/);
    expect(refused({ NetworkInterfaces: [{ ...place(0), Description: 'x' }] })).toMatch(
      /^InvalidParameterCombination: The parameter Description/,
    );
    expect(refused({ NetworkInterfaces: [{ ...place(0), DeleteOnTermination: true }] })).toMatch(
      /^InvalidParameterCombination: The parameter DeleteOnTermination/,
    );
    run({ NetworkInterfaces: [place(0)] });
    expect(refused({ NetworkInterfaces: [place(0)] })).toBe(
      `InvalidNetworkInterface.InUse: Interface: [${id}] in use.`,
    );
  });

  it('refuses interfaces in different zones', () => {
    const { VpcId, SubnetId } = ownVpc();
    const other = { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1b' };
    const { SubnetId: far } = harness.call('CreateSubnet', other).Subnet;
    const NetworkInterfaces = [
      { DeviceIndex: 0, SubnetId },
      { DeviceIndex: 1, SubnetId: far },
    ];
    expect(refused({ NetworkInterfaces })).toMatch(/^InvalidParameterCombination: .*same availability zone/);
    expect(refused({ SubnetId, Placement: { AvailabilityZone: 'us-east-1b' } })).toMatch(
      /^InvalidParameterValue: Value \(us-east-1b\) for parameter availabilityZone/,
    );
  });
});

describe('refusals', () => {
  const tooMuch = btoa('x'.repeat(16 * 1024 + 1));
  const REFUSED: ReadonlyArray<readonly [object, string | RegExp]> = [
    [{ ImageId: undefined }, 'MissingParameter: The request must contain the parameter ImageId'],
    [
      { ImageId: 'ami-0123456789abcdef0' },
      "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist",
    ],
    [{ ImageId: 'x' }, 'InvalidAMIID.Malformed: Invalid id: "x" (expecting "ami-...")'],
    [{ InstanceType: 't9.huge' }, "InvalidParameterValue: Invalid value 't9.huge' for InstanceType."],
    [{ InstanceType: 't4g.micro' }, /^InvalidParameterValue: The architecture 'arm64' of the specified instance type/],
    [{ MinCount: 0 }, /^InvalidParameterValue: Value \(0\) for parameter minCount/],
    [{ MinCount: 2 }, /^InvalidParameterValue: Value \(1\) for parameter maxCount/],
    [{ MinCount: undefined }, /^MissingParameter: .*MinCount/],
    [{ KeyName: 'me' }, "InvalidKeyPair.NotFound: The key pair 'me' does not exist"],
    [{ UserData: '***' }, 'InvalidUserData.Malformed: Invalid BASE64 encoding of user data.'],
    [{ UserData: tooMuch }, 'InvalidParameterValue: User data is limited to 16384 bytes'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, /^InvalidSubnetID.NotFound/],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, /^InvalidGroup.NotFound/],
    [{ SecurityGroups: ['nowhere'] }, /^InvalidGroup.NotFound: .*default VPC/],
    [{ PrivateIpAddress: '172.31.0.1' }, /^InvalidParameterValue: .*reserved/],
    [{ PrivateIpAddress: '172.31.0.9', MaxCount: 2 }, /^InvalidParameterCombination/],
    [{ Ipv6AddressCount: 1 }, /^InvalidParameterValue: .*IPv6/],
    [{ Placement: { AvailabilityZone: 'us-east-1z' } }, /^InvalidParameterValue: Value \(us-east-1z\)/],
    [{ Placement: { Tenancy: 'dedicated' } }, /^UnsupportedOperation: .*Placement/],
    [{ Placement: { GroupName: 'g' } }, /^UnsupportedOperation: .*Placement/],
    [
      { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }, { DeviceIndex: 1 }] },
      'InvalidParameterCombination: The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    ],
    [
      {
        NetworkInterfaces: [
          { DeviceIndex: 0, NetworkInterfaceId: 'eni-0123456789abcdef0', AssociatePublicIpAddress: true },
        ],
      },
      /^InvalidParameterCombination: The parameter AssociatePublicIpAddress may be given only/,
    ],
    [{ NetworkInterfaces: [{}] }, 'InvalidParameterValue: Each network interface requires a device index.'],
    [{ NetworkInterfaces: [{ DeviceIndex: 1 }] }, /^InvalidParameterValue: .*device index 0/],
    [{ NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 0 }] }, /^InvalidParameterValue: .*of its own/],
    [{ NetworkInterfaces: [{ DeviceIndex: 0, InterfaceType: 'efa' }] }, /^UnsupportedOperation: .*efa/],
    [{ NetworkInterfaces: [{ DeviceIndex: 0, PrimaryIpv6: true }] }, /^UnsupportedOperation: .*PrimaryIpv6/],
    [
      { NetworkInterfaces: [0, 1, 2, 3].map((DeviceIndex) => ({ DeviceIndex })) },
      'AttachmentLimitExceeded: Interface count 4 exceeds the limit for t3.small',
    ],
    [
      { NetworkInterfaces: [{ DeviceIndex: 0, SecondaryPrivateIpAddressCount: 4 }] },
      'PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.',
    ],
    [{ TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] }, /^InvalidParameterValue: 'vpc'/],
    [{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1' }] }, /^UnsupportedOperation: .*BlockDeviceMappings/],
    [{ IamInstanceProfile: { Name: 'x' } }, /^UnsupportedOperation: .*IamInstanceProfile/],
    [{ LaunchTemplate: { LaunchTemplateId: 'lt-1' } }, /^UnsupportedOperation: .*LaunchTemplate/],
    [{ DisableApiTermination: true }, /^UnsupportedOperation: .*DisableApiTermination/],
    [{ Monitoring: { Enabled: true } }, /^UnsupportedOperation: .*Monitoring/],
    [{ MetadataOptions: { HttpTokens: 'required' } }, /^UnsupportedOperation: .*MetadataOptions/],
    [{ InstanceInitiatedShutdownBehavior: 'terminate' }, /^UnsupportedOperation/],
    [{ CpuOptions: { CoreCount: 2, ThreadsPerCore: 1 } }, /^UnsupportedOperation: .*CpuOptions/],
    [{ CreditSpecification: { CpuCredits: 'x' } }, /^InvalidParameterValue/],
    [{ CreditSpecification: {} }, /^MissingParameter/],
    [{ InstanceType: 'm5.large', CreditSpecification: { CpuCredits: 'standard' } }, /^InvalidParameterCombination/],
  ];
  it.each(REFUSED)('%j', (input, words) => {
    const said = refused(input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('passes what asks for nothing, as Terraform sends it', () => {
    const instance = runOne({
      EbsOptimized: false,
      Monitoring: { Enabled: false },
      DisableApiTermination: false,
      DisableApiStop: false,
      InstanceInitiatedShutdownBehavior: 'stop',
      Placement: { AvailabilityZone: '', Tenancy: 'default', GroupName: '' },
      HibernationOptions: { Configured: false },
      EnclaveOptions: { Enabled: false },
      MetadataOptions: { HttpEndpoint: 'disabled' },
      MaintenanceOptions: { AutoRecovery: 'default' },
      CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
      CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
      PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false },
      CreditSpecification: { CpuCredits: 'standard' },
      UserData: '',
    });
    expect(instance.State.Name).toBe('pending');
  });
});
