import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
let RouteTableId: string;
let igw: string;

/** A VPC of 10.0.0.0/16 and IPv6 with an attached gateway and a table beside the main one. */
beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc.VpcId;
  igw = gateway(VpcId);
  RouteTableId = harness.call('CreateRouteTable', { VpcId }).RouteTable.RouteTableId;
});

function gateway(vpc: string): string {
  const { InternetGatewayId } = harness.call('CreateInternetGateway').InternetGateway;
  harness.call('AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
  return InternetGatewayId;
}
const table = (id = RouteTableId) => harness.call('DescribeRouteTables', { RouteTableIds: [id] }).RouteTables[0];
const mainTable = () =>
  harness.call('DescribeRouteTables', { Filters: [{ Name: 'association.main', Values: ['true'] }] }).RouteTables[0];
const subnet = (CidrBlock = '10.0.1.0/24') => harness.call('CreateSubnet', { VpcId, CidrBlock }).Subnet.SubnetId;
const other = () => harness.call('CreateVpc', { CidrBlock: '10.9.0.0/16' }).Vpc.VpcId;
const ipv6Block = () => harness.call('DescribeVpcs').Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock as string;

describe('CreateRouteTable', () => {
  it('answers as AWS does, with a local route for each block', () => {
    const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
    const { RouteTable, ClientToken } = harness.call('CreateRouteTable', {
      VpcId,
      ClientToken: 'once',
      TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'Name', Value: 'x' }] }],
    });
    expect(ClientToken).toBe('once');
    expect(RouteTable).toEqual({
      RouteTableId: expect.stringMatching(/^rtb-[0-9a-f]{17}$/),
      VpcId,
      OwnerId: '111122223333',
      Routes: [
        { DestinationCidrBlock: '10.0.0.0/16', ...local },
        { DestinationIpv6CidrBlock: ipv6Block(), ...local },
      ],
      Associations: [],
      PropagatingVgws: [],
      Tags: [{ Key: 'Name', Value: 'x' }],
    });
  });

  it('makes nothing twice for one client token', () => {
    const input = { VpcId, ClientToken: 'once' };
    const first = harness.call('CreateRouteTable', input);
    const count = harness.view().routeTables.size;
    expect(harness.call('CreateRouteTable', input)).toEqual(first);
    expect(harness.view().routeTables.size).toBe(count);
    expect(harness.refusal('CreateRouteTable', { ...input, VpcId: other() })).toMatch(/^IdempotentParameterMismatch/);
  });

  it('is refused beyond the quota, and for an unknown VPC', () => {
    expect(harness.refusal('CreateRouteTable', { VpcId }, { quotas: { routeTablesPerVpc: 2 } })).toMatch(
      /^RouteTableLimitExceeded/,
    );
    expect(harness.refusal('CreateRouteTable', { VpcId: 'vpc-0123456789abcdef0' })).toMatch(/^InvalidVpcID.NotFound/);
  });
});

