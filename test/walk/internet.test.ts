import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, aws, awsMissing } from '../aws-cli.ts';
import { ServerProcess } from '../server-process.ts';
import { describeUnless } from '../unless.ts';

/**
 * What Terraform calls for aws_eip, aws_nat_gateway, aws_egress_only_internet_gateway, aws_route and
 * aws_route_table_association, in its order, by the AWS CLI: create, read until it is so, and destroy until it is gone.
 */
describeUnless(awsMissing, 'the way out, by the AWS CLI', () => {
  const server = new ServerProcess();
  const id: Record<string, string> = {};
  const ec2 = (...words: readonly string[]) => aws(server, 'ec2', ...words);
  const read = (path: string, ...words: readonly string[]) => at(ec2(...words), path);

  beforeAll(() => server.start(['--dataplane', 'simulator']), 60_000);
  afterAll(() => server.destroy(), 60_000);

  async function becomes(wanted: string, ask: () => string): Promise<void> {
    const end = Date.now() + 30_000;
    while (ask() !== wanted) if (Date.now() > end) throw new Error(`it did not become ${wanted}`);
  }
  const natState = () => read('NatGateways.0.State', 'describe-nat-gateways', '--nat-gateway-ids', id['nat'] ?? '');

  it('applies', async () => {
    const tag = (type: string) => ['--tag-specifications', `ResourceType=${type},Tags=[{Key=Name,Value=x}]`];
    id['vpc'] = read('Vpc.VpcId', 'create-vpc', '--cidr-block', '10.0.0.0/16', '--amazon-provided-ipv6-cidr-block');
    id['subnet'] = read('Subnet.SubnetId', 'create-subnet', '--vpc-id', id['vpc'], '--cidr-block', '10.0.1.0/24');
    id['igw'] = read('InternetGateway.InternetGatewayId', 'create-internet-gateway');
    ec2('attach-internet-gateway', '--internet-gateway-id', id['igw'], '--vpc-id', id['vpc']);
    id['table'] = read('RouteTable.RouteTableId', 'create-route-table', '--vpc-id', id['vpc']);

    id['eip'] = read('AllocationId', 'allocate-address', '--domain', 'vpc', ...tag('elastic-ip'));
    expect(ec2('describe-addresses', '--allocation-ids', id['eip'])).toMatchObject({
      Addresses: [{ Domain: 'vpc' }],
    });
    const attribute = ['describe-addresses-attribute', '--attribute', 'domain-name', '--allocation-ids', id['eip']];
    expect(ec2(...attribute)).toMatchObject({ Addresses: [{ AllocationId: id['eip'] }] });

    const place = ['--subnet-id', id['subnet'], '--allocation-id', id['eip'], '--connectivity-type', 'public'];
    const made = ec2('create-nat-gateway', ...place, '--client-token', 'terraform-1', ...tag('natgateway'));
    id['nat'] = at(made, 'NatGateway.NatGatewayId');
    await becomes('available', natState);
    const shown = ec2('describe-nat-gateways', '--filter', `Name=vpc-id,Values=${id['vpc']}`);
    expect(shown).toMatchObject({ NatGateways: [{ NatGatewayAddresses: [{ AllocationId: id['eip'] }] }] });

    const eigw = ['create-egress-only-internet-gateway', '--vpc-id', id['vpc'], ...tag('egress-only-internet-gateway')];
    id['eigw'] = read('EgressOnlyInternetGateway.EgressOnlyInternetGatewayId', ...eigw);
    const ids = ['--egress-only-internet-gateway-ids', id['eigw']];
    expect(ec2('describe-egress-only-internet-gateways', ...ids)).toMatchObject({
      EgressOnlyInternetGateways: [{ Attachments: [{ State: 'attached', VpcId: id['vpc'] }] }],
    });

    const table = ['--route-table-id', id['table']];
    ec2('create-route', ...table, '--destination-cidr-block', '0.0.0.0/0', '--nat-gateway-id', id['nat']);
    const six = ['--destination-ipv6-cidr-block', '::/0', '--egress-only-internet-gateway-id', id['eigw']];
    ec2('create-route', ...table, ...six);
    const { Routes } = (ec2('describe-route-tables', '--route-table-ids', id['table']) as Tables).RouteTables[0] ?? {};
    expect(Routes).toMatchObject([
      { GatewayId: 'local' },
      { GatewayId: 'local' },
      { NatGatewayId: id['nat'], State: 'active' },
      { EgressOnlyInternetGatewayId: id['eigw'], State: 'active' },
    ]);
    const edge = read('RouteTable.RouteTableId', 'create-route-table', '--vpc-id', id['vpc']);
    id['edge'] = read('AssociationId', 'associate-route-table', '--route-table-id', edge, '--gateway-id', id['igw']);
  }, 120_000);

  it('refuses in words what is in use', () => {
    const refusal = (...words: readonly string[]) => {
      try {
        ec2(...words);
      } catch (error) {
        return String(error);
      }
      return 'not refused';
    };
    expect(refusal('release-address', '--allocation-id', id['eip'] ?? '')).toContain('(AuthFailure)');
    expect(refusal('delete-subnet', '--subnet-id', id['subnet'] ?? '')).toContain('(DependencyViolation)');
    const detach = ['--internet-gateway-id', id['igw'] ?? '', '--vpc-id', id['vpc'] ?? ''];
    expect(refusal('detach-internet-gateway', ...detach)).toContain('mapped public address');
    const association = read('Addresses.0.AssociationId', 'describe-addresses');
    expect(refusal('disassociate-address', '--association-id', association)).toContain('(AuthFailure)');
  }, 60_000);

  it('destroys', async () => {
    ec2('disassociate-route-table', '--association-id', id['edge'] ?? '');
    const table = ['--route-table-id', id['table'] ?? ''];
    ec2('delete-route', ...table, '--destination-cidr-block', '0.0.0.0/0');
    ec2('delete-route', ...table, '--destination-ipv6-cidr-block', '::/0');
    ec2('delete-egress-only-internet-gateway', '--egress-only-internet-gateway-id', id['eigw'] ?? '');
    ec2('delete-nat-gateway', '--nat-gateway-id', id['nat'] ?? '');
    await becomes('deleted', natState);
    ec2('release-address', '--allocation-id', id['eip'] ?? '', '--network-border-group', 'us-east-1');
    expect(ec2('describe-addresses')).toEqual({ Addresses: [] });
    ec2('detach-internet-gateway', '--internet-gateway-id', id['igw'] ?? '', '--vpc-id', id['vpc'] ?? '');
    ec2('delete-subnet', '--subnet-id', id['subnet'] ?? '');
  }, 120_000);
});

type Tables = Readonly<{ RouteTables: ReadonlyArray<Readonly<{ Routes?: unknown }>> }>;
