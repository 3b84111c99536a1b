import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import type { EniId, InstanceId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { formatAddress } from '../../net/address.ts';
import { forgetTerminated, markFailed, markRunning, markStopped, markTerminated } from './lifecycle.ts';
import { instanceSpec } from './spec.ts';

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
const stateOf = (id: string): string => describeOne(id).State.Name;
const change = (InstanceId: string, before: [number, string], after: [number, string]) => ({
  InstanceId,
  PreviousState: { Code: before[0], Name: before[1] },
  CurrentState: { Code: after[0], Name: after[1] },
});

function putFlowLog(eniId: string): void {
  harness.transact((tx, call) => {
    tx.put({
      owner: call.account,
      region: call.region,
      tags: [],
      kind: 'flow-log',
      id: call.mint('fl'),
      resource: { kind: 'eni', id: eniId as EniId },
      trafficType: 'ALL',
      logGroupName: 'g',
      deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/r',
      format: '',
      maxAggregationIntervalSeconds: 60,
      createdAt: call.now,
    });
  });
}

describe('states', () => {
  it('running, stopped, running again, gone', () => {
    const id = run();
    const InstanceIds = [id];
    expect(stateOf(id)).toBe('pending');
    harness.transact((tx) => markRunning(tx, id, NOW));
    expect(describeOne(id)).toMatchObject({ State: { Code: 16, Name: 'running' } });
    expect(describeOne(id)).not.toHaveProperty('StateReason');
    expect(describeOne(id).NetworkInterfaces[0].Attachment.Status).toBe('attached');
    expect(harness.call('StopInstances', { InstanceIds }).StoppingInstances).toEqual([
      change(id, [16, 'running'], [64, 'stopping']),
    ]);
    harness.transact((tx) => markStopped(tx, id));
    expect(describeOne(id)).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      PrivateIpAddress: '10.0.1.4',
    });
    const later = (NOW + 5000) as Instant;
    expect(harness.call('StartInstances', { InstanceIds }, { now: later }).StartingInstances).toEqual([
      change(id, [80, 'stopped'], [0, 'pending']),
    ]);
    expect(describeOne(id).LaunchTime).toEqual(new Date(later));
    expect(harness.call('TerminateInstances', { InstanceIds }).TerminatingInstances).toEqual([
      change(id, [0, 'pending'], [32, 'shutting-down']),
    ]);
    harness.transact((tx) => markTerminated(tx, id, NOW));
    const gone = describeOne(id);
    expect(gone).toMatchObject({ State: { Code: 48, Name: 'terminated' }, NetworkInterfaces: [], PrivateDnsName: '' });
    for (const name of ['VpcId', 'SubnetId', 'PrivateIpAddress']) expect(gone).not.toHaveProperty(name);
    expect(harness.call('TerminateInstances', { InstanceIds }).TerminatingInstances).toEqual([
      change(id, [48, 'terminated'], [48, 'terminated']),
    ]);
  });

  it('repeating asks for nothing', () => {
    const up = running();
    const down = stopped();
    const before = harness.view();
    harness.call('StartInstances', { InstanceIds: [up] });
    harness.call('StopInstances', { InstanceIds: [down] });
    expect(harness.view()).toBe(before);
  });

  it.each([
    ['StopInstances', () => run(), 'stopped'],
    ['StopInstances', () => terminated(), 'stopped'],
    ['StartInstances', () => terminated(), 'started'],
    [
      'StartInstances',
      () => {
        const id = running();
        harness.call('StopInstances', { InstanceIds: [id] });
        return id;
      },
      'started',
    ],
  ] as const)('%s refuses from a state where it cannot', (name, make, what) => {
    const id = make();
    expect(harness.refusal(name, { InstanceIds: [id] })).toBe(
      `IncorrectInstanceState: The instance '${id}' is not in a state from which it can be ${what}.`,
    );
  });

  it.each(['StopInstances', 'StartInstances', 'TerminateInstances'])('%s moves all or none', (name) => {
    const id = running();
    expect(harness.refusal(name, { InstanceIds: [id, NOWHERE] })).toBe(
      `InvalidInstanceID.NotFound: The instance ID '${NOWHERE}' does not exist`,
    );
    expect(harness.refusal(name, { InstanceIds: ['x'] })).toMatch(/^InvalidInstanceID.Malformed/);
    expect(harness.refusal(name, { InstanceIds: [] })).toMatch(/^MissingParameter/);
    expect(stateOf(id)).toBe('running');
  });

  it('cannot hibernate', () => {
    expect(harness.refusal('StopInstances', { InstanceIds: [running()], Hibernate: true })).toMatch(
      /^UnsupportedOperation/,
    );
  });
});

