import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import type { PeeringStatus } from '../../model/peering.ts';
import type { EndpointId, PeeringId, PrefixListId, VpcId as ModelVpcId } from '../../name/id.ts';
import { prefix } from '../../net/prefix.ts';
import { markRunning, markStopped, markTerminated } from '../instance/lifecycle.ts';
import { followNatGateways } from '../nat-gateway/lifecycle.ts';

/** Routes to what is not an internet gateway. */
let harness: Harness;
let VpcId: string;
let SubnetId: string;
let RouteTableId: string;
let igw: string;
const EVERYWHERE = { DestinationCidrBlock: '0.0.0.0/0' };
const LIST = 'pl-0123456789abcdef0' as PrefixListId;
const LIST6 = 'pl-0123456789abcdef1' as PrefixListId;
const PCX = 'pcx-0123456789abcdef0' as PeeringId;
const VPCE = 'vpce-0123456789abcdef0' as EndpointId;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc.VpcId;
  SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
  igw = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
  harness.call('AttachInternetGateway', { InternetGatewayId: igw, VpcId });
  RouteTableId = harness.call('CreateRouteTable', { VpcId }).RouteTable.RouteTableId;
});

const create = (input: object) => harness.call('CreateRoute', { RouteTableId, ...input });
const replace = (input: object) => harness.call('ReplaceRoute', { RouteTableId, ...input });
const refused = (input: object, action = 'CreateRoute') => harness.refusal(action, { RouteTableId, ...input });
const routes = () => harness.call('DescribeRouteTables', { RouteTableIds: [RouteTableId] }).RouteTables[0].Routes;
const last = () => routes().at(-1);
const follow = () => harness.transact((tx, call) => followNatGateways(tx, call.now));
const natGateway = (subnet = SubnetId): string =>
  harness.call('CreateNatGateway', { SubnetId: subnet, ConnectivityType: 'private' }).NatGateway.NatGatewayId;
/** Another VPC and a subnet of it. */
function elsewhere(): { VpcId: string; SubnetId: string } {
  const { Vpc } = harness.call('CreateVpc', { CidrBlock: '10.9.0.0/16' });
  const { Subnet } = harness.call('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.9.1.0/24' });
  return { VpcId: Vpc.VpcId, SubnetId: Subnet.SubnetId };
}
function instance(): string {
  const input = { ImageId: 'ami-00000000000008664', InstanceType: 't3.small', MinCount: 1, MaxCount: 1, SubnetId };
  const { InstanceId } = harness.call('RunInstances', input).Instances[0];
  harness.transact((tx, call) => markRunning(tx, InstanceId, call.now));
  return InstanceId;
}
function putList(id: PrefixListId, ...cidrs: readonly [string, ...string[]]): void {
  harness.transact((tx, call) => {
    const entries = cidrs.map((cidr) => ({ prefix: prefix(cidr), description: '' }));
    const { family } = prefix(cidrs[0]).base;
    const list = { id, name: 'x', family, maxEntries: 10, version: 1, entries, history: [], tags: [] };
    tx.put({ kind: 'prefix-list', owner: call.account, region: call.region, ...list });
  });
}
function putPeering(accepter: string, status: PeeringStatus): void {
  harness.transact((tx, call) => {
    const ends = { requester: VpcId as ModelVpcId, accepter: accepter as ModelVpcId };
    tx.put({ kind: 'vpc-peering', owner: call.account, region: call.region, tags: [], id: PCX, ...ends, status });
  });
}

