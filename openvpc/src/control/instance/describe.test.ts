import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import type { InstanceId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import type { Store } from '../../store/store.ts';
import type { World } from '../operation.ts';
import { getConsoleOutput } from './console-output.ts';
import { markRunning, markStopped, markTerminated } from './lifecycle.ts';

let harness: Harness;
let SubnetId: string;
let VpcId: string;
const NOW = 1_700_000_000_000 as Instant;
const NOWHERE = 'i-0123456789abcdef0';
const ONE = { ImageId: 'ami-00000000000008664', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 };

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
});

const run = (input: object = {}): InstanceId =>
  harness.call('RunInstances', { ...ONE, SubnetId, ...input }).Instances[0].InstanceId;
const running = (input: object = {}): InstanceId => {
  const id = run(input);
  harness.transact((tx) => markRunning(tx, id, NOW));
  return id;
};
const stopped = (): InstanceId => {
  const id = running();
  harness.call('StopInstances', { InstanceIds: [id] });
  harness.transact((tx) => markStopped(tx, id));
  return id;
};
const terminated = (id: InstanceId = running()): InstanceId => {
  harness.call('TerminateInstances', { InstanceIds: [id] });
  harness.transact((tx) => markTerminated(tx, id, NOW));
  return id;
};
const describeOne = (id: string) =>
  harness.call('DescribeInstances', { InstanceIds: [id] }).Reservations[0].Instances[0];

