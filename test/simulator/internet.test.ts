import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../openvpc/src/client/client.ts';
import { ServerProcess } from '../server-process.ts';

/** The way to the internet and back, made by API calls alone: what each gateway does to virtual packets. Runs anywhere. */
const server = new ServerProcess();
let client: Client;
const id: Record<string, string> = {};
const PACKAGES = '203.0.113.5';

beforeAll(async () => {
  await server.start(['--dataplane', 'simulator', '--public-pool', '198.19.0.0/24']);
  client = server.client();
  const vpc = await client.ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true });
  const VpcId = vpc.Vpc?.VpcId;
  id['vpc'] = VpcId ?? '';
  const { Vpcs } = await client.ec2('DescribeVpcs', { VpcIds: [id['vpc']] });
  const block = Vpcs?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock?.replace(/00::\/56$/, '') ?? '';
  for (const [name, number] of [
    ['public', 1],
    ['private', 2],
  ] as const) {
    const blocks = { CidrBlock: `10.0.${number}.0/24`, Ipv6CidrBlock: `${block}0${number}::/64` };
    id[name] = (await client.ec2('CreateSubnet', { VpcId: id['vpc'], ...blocks })).Subnet?.SubnetId ?? '';
    const { RouteTable } = await client.ec2('CreateRouteTable', { VpcId: id['vpc'] });
    id[`${name} table`] = RouteTable?.RouteTableId ?? '';
    await client.ec2('AssociateRouteTable', { RouteTableId: RouteTable?.RouteTableId ?? '', SubnetId: id[name] });
  }
  await client.ec2('ModifySubnetAttribute', { SubnetId: id['public'] ?? '', MapPublicIpOnLaunch: { Value: true } });
  const { InternetGateway } = await client.ec2('CreateInternetGateway', {});
  id['igw'] = InternetGateway?.InternetGatewayId ?? '';
  await client.ec2('AttachInternetGateway', { InternetGatewayId: id['igw'] ?? '', VpcId: id['vpc'] ?? '' });
  await route('public', { DestinationCidrBlock: '0.0.0.0/0', GatewayId: id['igw'] });
  const group = { GroupName: 'web', Description: 'web', VpcId };
  id['group'] = (await client.ec2('CreateSecurityGroup', group)).GroupId ?? '';
  const world = [{ CidrIp: '0.0.0.0/0' }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: world }];
  await client.ec2('AuthorizeSecurityGroupIngress', { GroupId: id['group'], IpPermissions });
  const open = [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
  await client.ec2('AuthorizeSecurityGroupIngress', { GroupId: id['group'], IpPermissions: open });
  for (const [name, subnet] of [
    ['web', 'public'],
    ['inside', 'private'],
  ] as const) {
    id[name] = await launch(name, id[subnet] ?? '');
  }
}, 60_000);
afterAll(() => server.destroy());

async function launch(name: string, SubnetId: string): Promise<string> {
  const { Images } = await client.ec2('DescribeImages', {});
  const { Instances } = await client.ec2('RunInstances', {
    ImageId: Images?.[0]?.ImageId,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId,
    Ipv6AddressCount: 1,
    SecurityGroupIds: [id['group'] ?? ''],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
  });
  const InstanceId = Instances?.[0]?.InstanceId ?? '';
  await until('running', async () => (await instance(InstanceId))?.State?.Name);
  return InstanceId;
}

async function instance(InstanceId: string) {
  return (await client.ec2('DescribeInstances', { InstanceIds: [InstanceId] })).Reservations?.[0]?.Instances?.[0];
}

async function route(table: string, input: object): Promise<void> {
  await client.ec2('CreateRoute', { RouteTableId: id[`${table} table`] ?? '', ...input });
}