describe('to a NAT gateway', () => {
  it('is a blackhole until it works, and when it goes', () => {
    const NatGatewayId = natGateway();
    create({ ...EVERYWHERE, NatGatewayId });
    expect(last()).toEqual({ ...EVERYWHERE, NatGatewayId, Origin: 'CreateRoute', State: 'blackhole' });
    follow();
    expect(last().State).toBe('active');
    harness.call('DeleteNatGateway', { NatGatewayId });
    expect(last().State).toBe('blackhole');
    follow();
    expect(last()).toMatchObject({ NatGatewayId, State: 'blackhole' });
    replace({ ...EVERYWHERE, GatewayId: igw });
    expect(last()).toMatchObject({ GatewayId: igw, State: 'active' });
    expect(last()).not.toHaveProperty('NatGatewayId');
  });

  it('is refused when it is gone, or of another network', () => {
    const NatGatewayId = natGateway();
    harness.call('DeleteNatGateway', { NatGatewayId });
    follow();
    expect(refused({ ...EVERYWHERE, NatGatewayId })).toBe(
      `NatGatewayNotFound: The Nat Gateway ${NatGatewayId} was not found`,
    );
    const far = natGateway(elsewhere().SubnetId);
    expect(refused({ ...EVERYWHERE, NatGatewayId: far })).toBe(
      `InvalidParameterValue: route table ${RouteTableId} and network gateway ${far} belong to different networks`,
    );
    expect(refused({ ...EVERYWHERE, NatGatewayId: 'x' })).toMatch(/^NatGatewayMalformed/);
  });
});

describe('to an egress-only internet gateway', () => {
  const gateway = (vpc = VpcId): string =>
    harness.call('CreateEgressOnlyInternetGateway', { VpcId: vpc }).EgressOnlyInternetGateway
      .EgressOnlyInternetGatewayId;

  it('takes IPv6 only', () => {
    const EgressOnlyInternetGatewayId = gateway();
    create({ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId });
    expect(last()).toMatchObject({ EgressOnlyInternetGatewayId, State: 'active' });
    expect(refused({ ...EVERYWHERE, EgressOnlyInternetGatewayId })).toMatch(/^InvalidParameterValue: .*IPv6/);
  });

  it('is refused of another network', () => {
    const far = gateway(elsewhere().VpcId);
    expect(refused({ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: far })).toMatch(
      /^InvalidParameterValue: .*different networks/,
    );
  });
});

describe('to an interface or an instance', () => {
  it('is active while its instance runs', () => {
    const id = instance();
    create({ ...EVERYWHERE, InstanceId: id });
    const NetworkInterfaceId = last().NetworkInterfaceId as string;
    expect(last()).toEqual({
      ...EVERYWHERE,
      InstanceId: id,
      InstanceOwnerId: '111122223333',
      NetworkInterfaceId: expect.stringMatching(/^eni-/),
      Origin: 'CreateRoute',
      State: 'active',
    });
    harness.transact((tx) => markStopped(tx, id as Parameters<typeof markStopped>[1]));
    expect(last().State).toBe('blackhole');
    harness.call('TerminateInstances', { InstanceIds: [id] });
    harness.transact((tx, call) => markTerminated(tx, id as Parameters<typeof markStopped>[1], call.now));
    expect(last()).toEqual({ ...EVERYWHERE, NetworkInterfaceId, Origin: 'CreateRoute', State: 'blackhole' });
  });

  it('may lead to one that is not attached', () => {
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.40');
    create({ ...EVERYWHERE, NetworkInterfaceId });
    expect(last()).toMatchObject({ NetworkInterfaceId, State: 'blackhole' });
  });

  it('is refused of another network, of several interfaces, and to what a gateway uses', () => {
    const far = putEni(harness, elsewhere().SubnetId, '10.9.1.4');
    expect(refused({ ...EVERYWHERE, NetworkInterfaceId: far })).toBe(
      `InvalidParameterValue: route table ${RouteTableId} and interface interface-${far.slice(4)} belong to different networks`,
    );
    const InstanceId = instance();
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.40');
    harness.call('AttachNetworkInterface', { InstanceId, NetworkInterfaceId, DeviceIndex: 1 });
    expect(refused({ ...EVERYWHERE, InstanceId })).toMatch(/^InvalidInstanceID: There are multiple interfaces/);
    natGateway();
    const filter = { Filters: [{ Name: 'interface-type', Values: ['nat_gateway'] }] };
    const [eni] = harness.call('DescribeNetworkInterfaces', filter).NetworkInterfaces;
    expect(refused({ ...EVERYWHERE, NetworkInterfaceId: eni.NetworkInterfaceId })).toMatch(/^AuthFailure/);
  });
});