describe('DescribeInstances', () => {
  const tagged = (Value: string) => ({
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value }] }],
  });
  const namesOf = (answer: {
    Reservations: ReadonlyArray<{ Instances: ReadonlyArray<{ Tags: Array<{ Value: string }> }> }>;
  }) => answer.Reservations.flatMap(({ Instances }) => Instances.map(({ Tags }) => Tags[0]?.Value)).join(' ');
  const found = (Name: string, value: string) =>
    namesOf(harness.call('DescribeInstances', { Filters: [{ Name, Values: [value] }] }));
  let web: string;
  beforeEach(() => {
    const { GroupId } = harness.call('CreateSecurityGroup', { GroupName: 'web', Description: 'x', VpcId });
    web = running({ ...tagged('web'), SecurityGroupIds: [GroupId], ClientToken: 'token' });
    run({ ...tagged('app'), PrivateIpAddress: '10.0.1.77', InstanceType: 'm5.large' });
    harness.call('CreateNetworkInterface', { SubnetId });
    terminated(running(tagged('old')));
  });

  it.each([
    ['architecture', 'x86_64', 'web app old'],
    ['availability-zone', 'us-east-1a', 'web app old'],
    ['client-token', 'token', 'web'],
    ['image-id', ONE.ImageId, 'web app old'],
    ['instance-state-code', '0', 'app'],
    ['instance-state-name', 'running', 'web'],
    ['instance-state-name', 'terminated', 'old'],
    ['instance-type', 'm5.*', 'app'],
    ['instance.group-name', 'web', 'web'],
    ['ip-address', '*', ''],
    ['launch-time', '2023-11-14T22:13:20.000Z', 'web app old'],
    ['launch-time', '2023-11-*', 'web app old'],
    ['private-dns-name', 'ip-10-0-1-77.ec2.internal', 'app'],
    ['private-ip-address', '10.0.1.77', 'app'],
    ['network-interface.addresses.private-ip-address', '10.0.1.77', 'app'],
    ['network-interface.attachment.device-index', '0', 'web app'],
    ['network-interface.group-name', 'web', 'web'],
    ['network-interface.status', 'in-use', 'web app'],
    ['root-device-type', 'ebs', 'web app old'],
    ['source-dest-check', 'true', 'web app'],
    ['state-reason-code', 'Client.*', 'old'],
    ['tag:Name', 'a*', 'app'],
    ['tenancy', 'default', 'web app old'],
    ['key-name', '*', ''],
  ])('filters by %s = %s', (name, value, names) => expect(found(name, value)).toBe(names));

  it('filters by ids', () => {
    const { NetworkInterfaces } = describeOne(web);
    expect(found('instance-id', web)).toBe('web');
    expect(found('vpc-id', VpcId)).toBe('web app');
    expect(found('subnet-id', SubnetId)).toBe('web app');
    expect(found('network-interface.network-interface-id', NetworkInterfaces[0].NetworkInterfaceId)).toBe('web');
    expect(found('instance.group-id', NetworkInterfaces[0].Groups[0].GroupId)).toBe('web');
    const [{ ReservationId }] = harness.call('DescribeInstances', { InstanceIds: [web] }).Reservations;
    expect(found('reservation-id', ReservationId)).toBe('web');
  });

  it.each([
    [{ InstanceIds: [NOWHERE] }, `InvalidInstanceID.NotFound: The instance ID '${NOWHERE}' does not exist`],
    [{ InstanceIds: [NOWHERE, 'i-11111111'] }, /^InvalidInstanceID.NotFound: The instance IDs/],
    [{ InstanceIds: ['x'] }, /^InvalidInstanceID.Malformed/],
    [
      { InstanceIds: [NOWHERE], MaxResults: 5 },
      'InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults',
    ],
    [{ Filters: [{ Name: 'x', Values: ['y'] }] }, "InvalidParameterValue: The filter 'x' is invalid"],
  ])('refuses %j', (input, words) => {
    const said = harness.refusal('DescribeInstances', input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('comes in pages', () => {
    for (let i = 0; i < 4; i++) run(tagged(`more${i}`));
    const first = harness.call('DescribeInstances', { MaxResults: 5 });
    const rest = harness.call('DescribeInstances', { MaxResults: 5, NextToken: first.NextToken });
    expect(namesOf(first).split(' ')).toHaveLength(5);
    expect(namesOf(rest).split(' ')).toHaveLength(2);
    expect(rest.NextToken).toBeUndefined();
  });

  it('credits: as launched, or as the family has them', () => {
    const launch = (InstanceType: string, CpuCredits?: string): string =>
      run({ InstanceType, ...(CpuCredits === undefined ? {} : { CreditSpecification: { CpuCredits } }) });
    const ids = [
      launch('t2.micro'),
      launch('t3.micro', 'standard'),
      launch('t3.micro'),
      launch('t2.micro', 'unlimited'),
    ];
    const credits = (input: object) =>
      harness
        .call('DescribeInstanceCreditSpecifications', input)
        .InstanceCreditSpecifications.map((one: { CpuCredits: string }) => one.CpuCredits);
    expect(credits({ InstanceIds: ids })).toEqual(['standard', 'standard', 'unlimited', 'unlimited']);
    expect(credits({ Filters: [{ Name: 'instance-id', Values: ids }] })).toEqual(['unlimited', 'unlimited']);
    const [fixed] = [launch('m5.large')];
    expect(harness.refusal('DescribeInstanceCreditSpecifications', { InstanceIds: [fixed] })).toMatch(
      /^InvalidInstanceID:/,
    );
  });

  it('status: running ones, or all', () => {
    const statuses = (input: object) => harness.call('DescribeInstanceStatus', input).InstanceStatuses;
    const fine = { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] };
    expect(statuses({})).toEqual([
      {
        InstanceId: web,
        AvailabilityZone: 'us-east-1a',
        InstanceState: { Code: 16, Name: 'running' },
        InstanceStatus: fine,
        SystemStatus: fine,
        Events: [],
      },
    ]);
    expect(statuses({ IncludeAllInstances: true })).toHaveLength(3);
    const Filters = [{ Name: 'instance-status.status', Values: ['not-applicable'] }];
    expect(statuses({ IncludeAllInstances: true, Filters })).toHaveLength(2);
    expect(harness.refusal('DescribeInstanceStatus', { InstanceIds: [NOWHERE] })).toMatch(
      /^InvalidInstanceID.NotFound/,
    );
  });
});