describe('what the reconcile loop tells', () => {
  it('each step is nothing from a state that it cannot be taken from', () => {
    const shuttingDown = running();
    harness.call('TerminateInstances', { InstanceIds: [shuttingDown] });
    const ids = [running(), stopped(), shuttingDown, terminated(), NOWHERE as InstanceId];
    const before = harness.view();
    for (const id of ids) {
      harness.transact((tx) => markRunning(tx, id, NOW));
      harness.transact((tx) => markFailed(tx, id, 'x'));
      if (id !== ids[0]) harness.transact((tx) => markStopped(tx, id));
      if (id !== shuttingDown) harness.transact((tx) => markTerminated(tx, id, NOW));
    }
    expect(harness.view()).toBe(before);
  });

  it('an instance that ended itself is stopped', () => {
    const id = running();
    harness.transact((tx) => markStopped(tx, id));
    expect(describeOne(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.InstanceInitiatedShutdown' },
    });
  });

  it('a new instance that cannot start is on its way out, with the reason', () => {
    const id = run();
    harness.transact((tx) => markFailed(tx, id, 'no kernel'));
    expect(describeOne(id)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: { Code: 'Server.InternalError', Message: 'Server.InternalError: no kernel' },
    });
    harness.transact((tx) => markTerminated(tx, id, NOW));
    expect(describeOne(id).StateReason.Code).toBe('Server.InternalError');
  });

  it('one that ran before is stopped instead, and keeps what it has', () => {
    const id = stopped();
    harness.call('StartInstances', { InstanceIds: [id] });
    harness.transact((tx) => markFailed(tx, id, 'no kernel'));
    expect(stateOf(id)).toBe('stopping');
    harness.transact((tx) => markStopped(tx, id));
    expect(describeOne(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Server.InternalError' },
      PrivateIpAddress: '10.0.1.4',
    });
  });

  it('termination takes the ENIs that are to go, and their flow logs, and leaves the others', () => {
    const id = running();
    const NetworkInterfaceId = harness.call('CreateNetworkInterface', { SubnetId }).NetworkInterface.NetworkInterfaceId;
    harness.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId: id, DeviceIndex: 1 });
    const primary = describeOne(id).NetworkInterfaces[0].NetworkInterfaceId;
    putFlowLog(primary);
    putFlowLog(NetworkInterfaceId);
    harness.call('TerminateInstances', { InstanceIds: [id] });
    expect(harness.refusal('DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    harness.transact((tx) => markTerminated(tx, id, NOW));
    expect(harness.refusal('DescribeNetworkInterfaces', { NetworkInterfaceIds: [primary] })).toBe(
      `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${primary}' does not exist`,
    );
    expect([...harness.view().flowLogs.values()].map((log) => log.resource.id)).toEqual([NetworkInterfaceId]);
    const [left] = harness.call('DescribeNetworkInterfaces').NetworkInterfaces;
    expect(left).toMatchObject({ NetworkInterfaceId, Status: 'available' });
    expect(left).not.toHaveProperty('Attachment');
    harness.call('DeleteNetworkInterface', { NetworkInterfaceId });
    harness.call('DeleteSubnet', { SubnetId });
  });

  it('a terminated instance is shown for an hour', () => {
    const id = terminated();
    harness.transact((tx) => forgetTerminated(tx, (NOW + 3_599_999) as Instant));
    expect(stateOf(id)).toBe('terminated');
    harness.transact((tx) => forgetTerminated(tx, (NOW + 3_600_000) as Instant));
    expect(harness.refusal('DescribeInstances', { InstanceIds: [id] })).toMatch(/^InvalidInstanceID.NotFound/);
  });

  it('a security group is held until the ENI is gone', () => {
    const { GroupId } = harness.call('CreateSecurityGroup', { GroupName: 'web', Description: 'x', VpcId });
    const id = running({ SecurityGroupIds: [GroupId] });
    expect(harness.refusal('DeleteSecurityGroup', { GroupId })).toMatch(/^DependencyViolation/);
    terminated(id);
    harness.call('DeleteSecurityGroup', { GroupId });
  });
});

describe('instanceSpec', () => {
  it('says what runs and how it is connected', () => {
    const id = running({ PrivateIpAddress: '10.0.1.20', UserData: btoa('#!/bin/sh\necho hi\n') });
    const NetworkInterfaceId = harness.call('CreateNetworkInterface', { SubnetId, SecondaryPrivateIpAddressCount: 1 })
      .NetworkInterface.NetworkInterfaceId;
    harness.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId: id, DeviceIndex: 2 });
    const view = harness.view();
    const instance = view.instances.get(id);
    if (instance === undefined) throw new Error('it is there');
    const spec = instanceSpec(view, instance);
    expect({
      ...spec,
      resolver: formatAddress(spec.resolver),
      interfaces: spec.interfaces.map((one) => ({
        ...one,
        ipv4: one.ipv4.map(formatAddress),
        ipv4Router: formatAddress(one.ipv4Router),
      })),
    }).toEqual({
      instance: id,
      hostname: 'ip-10-0-1-20',
      domain: 'ec2.internal',
      resolver: '10.0.0.2',
      userData: '#!/bin/sh\necho hi\n',
      interfaces: [
        {
          eni: expect.stringMatching(/^eni-/),
          vpc: VpcId,
          deviceIndex: 0,
          mac: expect.stringMatching(/^02:/),
          ipv4: ['10.0.1.20'],
          ipv4Length: 24,
          ipv4Router: '10.0.1.1',
          ipv6: [],
        },
        {
          eni: NetworkInterfaceId,
          vpc: VpcId,
          deviceIndex: 2,
          mac: expect.stringMatching(/^02:/),
          ipv4: ['10.0.1.4', '10.0.1.5'],
          ipv4Length: 24,
          ipv4Router: '10.0.1.1',
          ipv6: [],
        },
      ],
    });
  });

  it('decodes user data as UTF-8', () => {
    const text = '#!/bin/sh\necho ✓ é\n';
    const bytes = new TextEncoder().encode(text);
    const id = run({ UserData: btoa(String.fromCharCode(...bytes)) });
    const instance = harness.view().instances.get(id);
    expect(instance && instanceSpec(harness.view(), instance).userData).toBe(text);
  });
});