describe('to a peering connection', () => {
  it.each<[PeeringStatus, string]>([
    ['active', 'active'],
    ['pending-acceptance', 'blackhole'],
    ['provisioning', 'blackhole'],
  ])('that is %s is %s', (status, State) => {
    putPeering(elsewhere().VpcId, status);
    create({ DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: PCX });
    expect(last()).toMatchObject({ VpcPeeringConnectionId: PCX, State });
  });

  it('goes from either side, and from no third', () => {
    const far = elsewhere();
    putPeering(far.VpcId, 'active');
    const third = harness.call('CreateVpc', { CidrBlock: '10.8.0.0/16' }).Vpc.VpcId;
    const tableOf = (vpc: string) => harness.call('CreateRouteTable', { VpcId: vpc }).RouteTable.RouteTableId;
    const input = { DestinationCidrBlock: '172.16.0.0/16', VpcPeeringConnectionId: PCX };
    create({ ...input, RouteTableId: tableOf(far.VpcId) });
    expect(refused({ ...input, RouteTableId: tableOf(third) })).toMatch(/^InvalidVpcPeeringConnectionID.NotFound/);
  });

  it.each<PeeringStatus>(['deleted', 'rejected', 'failed', 'expired'])('that is %s is refused', (status) => {
    putPeering(elsewhere().VpcId, status);
    expect(refused({ DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: PCX })).toMatch(
      /^InvalidVpcPeeringConnectionID.NotFound/,
    );
  });

  it('with an id that is none is refused', () => {
    expect(refused({ ...EVERYWHERE, VpcPeeringConnectionId: 'x' })).toMatch(/^InvalidVpcPeeringConnectionId.Malformed/);
  });
});

describe('of gateway endpoints', () => {
  /** As an endpoint makes it. */
  function putEndpointRoute(): void {
    putList(LIST, '198.51.100.0/24');
    harness.transact((tx, call) => {
      const vpc = VpcId as ModelVpcId;
      const owned = { owner: call.account, region: call.region, tags: [] };
      const service = 'com.amazonaws.us-east-1.s3';
      tx.put({ kind: 'vpc-endpoint', ...owned, id: VPCE, vpc, endpointType: 'Gateway', service, prefixList: LIST });
      const table = [...tx.view.routeTables.values()].find(({ id }) => id === RouteTableId);
      if (table === undefined) throw new Error('no table');
      const target = { kind: 'vpc-endpoint', endpoint: VPCE } as const;
      const route = { destination: { prefixList: LIST }, target, origin: 'CreateRoute' } as const;
      tx.put({ ...table, routes: [...table.routes, route] });
    });
  }

  it('are made and taken away with the endpoint only', () => {
    putEndpointRoute();
    const destination = { DestinationPrefixListId: LIST };
    expect(refused({ ...EVERYWHERE, VpcEndpointId: VPCE })).toMatch(/^InvalidParameterValue: .*gateway endpoint/);
    expect(refused({ ...EVERYWHERE, GatewayId: VPCE })).toMatch(/^InvalidGatewayID.NotFound/);
    expect(refused(destination, 'DeleteRoute')).toBe(
      `InvalidParameterValue: cannot remove VPC endpoint route ${LIST} in route table ${RouteTableId}`,
    );
    expect(refused({ ...destination, GatewayId: igw }, 'ReplaceRoute')).toBe(
      `InvalidParameterValue: cannot replace VPC endpoint route ${LIST} in route table ${RouteTableId}`,
    );
  });
});