describe('attributes', () => {
  const attribute = (InstanceId: string, Attribute: string) =>
    harness.call('DescribeInstanceAttribute', { InstanceId, Attribute });
  const modify = (InstanceId: string, input: object) =>
    harness.call('ModifyInstanceAttribute', { InstanceId, ...input });

  it.each([
    ['instanceType', { InstanceType: { Value: 't3.small' } }],
    ['disableApiTermination', { DisableApiTermination: { Value: false } }],
    ['disableApiStop', { DisableApiStop: { Value: false } }],
    ['instanceInitiatedShutdownBehavior', { InstanceInitiatedShutdownBehavior: { Value: 'stop' } }],
    ['userData', { UserData: { Value: btoa('hi') } }],
    ['sourceDestCheck', { SourceDestCheck: { Value: true } }],
    ['rootDeviceName', { RootDeviceName: { Value: '/dev/sda1' } }],
    ['blockDeviceMapping', { BlockDeviceMappings: [] }],
    ['kernel', { KernelId: {} }],
    ['ebsOptimized', { EbsOptimized: { Value: false } }],
  ])('shows %s', (name, shown) => {
    const InstanceId = run({ UserData: btoa('hi') });
    expect(attribute(InstanceId, name)).toEqual({ InstanceId, ...shown });
  });

  it('shows and sets groups, and the source check', () => {
    const id = running();
    const { GroupId } = harness.call('CreateSecurityGroup', { GroupName: 'web', Description: 'x', VpcId });
    modify(id, { Groups: [GroupId] });
    modify(id, { SourceDestCheck: { Value: false } });
    expect(attribute(id, 'groupSet').Groups).toEqual([{ GroupId, GroupName: 'web' }]);
    expect(attribute(id, 'sourceDestCheck').SourceDestCheck).toEqual({ Value: false });
    expect(describeOne(id)).toMatchObject({ SourceDestCheck: false, SecurityGroups: [{ GroupId }] });
  });

  it('sets user data of a stopped instance only', () => {
    const UserData = { Value: new TextEncoder().encode('#!/bin/sh') };
    const up = running();
    expect(harness.refusal('ModifyInstanceAttribute', { InstanceId: up, UserData })).toBe(
      `IncorrectInstanceState: The instance '${up}' is not in the 'stopped' state.`,
    );
    const id = stopped();
    modify(id, { UserData });
    expect(attribute(id, 'userData').UserData).toEqual({ Value: btoa('#!/bin/sh') });
    modify(id, { UserData: { Value: new Uint8Array() } });
    expect(attribute(id, 'userData').UserData).toEqual({});
  });

  it('does not choose among several interfaces', () => {
    const id = running();
    const NetworkInterfaceId = harness.call('CreateNetworkInterface', { SubnetId }).NetworkInterface.NetworkInterfaceId;
    harness.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId: id, DeviceIndex: 1 });
    const words = `InvalidInstanceID: There are multiple interfaces attached to instance '${id}'. Please specify an interface ID for the operation instead.`;
    const input = { InstanceId: id, SourceDestCheck: { Value: false } };
    expect(harness.refusal('ModifyInstanceAttribute', input)).toBe(words);
  });

  it('lets be as it is what Terraform sends before each termination', () => {
    const id = running();
    const before = harness.view();
    modify(id, { DisableApiTermination: { Value: false } });
    modify(id, { DisableApiStop: { Value: false } });
    modify(id, { InstanceType: { Value: 't3.small' } });
    expect(harness.view()).toBe(before);
  });

  it.each([
    [{}, /^MissingParameter: No attributes/],
    [{ Groups: ['sg-0123456789abcdef0'] }, /^InvalidGroup.NotFound/],
    [{ Groups: [] }, /^MissingParameter/],
    [{ SourceDestCheck: {} }, /^MissingParameter/],
    [{ Groups: [], SourceDestCheck: { Value: true } }, /^InvalidParameterCombination/],
    [{ DisableApiTermination: { Value: true } }, /^UnsupportedOperation: .*DisableApiTermination/],
    [{ InstanceType: { Value: 't3.micro' } }, /^UnsupportedOperation: .*InstanceType/],
    [{ Attribute: 'userData', Value: 'x' }, /^UnsupportedOperation: .*Attribute/],
    [{ SourceDestCheck: { Value: true }, Value: 'x' }, /^UnsupportedOperation: .*Value/],
    [{ InstanceId: NOWHERE, SourceDestCheck: { Value: true } }, /^InvalidInstanceID.NotFound/],
  ])('modifying refuses %j', (input, words) => {
    expect(harness.refusal('ModifyInstanceAttribute', { InstanceId: running(), ...input })).toMatch(words);
  });

  it.each([
    [{ Attribute: 'x' }, /^InvalidParameterValue: Value \(x\) for parameter attribute/],
    [{}, /^MissingParameter/],
    [{ Attribute: 'userData', InstanceId: NOWHERE }, /^InvalidInstanceID.NotFound/],
  ])('describing refuses %j', (input, words) => {
    expect(harness.refusal('DescribeInstanceAttribute', { InstanceId: running(), ...input })).toMatch(words);
  });
});