async function until(wanted: string, ask: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + 10_000;
  let last: string | undefined;
  while ((last = await ask()) !== wanted) {
    if (Date.now() > end) throw new Error(`still ${last}, and not ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const probe = (...words: readonly string[]) => server.command(['probe', ...words]);
const explain = (...words: readonly string[]) => server.command(['explain', ...words]);

describe('a public address', () => {
  it('is the way in and out, and goes with a stop', async () => {
    const outside = (await instance(id['web'] ?? ''))?.PublicIpAddress ?? '';
    expect(outside).toMatch(/^198\.19\.0\./);
    expect(probe('internet', 'web', 'tcp/80').code).toBe(0);
    expect(probe('internet', outside, 'tcp/80').code).toBe(0);
    expect(probe('internet', 'web', 'tcp/22').code).toBe(1);
    const out = probe('web', PACKAGES, 'tcp/443');
    const translated = `passes, with another address: ${outside} to ${PACKAGES}`;
    expect([out.code, out.stdout]).toEqual([0, expect.stringContaining(translated)]);
    await client.ec2('StopInstances', { InstanceIds: [id['web'] ?? ''] });
    await until('stopped', async () => (await instance(id['web'] ?? ''))?.State?.Name);
    expect(probe('internet', 'web', 'tcp/80').stderr).toContain('web has no public address');
    await client.ec2('StartInstances', { InstanceIds: [id['web'] ?? ''] });
    await until('running', async () => (await instance(id['web'] ?? ''))?.State?.Name);
    expect(probe('internet', 'web', 'tcp/80').code).toBe(0);
  });
});

describe('a NAT gateway', () => {
  const state = async () => {
    const { NatGateways } = await client.ec2('DescribeNatGateways', { NatGatewayIds: [id['nat'] ?? ''] });
    return NatGateways?.[0]?.State;
  };

  it('takes a private instance to the internet under its Elastic IP, and nobody in', async () => {
    expect(explain('--from', 'inside', '--to', PACKAGES, '--tcp', '443').code).toBe(1);
    const { AllocationId, PublicIp = '' } = await client.ec2('AllocateAddress', { Domain: 'vpc' });
    id['allocation'] = AllocationId ?? '';
    const { NatGateway } = await client.ec2('CreateNatGateway', { SubnetId: id['public'], AllocationId });
    id['nat'] = NatGateway?.NatGatewayId ?? '';
    expect(NatGateway?.State).toBe('pending');
    await until('available', state);
    await route('private', { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: id['nat'] });
    const out = probe('inside', PACKAGES, 'tcp/443');
    expect([out.code, out.stdout]).toEqual([0, expect.stringContaining(PublicIp)]);
    expect(out.stdout).toContain(id['nat']);
    expect(explain('--from', 'inside', '--to', PACKAGES, '--tcp', '443').code).toBe(0);
    const back = probe('internet', PublicIp, 'tcp/80');
    expect([back.code, back.stdout]).toEqual([1, expect.stringContaining('no connection that began behind')]);
  });

  it('leaves a blackhole, and is shown for an hour of the network’s clock', async () => {
    await client.ec2('DeleteNatGateway', { NatGatewayId: id['nat'] ?? '' });
    expect(probe('inside', PACKAGES, 'tcp/443').code).toBe(1);
    await until('deleted', state);
    await client.ec2('ReleaseAddress', { AllocationId: id['allocation'] });
    const { RouteTables } = await client.ec2('DescribeRouteTables', { RouteTableIds: [id['private table'] ?? ''] });
    expect(RouteTables?.[0]?.Routes?.at(-1)).toMatchObject({ NatGatewayId: id['nat'], State: 'blackhole' });
    server.command(['clock', 'advance', '61m']);
    await client.ec2('CreateTags', { Resources: [id['vpc'] ?? ''], Tags: [{ Key: 'a', Value: 'b' }] });
    await until('gone', () => state().catch(() => 'gone'));
  });
});

describe('an egress-only internet gateway', () => {
  it('lets IPv6 out, and nobody in who was not asked', async () => {
    const host = '2001:db8:ffff::5';
    expect(probe('inside', host, 'tcp/443').code).toBe(1);
    const made = await client.ec2('CreateEgressOnlyInternetGateway', { VpcId: id['vpc'] ?? '' });
    const { EgressOnlyInternetGatewayId } = made.EgressOnlyInternetGateway ?? {};
    await route('private', { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId });
    expect(probe('inside', host, 'tcp/443').code).toBe(0);
    const inside = (await instance(id['inside'] ?? ''))?.NetworkInterfaces?.[0]?.Ipv6Addresses?.[0]?.Ipv6Address ?? '';
    const back = probe('internet', inside, 'tcp/80');
    expect([back.code, back.stdout]).toEqual([1, expect.stringContaining('answers nothing that left')]);
  });
});

describe('an appliance', () => {
  it('gets what enters by the internet gateway, by an edge association', async () => {
    id['firewall'] = await launch('firewall', id['private'] ?? '');
    const { RouteTable } = await client.ec2('CreateRouteTable', { VpcId: id['vpc'] ?? '' });
    const RouteTableId = RouteTable?.RouteTableId ?? '';
    await client.ec2('AssociateRouteTable', { RouteTableId, GatewayId: id['igw'] });
    expect(probe('internet', 'web', 'tcp/80').code).toBe(0);
    const { NetworkInterfaces } = (await instance(id['firewall'])) ?? {};
    const NetworkInterfaceId = NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
    await client.ec2('ModifyInstanceAttribute', { InstanceId: id['firewall'], SourceDestCheck: { Value: false } });
    const { AllocationId } = await client.ec2('AllocateAddress', {});
    await client.ec2('AssociateAddress', { AllocationId, NetworkInterfaceId });
    await client.ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '10.0.1.0/24', NetworkInterfaceId });
    const { stdout } = probe('internet', 'web', 'tcp/80');
    expect(stdout).toMatch(new RegExp(`group-ingress\\s+${NetworkInterfaceId}`));
  });
});