describe('by a prefix list', () => {
  const destination = { DestinationPrefixListId: LIST };

  it('stand, are replaced, and go', () => {
    putList(LIST, '198.51.100.0/24', '203.0.113.0/24');
    create({ ...destination, GatewayId: igw });
    expect(last()).toEqual({ ...destination, GatewayId: igw, Origin: 'CreateRoute', State: 'active' });
    expect(refused({ ...destination, GatewayId: igw })).toBe(
      `RouteAlreadyExists: The route identified by ${LIST} already exists.`,
    );
    const NatGatewayId = natGateway();
    replace({ ...destination, NatGatewayId });
    expect(last()).toMatchObject({ NatGatewayId });
    harness.call('DeleteRoute', { RouteTableId, ...destination });
    expect(routes()).toHaveLength(2);
    expect(refused(destination, 'DeleteRoute')).toBe(
      `InvalidRoute.NotFound: no route with destination-prefix-list-id ${LIST} in route table ${RouteTableId}`,
    );
  });

  it('weigh as much as the list may hold, against the quota of its family', () => {
    putList(LIST, '198.51.100.0/24');
    putList(LIST6, '2001:db8::/64');
    const quotas = { routesPerTable: 10 };
    const create6 = { RouteTableId, DestinationPrefixListId: LIST6, GatewayId: igw };
    expect(harness.refusal('CreateRoute', { RouteTableId, ...destination, GatewayId: igw }, { quotas })).toMatch(
      /^RouteLimitExceeded/,
    );
    harness.call('CreateRoute', create6, { quotas: { routesPerTable: 11 } });
  });

  it('of IPv4 do not lead to an egress-only internet gateway', () => {
    putList(LIST, '198.51.100.0/24');
    putList(LIST6, '2001:db8::/64');
    const { EgressOnlyInternetGatewayId } = harness.call('CreateEgressOnlyInternetGateway', {
      VpcId,
    }).EgressOnlyInternetGateway;
    expect(refused({ ...destination, EgressOnlyInternetGatewayId })).toMatch(/^InvalidParameterValue: .*not IPv6/);
    create({ DestinationPrefixListId: LIST6, EgressOnlyInternetGatewayId });
  });

  it('that are malformed are refused', () => {
    expect(refused({ DestinationPrefixListId: 'x', GatewayId: igw })).toMatch(/^InvalidPrefixListId.Malformed/);
  });
});

describe('inside the VPC', () => {
  it('local leads to an interface or a NAT gateway, and back', () => {
    const local = { DestinationCidrBlock: '10.0.0.0/16' };
    const NatGatewayId = natGateway();
    replace({ ...local, NatGatewayId });
    expect(routes()[0]).toEqual({ ...local, NatGatewayId, Origin: 'CreateRouteTable', State: 'blackhole' });
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.40');
    replace({ ...local, NetworkInterfaceId });
    expect(routes()[0]).toMatchObject({ NetworkInterfaceId });
    expect(refused({ ...local, GatewayId: igw }, 'ReplaceRoute')).toMatch(/can target only an interface/);
    expect(refused(local, 'DeleteRoute')).toMatch(/^InvalidParameterValue: cannot remove local route/);
    expect(refused({ ...local, LocalTarget: true, NatGatewayId }, 'ReplaceRoute')).toMatch(
      /^InvalidParameterCombination/,
    );
    replace({ ...local, LocalTarget: true });
    expect(routes()[0]).toEqual({ ...local, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' });
  });

  it('only local routes can be told to be local', () => {
    create({ ...EVERYWHERE, GatewayId: igw });
    expect(refused({ ...EVERYWHERE, LocalTarget: true }, 'ReplaceRoute')).toBe(
      'InvalidParameterValue: The route 0.0.0.0/0 is not a local route.',
    );
  });

  it('more specific than local is only the block of a whole subnet', () => {
    const NetworkInterfaceId = putEni(harness, SubnetId, '10.0.1.40');
    create({ DestinationCidrBlock: '10.0.1.0/24', NetworkInterfaceId });
    for (const DestinationCidrBlock of ['10.0.1.0/25', '10.0.0.0/20', '10.0.2.0/24']) {
      expect(refused({ DestinationCidrBlock, NetworkInterfaceId })).toMatch(/not the entire CIDR block of a subnet/);
    }
    const peered = { DestinationCidrBlock: '10.0.1.0/24', VpcPeeringConnectionId: PCX };
    putPeering(elsewhere().VpcId, 'active');
    expect(refused(peered, 'ReplaceRoute')).toMatch(/can target only an interface/);
  });
});