describe('GetConsoleOutput', () => {
  const perform = (InstanceId: string, text = '') =>
    harness.transact((_tx, call) => {
      const world = {
        store: { snapshot: harness.view } as Store,
        console: () => Promise.resolve(text),
      } as unknown as World;
      return getConsoleOutput.perform(world, { InstanceId }, call);
    });

  it('answers what was printed, in BASE64', async () => {
    const id = running();
    const { Output, ...rest } = await perform(id, 'hello ✓\n');
    expect(rest).toEqual({ InstanceId: id, Timestamp: new Date(NOW) });
    const bytes = Uint8Array.from(atob(Output ?? ''), (character) => character.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe('hello ✓\n');
  });

  it('wants an instance', async () => {
    await expect(perform(NOWHERE)).rejects.toThrow(`The instance ID '${NOWHERE}' does not exist`);
  });
});

describe('DescribeInstanceTypes', () => {
  const types = (input: object = {}) => harness.call('DescribeInstanceTypes', input).InstanceTypes;
  const found = (Name: string, value: string) =>
    types({ Filters: [{ Name, Values: [value] }] }).map((one: { InstanceType: string }) => one.InstanceType);

  it('tells of a type', () => {
    expect(types({ InstanceTypes: ['t3.micro'] })).toMatchObject([
      {
        InstanceType: 't3.micro',
        ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
        VCpuInfo: { DefaultVCpus: 2, DefaultCores: 1, DefaultThreadsPerCore: 2 },
        MemoryInfo: { SizeInMiB: 1024 },
        EbsInfo: { EbsOptimizedSupport: 'unsupported' },
        PlacementGroupInfo: { SupportedStrategies: [] },
        NetworkInfo: { MaximumNetworkInterfaces: 2, Ipv4AddressesPerInterface: 2 },
      },
    ]);
  });

  it('filters', () => {
    expect(found('processor-info.supported-architecture', 'arm64')).toContain('t4g.micro');
    expect(found('processor-info.supported-architecture', 'arm64')).not.toContain('t3.micro');
    expect(found('instance-type', 'm5.*')).toEqual(['m5.large', 'm5.xlarge']);
    expect(found('free-tier-eligible', 'true')).toEqual(['t2.micro', 't3.micro']);
    expect(found('vcpu-info.default-vcpus', '4')).toEqual(['m5.xlarge', 'c5.xlarge']);
  });

  it('has every type AWS would: cores and threads make the vCPUs', () => {
    for (const { VCpuInfo: cpu } of types()) {
      expect(cpu.DefaultCores * cpu.DefaultThreadsPerCore).toBe(cpu.DefaultVCpus);
    }
  });

  it.each([
    [
      { InstanceTypes: ['t3.micro', 't9.x'] },
      'InvalidInstanceType: The following supplied instance types do not exist: [t9.x]',
    ],
    [{ MaxResults: 101 }, /^InvalidParameterValue/],
  ])('refuses %j', (input, words) => {
    const said = harness.refusal('DescribeInstanceTypes', input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });
});
