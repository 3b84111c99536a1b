import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import type { InstanceId } from '../../name/id.ts';
import { markRunning, markStopped, markTerminated } from '../instance/lifecycle.ts';

/** Public addresses that come with a launch (EC2 User Guide, "Public IPv4 addresses"). */
let harness: Harness;
let VpcId: string;
let SubnetId: string;
let igw: string;
const ONE = { ImageId: 'ami-00000000000008664', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 };
const PUBLIC = [{ DeviceIndex: 0, AssociatePublicIpAddress: true }];

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  igw = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
  harness.call('AttachInternetGateway', { InternetGatewayId: igw, VpcId });
  harness.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } });
});

function launch(input: object = { SubnetId }): InstanceId {
  const { InstanceId: id } = harness.call('RunInstances', { ...ONE, ...input }).Instances[0];
  harness.transact((tx, call) => markRunning(tx, id, call.now));
  return id;
}
const shown = (id: string) => harness.call('DescribeInstances', { InstanceIds: [id] }).Reservations[0].Instances[0];
const publicOf = (id: string): string | undefined => shown(id).PublicIpAddress;
function stop(id: InstanceId): void {
  harness.call('StopInstances', { InstanceIds: [id] });
  harness.transact((tx) => markStopped(tx, id));
}
const start = (id: string) => harness.call('StartInstances', { InstanceIds: [id] });
const elastic = (): string => harness.call('AllocateAddress').AllocationId;
const attachSecond = (InstanceId: string) =>
  harness.call('AttachNetworkInterface', {
    InstanceId,
    NetworkInterfaceId: putEni(harness, SubnetId, '10.0.1.200'),
    DeviceIndex: 1,
  });

describe('a launch', () => {
  it('gives an address as the subnet says, and it is nobody’s in the account', () => {
    harness.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
    const id = launch();
    const PublicIp = publicOf(id) ?? '';
    const PublicDnsName = `ec2-${PublicIp.replaceAll('.', '-')}.compute-1.amazonaws.com`;
    expect(shown(id)).toMatchObject({ PublicDnsName });
    const Association = { PublicIp, PublicDnsName, IpOwnerId: 'amazon' };
    const [eni] = harness.call('DescribeNetworkInterfaces').NetworkInterfaces;
    expect(eni.Association).toEqual(Association);
    expect(shown(id).NetworkInterfaces[0].Association).toEqual(Association);
    expect(harness.call('DescribeAddresses').Addresses).toEqual([]);
    const filter = { Filters: [{ Name: 'dns-name', Values: [PublicDnsName] }] };
    expect(harness.call('DescribeInstances', filter).Reservations).toHaveLength(1);
  });

  it.each<[string, boolean, object, boolean]>([
    ['as the interface says: no', true, { DeviceIndex: 0, AssociatePublicIpAddress: false }, false],
    ['as the interface says: yes', false, { DeviceIndex: 0, AssociatePublicIpAddress: true }, true],
    ['as the subnet says', true, { DeviceIndex: 0 }, true],
  ])('%s', (_what, Value, one, is) => {
    harness.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value } });
    expect(publicOf(launch({ NetworkInterfaces: [{ SubnetId, ...one }] })) !== undefined).toBe(is);
  });

  it('gives none with several interfaces, and none to an interface that was there', () => {
    const two = [0, 1].map((DeviceIndex) => ({ SubnetId, DeviceIndex }));
    expect(publicOf(launch({ NetworkInterfaces: two }))).toBeUndefined();
    const there = [{ DeviceIndex: 0, NetworkInterfaceId: putEni(harness, SubnetId, '10.0.1.99') }];
    expect(publicOf(launch({ NetworkInterfaces: there }))).toBeUndefined();
  });
});

describe('the address of a launch', () => {
  it('goes when the instance stops, and another comes when it starts', () => {
    const id = launch();
    const first = publicOf(id);
    stop(id);
    expect(publicOf(id)).toBeUndefined();
    start(id);
    expect(publicOf(id)).toMatch(/^198\./);
    expect(publicOf(id)).not.toBe(first);
  });

  it('does not come back to an instance with a second interface', () => {
    const id = launch();
    attachSecond(id);
    expect(publicOf(id)).toBeDefined();
    stop(id);
    start(id);
    expect(publicOf(id)).toBeUndefined();
  });

  it('gives way to an Elastic IP, and another comes when that goes', () => {
    const id = launch();
    const first = publicOf(id);
    const AllocationId = elastic();
    const { AssociationId } = harness.call('AssociateAddress', { AllocationId, InstanceId: id });
    expect(shown(id).NetworkInterfaces[0].Association.IpOwnerId).toBe('111122223333');
    stop(id);
    start(id);
    harness.transact((tx, call) => markRunning(tx, id, call.now));
    expect(shown(id).NetworkInterfaces[0].Association.IpOwnerId).toBe('111122223333');
    harness.call('DisassociateAddress', { AssociationId });
    expect(shown(id).NetworkInterfaces[0].Association.IpOwnerId).toBe('amazon');
    expect(publicOf(id)).not.toBe(first);
  });

  it('comes back when the Elastic IP moves on', () => {
    const [from, to] = [launch(), launch()];
    const AllocationId = elastic();
    harness.call('AssociateAddress', { AllocationId, InstanceId: from });
    harness.call('AssociateAddress', { AllocationId, InstanceId: to });
    expect(shown(from).NetworkInterfaces[0].Association.IpOwnerId).toBe('amazon');
    expect(shown(to).NetworkInterfaces[0].Association.IpOwnerId).toBe('111122223333');
  });

  it('does not come back to a stopped instance', () => {
    const id = launch();
    const { AssociationId } = harness.call('AssociateAddress', { AllocationId: elastic(), InstanceId: id });
    stop(id);
    harness.call('DisassociateAddress', { AssociationId });
    expect(publicOf(id)).toBeUndefined();
  });

  it('goes with the instance, also where the interface stays', () => {
    const NetworkInterfaces = [{ SubnetId, ...PUBLIC[0], DeleteOnTermination: false }];
    const id = launch({ NetworkInterfaces });
    harness.call('TerminateInstances', { InstanceIds: [id] });
    harness.transact((tx, call) => markTerminated(tx, id, call.now));
    const [eni] = harness.call('DescribeNetworkInterfaces').NetworkInterfaces;
    expect(eni).toMatchObject({ Status: 'available' });
    expect(eni).not.toHaveProperty('Association');
    harness.call('DetachInternetGateway', { InternetGatewayId: igw, VpcId });
  });

  it('keeps the internet gateway where it is', () => {
    launch();
    expect(harness.refusal('DetachInternetGateway', { InternetGatewayId: igw, VpcId })).toMatch(
      /^DependencyViolation: .*mapped public address/,
    );
  });

  it('comes and goes by the interface’s attribute', () => {
    harness.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: false } });
    const id = launch();
    const { NetworkInterfaceId } = shown(id).NetworkInterfaces[0];
    const Attribute = 'associatePublicIpAddress';
    for (const AssociatePublicIpAddress of [true, false]) {
      harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, AssociatePublicIpAddress });
      expect(publicOf(id) !== undefined).toBe(AssociatePublicIpAddress);
      const answer = harness.call('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId, Attribute });
      expect(answer).toEqual({ NetworkInterfaceId, AssociatePublicIpAddress });
    }
  });
});