describe('CreateRoute', () => {
  it.each([
    [{ DestinationCidrBlock: '0.0.0.0/0' }, { DestinationCidrBlock: '0.0.0.0/0' }],
    [{ DestinationCidrBlock: '100.68.0.18/18' }, { DestinationCidrBlock: '100.68.0.0/18' }],
    [{ DestinationCidrBlock: '10.0.0.0/8' }, { DestinationCidrBlock: '10.0.0.0/8' }], // wider than local
    [{ DestinationCidrBlock: '169.254.0.0/16' }, { DestinationCidrBlock: '169.254.0.0/16' }], // covers the reserved
    [{ DestinationIpv6CidrBlock: '::/0' }, { DestinationIpv6CidrBlock: '::/0' }],
  ])('to the internet gateway: %j', (destination, shown) => {
    expect(harness.call('CreateRoute', { RouteTableId, GatewayId: igw, ...destination })).toEqual({ Return: true });
    expect(table().Routes.at(-1)).toEqual({ ...shown, GatewayId: igw, Origin: 'CreateRoute', State: 'active' });
  });

  const everywhere = { DestinationCidrBlock: '0.0.0.0/0' };
  const REFUSED: ReadonlyArray<readonly [input: object, words: string | RegExp]> = [
    [
      { RouteTableId: 'rtb-0123456789abcdef0', ...everywhere, GatewayId: 'igw-0123456789abcdef0' },
      "InvalidRouteTableID.NotFound: The routeTable ID 'rtb-0123456789abcdef0' does not exist",
    ],
    [{ RouteTableId: 'x', ...everywhere, GatewayId: 'igw-0123456789abcdef0' }, /^InvalidRouteTableId.Malformed/],
    [
      { GatewayId: 'igw-0123456789abcdef0' },
      'MissingParameter: The request must contain the parameter destinationCidrBlock',
    ],
    [
      { ...everywhere, DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-0123456789abcdef0' },
      'InvalidParameterCombination: The parameter destinationIpv6CidrBlock cannot be used with the parameter destinationCidrBlock',
    ],
    [
      { DestinationCidrBlock: '0.0.0.0', GatewayId: 'igw-0123456789abcdef0' },
      'InvalidParameterValue: Value (0.0.0.0) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [{ DestinationCidrBlock: '::/0' }, /^InvalidParameterValue: Value \(::\/0\) for parameter destinationCidrBlock/],
    [{ DestinationIpv6CidrBlock: '0.0.0.0/0' }, /^InvalidParameterValue: .* destinationIpv6CidrBlock/],
    [
      { DestinationPrefixListId: 'pl-0123456789abcdef0' },
      /^InvalidPrefixListID.NotFound: The prefix list ID 'pl-0123456789abcdef0'/,
    ],
    [everywhere, /^MissingParameter/],
    [{ ...everywhere, GatewayId: 'igw-1', NatGatewayId: 'nat-1' }, /^InvalidParameterCombination/],
    [
      { ...everywhere, GatewayId: 'igw-0123456789abcdef0' },
      "InvalidGatewayID.NotFound: The gateway ID 'igw-0123456789abcdef0' does not exist",
    ],
    [
      { ...everywhere, GatewayId: 'nat-0123456789abcdef0' },
      "InvalidGatewayID.NotFound: The gateway ID 'nat-0123456789abcdef0' does not exist",
    ],
    [{ ...everywhere, GatewayId: 'local' }, /^InvalidGatewayID.NotFound/],
    [
      { ...everywhere, NatGatewayId: 'nat-0123456789abcdef0' },
      'NatGatewayNotFound: The Nat Gateway nat-0123456789abcdef0 was not found',
    ],
    [
      { ...everywhere, NetworkInterfaceId: 'eni-0123456789abcdef0' },
      "InvalidNetworkInterfaceID.NotFound: The networkInterface ID 'eni-0123456789abcdef0' does not exist",
    ],
    [
      { ...everywhere, InstanceId: 'i-0123456789abcdef0' },
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [{ ...everywhere, VpcPeeringConnectionId: 'pcx-0123456789abcdef0' }, /^InvalidVpcPeeringConnectionID.NotFound/],
    [{ ...everywhere, EgressOnlyInternetGatewayId: 'eigw-0123456789abcdef0' }, /^InvalidGatewayID.NotFound/],
    [{ ...everywhere, VpcEndpointId: 'vpce-0123456789abcdef0' }, /^InvalidVpcEndpointId.NotFound/],
    [{ ...everywhere, TransitGatewayId: 'tgw-0123456789abcdef0' }, /^InvalidTransitGatewayID.NotFound/],
    [{ ...everywhere, LocalGatewayId: 'lgw-0123456789abcdef0' }, /^InvalidLocalGatewayID.NotFound/],
    [{ ...everywhere, CarrierGatewayId: 'cagw-0123456789abcdef0' }, /^InvalidCarrierGatewayID.NotFound/],
    [{ ...everywhere, CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/c' }, /^UnsupportedOperation/],
    [{ ...everywhere, OdbNetworkArn: 'arn:aws:odb:us-east-1:1:odb-network/o' }, /^UnsupportedOperation/],
  ];
  it.each(REFUSED)('refuses %j', (input, words) => {
    const said = harness.refusal('CreateRoute', { RouteTableId, ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it.each(['10.0.0.0/16', '10.0.1.0/24', '10.0.1.5/32'])('refuses %s: the VPC is there', (DestinationCidrBlock) => {
    subnet();
    expect(harness.refusal('CreateRoute', { RouteTableId, DestinationCidrBlock, GatewayId: igw })).toBe(
      `InvalidParameterValue: The destination CIDR block ${DestinationCidrBlock} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
  });

  it('refuses the IPv6 block of the VPC too', () => {
    const input = { RouteTableId, DestinationIpv6CidrBlock: ipv6Block(), GatewayId: igw };
    expect(harness.refusal('CreateRoute', input)).toMatch(/equal to or more specific/);
  });

  it.each([
    { DestinationCidrBlock: '169.254.168.0/22' },
    { DestinationCidrBlock: '169.254.169.254/32' },
    { DestinationIpv6CidrBlock: 'fd00:ec2::/32' },
    { DestinationIpv6CidrBlock: 'fd00:ec2::254/128' },
  ])('refuses %j: the platform is there', (destination) => {
    expect(harness.refusal('CreateRoute', { RouteTableId, GatewayId: igw, ...destination })).toMatch(
      /^InvalidParameterValue: .*reserved/,
    );
  });

  it('refuses a destination twice', () => {
    const input = { RouteTableId, ...everywhere, GatewayId: igw };
    harness.call('CreateRoute', input);
    expect(harness.refusal('CreateRoute', input)).toBe(
      'RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
    );
  });

  it('refuses gateways of other networks, and detached ones', () => {
    const foreign = gateway(other());
    const detached = harness.call('CreateInternetGateway').InternetGateway.InternetGatewayId;
    for (const GatewayId of [foreign, detached]) {
      expect(harness.refusal('CreateRoute', { RouteTableId, ...everywhere, GatewayId })).toBe(
        `InvalidParameterValue: route table ${RouteTableId} and network gateway ${GatewayId} belong to different networks`,
      );
    }
  });

  it('counts each family for the quota', () => {
    const quotas = { routesPerTable: 2 };
    harness.call('CreateRoute', { RouteTableId, ...everywhere, GatewayId: igw }, { quotas });
    const next = { RouteTableId, DestinationCidrBlock: '8.0.0.0/8', GatewayId: igw };
    expect(harness.refusal('CreateRoute', next, { quotas })).toMatch(/^RouteLimitExceeded/);
    harness.call('CreateRoute', { RouteTableId, DestinationIpv6CidrBlock: '::/0', GatewayId: igw }, { quotas });
  });
});

describe('ReplaceRoute and DeleteRoute', () => {
  const everywhere = { DestinationCidrBlock: '0.0.0.0/0' };

  it('replace the target of a blackhole, and delete', () => {
    harness.call('CreateRoute', { RouteTableId, ...everywhere, GatewayId: igw });
    harness.call('DetachInternetGateway', { InternetGatewayId: igw, VpcId });
    const next = gateway(VpcId);
    expect(table().Routes.at(-1).State).toBe('blackhole');
    harness.call('ReplaceRoute', { RouteTableId, ...everywhere, GatewayId: next });
    expect(table().Routes.at(-1)).toMatchObject({ GatewayId: next, State: 'active', Origin: 'CreateRoute' });
    harness.call('DeleteRoute', { RouteTableId, ...everywhere });
    expect(table().Routes).toHaveLength(2);
  });

  it('a local route may be told to be local', () => {
    const before = harness.view();
    harness.call('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '10.0.0.0/16', LocalTarget: true });
    expect(harness.view()).toBe(before);
  });

  it.each([
    [
      'ReplaceRoute',
      { ...everywhere, GatewayId: 'igw-0123456789abcdef0' },
      "InvalidParameterValue: There is no route defined for '0.0.0.0/0' in the route table. Use CreateRoute instead.",
    ],
    [
      'ReplaceRoute',
      { DestinationCidrBlock: '8.8.8.0/24', LocalTarget: true },
      /^InvalidParameterValue: .*not a local route/,
    ],
    ['ReplaceRoute', { DestinationCidrBlock: '8.8.8.0/24' }, /^MissingParameter/],
    [
      'DeleteRoute',
      everywhere,
      /^InvalidRoute.NotFound: no route with destination-cidr-block 0.0.0.0\/0 in route table rtb-\w+$/,
    ],
    [
      'DeleteRoute',
      { DestinationIpv6CidrBlock: '::/0' },
      /^InvalidRoute.NotFound: no route with destination-ipv6-cidr-block ::\/0 in /,
    ],
    ['DeleteRoute', { DestinationCidrBlock: '8.8.8.8/32' }, /^InvalidRoute.NotFound/],
    [
      'DeleteRoute',
      { DestinationCidrBlock: '10.0.0.0/16' },
      /^InvalidParameterValue: cannot remove local route 10.0.0.0\/16 in route table rtb-\w+$/,
    ],
    ['DeleteRoute', {}, /^MissingParameter/],
  ])('%s %j is refused', (action, input, words) => {
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '8.8.8.0/24', GatewayId: igw });
    const said = harness.refusal(action, { RouteTableId, ...input });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('the local route leads nowhere else', () => {
    const input = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16', GatewayId: igw };
    expect(harness.refusal('ReplaceRoute', input)).toMatch(/^InvalidParameterValue: .*equal to or more specific/);
  });
});

describe('associations', () => {
  it('bind a subnet to a table, and back to the main one', () => {
    const SubnetId = subnet();
    const answer = harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    expect(answer).toEqual({
      AssociationId: expect.stringMatching(/^rtbassoc-[0-9a-f]{17}$/),
      AssociationState: { State: 'associated' },
    });
    const { AssociationId } = answer;
    expect(table().Associations).toEqual([
      {
        RouteTableAssociationId: AssociationId,
        RouteTableId,
        SubnetId,
        Main: false,
        AssociationState: { State: 'associated' },
      },
    ]);
    harness.call('DisassociateRouteTable', { AssociationId });
    expect(table().Associations).toEqual([]);
  });

  it('of the main table name no subnet, and move', () => {
    const old = mainTable();
    const [association] = old.Associations;
    expect(association).toEqual({
      RouteTableAssociationId: expect.stringMatching(/^rtbassoc-/),
      RouteTableId: old.RouteTableId,
      Main: true,
      AssociationState: { State: 'associated' },
    });
    const { NewAssociationId } = harness.call('ReplaceRouteTableAssociation', {
      AssociationId: association.RouteTableAssociationId,
      RouteTableId,
    });
    expect(NewAssociationId).not.toBe(association.RouteTableAssociationId);
    expect(mainTable().RouteTableId).toBe(RouteTableId);
    expect(table(old.RouteTableId).Associations).toEqual([]);
    harness.call('DeleteRouteTable', { RouteTableId: old.RouteTableId });
  });

  it('move a subnet in one step, to the same table too', () => {
    const SubnetId = subnet();
    const second = harness.call('CreateRouteTable', { VpcId }).RouteTable.RouteTableId;
    let { AssociationId } = harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    for (const target of [second, second, RouteTableId]) {
      const old = AssociationId;
      AssociationId = harness.call('ReplaceRouteTableAssociation', {
        AssociationId,
        RouteTableId: target,
      }).NewAssociationId;
      expect(table(target).Associations).toMatchObject([{ RouteTableAssociationId: AssociationId, SubnetId }]);
      expect(harness.refusal('DisassociateRouteTable', { AssociationId: old })).toMatch(
        /^InvalidAssociationID.NotFound/,
      );
    }
    expect(table(second).Associations).toEqual([]);
  });

  it('are one to a subnet', () => {
    const SubnetId = subnet();
    harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    const second = harness.call('CreateRouteTable', { VpcId }).RouteTable.RouteTableId;
    for (const id of [RouteTableId, second]) {
      expect(harness.refusal('AssociateRouteTable', { RouteTableId: id, SubnetId })).toBe(
        `Resource.AlreadyAssociated: the specified association for route table ${id} conflicts with an existing association`,
      );
    }
  });

  it('stay within one network', () => {
    const SubnetId = subnet();
    const foreign = harness.call('CreateRouteTable', { VpcId: other() }).RouteTable.RouteTableId;
    const { AssociationId } = harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    const different = /^InvalidParameterValue: .* belong to different networks$/;
    expect(harness.refusal('AssociateRouteTable', { RouteTableId: foreign, SubnetId })).toMatch(different);
    expect(harness.refusal('ReplaceRouteTableAssociation', { AssociationId, RouteTableId: foreign })).toMatch(
      different,
    );
  });

  it('that are not there, or main, are refused', () => {
    const AssociationId = 'rtbassoc-0123456789abcdef0';
    const words = `InvalidAssociationID.NotFound: The association ID '${AssociationId}' does not exist`;
    expect(harness.refusal('DisassociateRouteTable', { AssociationId })).toBe(words);
    expect(harness.refusal('ReplaceRouteTableAssociation', { AssociationId, RouteTableId })).toBe(words);
    const main = mainTable().Associations[0].RouteTableAssociationId;
    expect(harness.refusal('DisassociateRouteTable', { AssociationId: main })).toBe(
      `InvalidParameterValue: cannot disassociate the main route table association ${main}`,
    );
  });

  it.each([
    [{}, /^MissingParameter: .* subnetId$/],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, /^InvalidSubnetID.NotFound/],
    [{ SubnetId: 'subnet-0123456789abcdef0', GatewayId: 'igw-1' }, /^InvalidParameterCombination/],
    [{ GatewayId: 'igw-0123456789abcdef0' }, /^InvalidGatewayID.NotFound/],
    [{ PublicIpv4Pool: 'ipv4pool-ec2-0' }, /^UnsupportedOperation/],
  ])('AssociateRouteTable refuses %j', (input, words) => {
    expect(harness.refusal('AssociateRouteTable', { RouteTableId, ...input })).toMatch(words);
  });
});

describe('DeleteRouteTable', () => {
  it('leaves the main table and those in use', () => {
    harness.call('AssociateRouteTable', { RouteTableId, SubnetId: subnet() });
    for (const id of [RouteTableId, mainTable().RouteTableId]) {
      expect(harness.refusal('DeleteRouteTable', { RouteTableId: id })).toBe(
        `DependencyViolation: The routeTable '${id}' has dependencies and cannot be deleted.`,
      );
    }
  });

  it('takes the routes along', () => {
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw });
    harness.call('DeleteRouteTable', { RouteTableId });
    expect(harness.refusal('DeleteRouteTable', { RouteTableId })).toMatch(/^InvalidRouteTableID.NotFound/);
  });
});

describe('DescribeRouteTables', () => {
  it('has its own range of MaxResults', () => {
    expect(harness.refusal('DescribeRouteTables', { MaxResults: 101 })).toMatch(
      /^InvalidParameterValue: Value \( 101 \)/,
    );
    expect(harness.refusal('DescribeRouteTables', { MaxResults: 4 })).toMatch(/^InvalidParameterValue: Value \( 4 \)/);
    expect(harness.call('DescribeRouteTables', { MaxResults: 100 }).RouteTables).toHaveLength(2);
  });

  it('filters', () => {
    const SubnetId = subnet();
    const { AssociationId } = harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    harness.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw });
    harness.call('CreateRoute', { RouteTableId, DestinationIpv6CidrBlock: '::/0', GatewayId: igw });
    const ROWS: ReadonlyArray<readonly [name: string, value: string, mine: boolean, main: boolean]> = [
      ['association.main', 'true', false, true],
      ['association.main', 'false', true, false],
      ['association.route-table-association-id', AssociationId, true, false],
      ['association.route-table-id', RouteTableId, true, false],
      ['association.subnet-id', SubnetId, true, false],
      ['association.gateway-id', igw, false, false],
      ['owner-id', '111122223333', true, true],
      ['route-table-id', RouteTableId, true, false],
      ['route.destination-cidr-block', '0.0.0.0/0', true, false],
      ['route.destination-ipv6-cidr-block', '::/0', true, false],
      ['route.gateway-id', 'local', true, true],
      ['route.gateway-id', igw, true, false],
      ['route.nat-gateway-id', '*', false, false],
      ['route.origin', 'CreateRoute', true, false],
      ['route.state', 'active', true, true],
      ['route.state', 'blackhole', false, false],
      ['vpc-id', VpcId, true, true],
    ];
    const main = mainTable().RouteTableId;
    for (const [Name, value, mineToo, mainToo] of ROWS) {
      const { RouteTables } = harness.call('DescribeRouteTables', { Filters: [{ Name, Values: [value] }] });
      const ids = RouteTables.map((t: { RouteTableId: string }) => t.RouteTableId);
      expect([Name, value, ids]).toEqual([
        Name,
        value,
        [...(mainToo ? [main] : []), ...(mineToo ? [RouteTableId] : [])],
      ]);
    }
  });
});
