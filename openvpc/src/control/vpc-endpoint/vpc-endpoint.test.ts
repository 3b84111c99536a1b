import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { compile } from '../../compile/compile.ts';
import type { Instant } from '../../name/scope.ts';
import { explain } from '../explain.ts';

let harness: Harness;
let VpcId: string;
let RouteTableId: string;
const S3 = 'com.amazonaws.us-east-1.s3';

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  RouteTableId = table();
});

const table = (of = VpcId): string => harness.call('CreateRouteTable', { VpcId: of }).RouteTable.RouteTableId;
const make = (more: object = {}) =>
  harness.call('CreateVpcEndpoint', { VpcId, ServiceName: S3, RouteTableIds: [RouteTableId], ...more }).VpcEndpoint;
const create = (more: object = {}): string => make(more).VpcEndpointId;
const refused = (more: object) => harness.refusal('CreateVpcEndpoint', { VpcId, ServiceName: S3, ...more });
const all = (input: object = {}) => harness.call('DescribeVpcEndpoints', input).VpcEndpoints;
const shown = (id: string) => all({ VpcEndpointIds: [id] })[0];
const modify = (VpcEndpointId: string, more: object) => harness.call('ModifyVpcEndpoint', { VpcEndpointId, ...more });
const refusedChange = (VpcEndpointId: string, more: object) =>
  harness.refusal('ModifyVpcEndpoint', { VpcEndpointId, ...more });
const remove = (...VpcEndpointIds: string[]) => harness.call('DeleteVpcEndpoints', { VpcEndpointIds }).Unsuccessful;
const routes = (of = RouteTableId) =>
  harness.call('DescribeRouteTables', { RouteTableIds: [of] }).RouteTables[0].Routes.slice(1);
const listOf = (service = S3): string =>
  harness.call('DescribePrefixLists', { Filters: [{ Name: 'prefix-list-name', Values: [service] }] }).PrefixLists[0]
    .PrefixListId;

describe('a gateway endpoint', () => {
  it('is available at once, with a route in each table', () => {
    const made = make();
    expect(made).toMatchObject({
      VpcEndpointId: expect.stringMatching(/^vpce-[0-9a-f]{17}$/),
      VpcEndpointType: 'Gateway',
      VpcId,
      ServiceName: S3,
      State: 'available',
      RouteTableIds: [RouteTableId],
      CreationTimestamp: new Date(1_700_000_000_000),
      OwnerId: '111122223333',
      PrivateDnsEnabled: false,
      NetworkInterfaceIds: [],
      Tags: [],
    });
    expect(JSON.parse(made.PolicyDocument).Statement).toEqual([
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    ]);
    expect(shown(made.VpcEndpointId)).toEqual(made);
    expect(routes()).toEqual([
      { DestinationPrefixListId: listOf(), GatewayId: made.VpcEndpointId, Origin: 'CreateRoute', State: 'active' },
    ]);
  });

  it('is found by table in the filters of routes', () => {
    create();
    const found = (Name: string, value: string) =>
      harness.call('DescribeRouteTables', { Filters: [{ Name, Values: [value] }] }).RouteTables.length;
    expect(found('route.destination-prefix-list-id', listOf())).toBe(1);
    expect(found('route.gateway-id', 'vpce-*')).toBe(1);
  });

  it('is one of one token', () => {
    const ClientToken = 'once';
    expect(create({ ClientToken })).toBe(create({ ClientToken }));
    expect(refused({ ClientToken })).toMatch(/^IdempotentParameterMismatch/);
    expect(all()).toHaveLength(1);
  });

  it('is one of several, for another service or in another table', () => {
    create();
    create({ ServiceName: 'com.amazonaws.us-east-1.dynamodb' });
    create({ RouteTableIds: [table()] });
    create({ RouteTableIds: [] });
    expect(all()).toHaveLength(4);
    expect(routes()).toHaveLength(2);
  });

  it.each([
    [{ VpcId: 'vpc-0123456789abcdef0' }, /^InvalidVpcID.NotFound/],
    [{ ServiceName: undefined }, 'MissingParameter: The request must contain the parameter serviceName'],
    [{ ServiceName: 'x' }, "InvalidServiceName: The Vpc Endpoint Service 'x' does not exist"],
    [{ ServiceName: 'com.amazonaws.eu-west-1.s3' }, /^InvalidServiceName/],
    [{ VpcEndpointType: 'Interface' }, 'UnsupportedOperation: VPC endpoints of type Interface are not supported yet.'],
    [{ VpcEndpointType: 'GatewayLoadBalancer' }, /^UnsupportedOperation/],
    [{ VpcEndpointType: 'x' }, /^InvalidParameter:/],
    [{ SubnetIds: ['subnet-1'] }, /^InvalidParameter: The parameter SubnetIds/],
    [{ SecurityGroupIds: ['sg-1'] }, /^InvalidParameter: The parameter SecurityGroupIds/],
    [{ PrivateDnsEnabled: true }, /^InvalidParameter: The parameter PrivateDnsEnabled/],
    [{ IpAddressType: 'dualstack' }, /^UnsupportedOperation/],
    [{ DnsOptions: {} }, /^UnsupportedOperation/],
    [{ ServiceRegion: 'eu-west-1' }, /^UnsupportedOperation/],
    [{ RouteTableIds: ['rtb-0123456789abcdef0'] }, /^InvalidRouteTableID.NotFound/],
    [{ PolicyDocument: '{' }, /^InvalidPolicyDocument/],
    [{ PolicyDocument: '[]' }, /^InvalidPolicyDocument/],
    [{ TagSpecifications: [{ ResourceType: 'vpc' }] }, /^InvalidParameterValue/],
  ])('is refused with %j', (more, words) => {
    const said = refused(more);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
    expect(all()).toEqual([]);
  });

  it('is refused in a table that leads there already, is elsewhere, full, or a gateway’s', () => {
    create();
    expect(refused({ RouteTableIds: [RouteTableId] })).toBe(
      `RouteAlreadyExists: route table ${RouteTableId} already has a route with destination-prefix-list-id ${listOf()}`,
    );
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    expect(refused({ RouteTableIds: [table(other)] })).toMatch(/^InvalidParameter: .* different networks/);
    const full = { VpcId, ServiceName: S3, RouteTableIds: [table()] };
    expect(harness.refusal('CreateVpcEndpoint', full, { quotas: { routesPerTable: 1 } })).toMatch(
      /^RouteLimitExceeded/,
    );
    const edge = table();
    harness.transact((tx, call) => {
      const gateway = call.mint('igw');
      tx.put({ kind: 'internet-gateway', id: gateway, owner: call.account, region: call.region, tags: [] });
      const own = [...tx.view.routeTables.values()].find(({ id }) => id === edge);
      if (own !== undefined) tx.put({ ...own, associations: [{ id: 'rtbassoc-0', gateway }] });
    });
    expect(harness.refusal('CreateVpcEndpoint', { ...full, RouteTableIds: [edge] })).toMatch(
      /^InvalidParameter: .* is a gateway's/,
    );
  });

  it('is one of so many', () => {
    const quotas = { gatewayEndpointsPerRegion: 0 };
    expect(harness.refusal('CreateVpcEndpoint', { VpcId, ServiceName: S3 }, { quotas })).toMatch(
      /^VpcEndpointLimitExceeded/,
    );
  });

  it('keeps the VPC from going, and is not touched by route calls', () => {
    const id = create();
    expect(harness.refusal('DeleteVpc', { VpcId })).toMatch(/^DependencyViolation/);
    const route = { RouteTableId, DestinationPrefixListId: listOf() };
    harness.refusal('DeleteRoute', route);
    harness.refusal('ReplaceRoute', { ...route, LocalTarget: true });
    expect(routes()).toHaveLength(1);
    remove(id);
    harness.call('DeleteRouteTable', { RouteTableId });
    harness.call('DeleteVpc', { VpcId });
  });
});

describe('ModifyVpcEndpoint', () => {
  it('takes tables away and adds others', () => {
    const id = create();
    const second = table();
    expect(modify(id, { AddRouteTableIds: [second], RemoveRouteTableIds: [RouteTableId] })).toEqual({ Return: true });
    expect(shown(id).RouteTableIds).toEqual([second]);
    expect(routes()).toEqual([]);
    modify(id, { AddRouteTableIds: [RouteTableId] });
    expect(shown(id).RouteTableIds).toHaveLength(2);
  });

  it('sets the policy, keeps it, and resets it', () => {
    const id = create();
    const full = shown(id).PolicyDocument;
    const PolicyDocument = '{"Statement":[]}';
    modify(id, { PolicyDocument });
    modify(id, { AddRouteTableIds: [] });
    expect(shown(id).PolicyDocument).toBe(PolicyDocument);
    modify(id, { ResetPolicy: true });
    expect(shown(id).PolicyDocument).toBe(full);
  });

  it('is refused', () => {
    const id = create();
    expect(refusedChange(id, { AddRouteTableIds: [RouteTableId] })).toMatch(/^RouteAlreadyExists/);
    expect(refusedChange(id, { RemoveRouteTableIds: [table()] })).toMatch(/^InvalidParameter: .* is not associated/);
    expect(refusedChange(id, { RemoveRouteTableIds: ['rtb-0123456789abcdef0'] })).toMatch(/^InvalidRouteTableID/);
    expect(refusedChange(id, { PolicyDocument: 'x' })).toMatch(/^InvalidPolicyDocument/);
    expect(refusedChange(id, { PolicyDocument: '{"Statement":[]}', ResetPolicy: true })).toMatch(
      /^InvalidParameterCombination/,
    );
    for (const name of ['AddSubnetIds', 'RemoveSubnetIds', 'AddSecurityGroupIds', 'RemoveSecurityGroupIds']) {
      expect(refusedChange(id, { [name]: ['x'] })).toMatch(/^InvalidParameter: /);
    }
    expect(refusedChange(id, { PrivateDnsEnabled: true })).toMatch(/^InvalidParameter: /);
    expect(refusedChange(id, { DnsOptions: {} })).toMatch(/^UnsupportedOperation/);
    expect(refusedChange(id, { IpAddressType: 'ipv6' })).toMatch(/^UnsupportedOperation/);
    const unknown = 'vpce-0123456789abcdef0';
    expect(refusedChange(unknown, {})).toBe(
      `InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${unknown}' does not exist`,
    );
  });
});

describe('DeleteVpcEndpoints', () => {
  it('takes those that are there, with their routes, and tells the others', () => {
    const id = create();
    const unknown = 'vpce-0123456789abcdef0';
    expect(remove(unknown, id, 'x')).toEqual([
      {
        ResourceId: unknown,
        Error: {
          Code: 'InvalidVpcEndpointId.NotFound',
          Message: `The Vpc Endpoint Id '${unknown}' does not exist`,
        },
      },
      { ResourceId: 'x', Error: expect.objectContaining({ Code: 'InvalidVpcEndpointId.Malformed' }) },
    ]);
    expect(all()).toEqual([]);
    expect(routes()).toEqual([]);
    expect(harness.refusal('DeleteVpcEndpoints', { VpcEndpointIds: [] })).toMatch(/^MissingParameter/);
  });
});

describe('DescribeVpcEndpoints', () => {
  it('filters, and caps its pages', () => {
    const id = create({ TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'k', Value: 'v' }] }] });
    const ROWS = {
      'ip-address-type': 'ipv4',
      'service-name': S3,
      'service-region': 'us-east-1',
      'vpc-endpoint-id': id,
      'vpc-endpoint-state': 'available',
      'vpc-endpoint-type': 'Gateway',
      'vpc-id': VpcId,
      'tag:k': 'v',
    };
    for (const [Name, value] of Object.entries(ROWS)) {
      expect(all({ Filters: [{ Name, Values: [value] }] })).toHaveLength(1);
      expect(all({ Filters: [{ Name, Values: ['x'] }] })).toEqual([]);
    }
    expect(all({ MaxResults: 5000 })).toHaveLength(1);
    expect(harness.refusal('DescribeVpcEndpoints', { VpcEndpointIds: ['vpce-0123456789abcdef0'] })).toMatch(
      /^InvalidVpcEndpointId.NotFound/,
    );
  });
});

describe('DescribeVpcEndpointServices', () => {
  const services = (input: object = {}) => harness.call('DescribeVpcEndpointServices', input);
  const DYNAMODB = 'com.amazonaws.us-east-1.dynamodb';

  it('has those with gateway endpoints', () => {
    expect(services().ServiceNames).toEqual([S3, DYNAMODB]);
    expect(services({ ServiceNames: [S3, S3] }).ServiceDetails).toEqual([
      expect.objectContaining({
        ServiceName: S3,
        ServiceType: [{ ServiceType: 'Gateway' }],
        Owner: 'amazon',
        AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
        BaseEndpointDnsNames: ['s3.us-east-1.amazonaws.com'],
        VpcEndpointPolicySupported: true,
      }),
    ]);
    expect(services({ ServiceRegions: ['eu-west-1'] }).ServiceNames).toEqual([]);
    expect(harness.refusal('DescribeVpcEndpointServices', { ServiceNames: ['x'] })).toMatch(/^InvalidServiceName/);
  });

  it.each([
    ['owner', 'amazon', 2],
    ['service-name', DYNAMODB, 1],
    ['service-region', 'us-east-1', 2],
    ['service-type', 'Interface', 0],
    ['supported-ip-address-types', 'ipv4', 2],
  ])('filters by %s', (Name, value, count) => {
    expect(services({ Filters: [{ Name, Values: [value] }] }).ServiceNames).toHaveLength(count);
  });
});

describe('packets to the service', () => {
  it('leave by the endpoint as long as a table leads there and the group allows the list', () => {
    const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }).Subnet;
    harness.call('AssociateRouteTable', { RouteTableId, SubnetId });
    const eni = putEni(harness, SubnetId, '10.0.0.10');
    const GroupId = harness.call('CreateSecurityGroup', { VpcId, GroupName: 'g', Description: 'x' }).GroupId;
    harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: eni, Groups: [GroupId] });
    const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    harness.call('RevokeSecurityGroupEgress', { GroupId, IpPermissions: everything });
    const ask = (to: string) => {
      const view = harness.view();
      return explain(view, compile(view), { from: eni, to, protocol: 'tcp', port: 443 }, 0 as Instant);
    };
    const id = create();
    const [inside, outside] = ['52.216.1.1', '198.51.100.1'];
    expect(ask(inside).request.disposition).toBe('denied-group');
    const PrefixListIds = [{ PrefixListId: listOf() }];
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds }];
    harness.call('AuthorizeSecurityGroupEgress', { GroupId, IpPermissions });
    expect(ask(inside)).toMatchObject({ allowed: true, request: { disposition: 'exited', arrived: { at: id } } });
    expect(ask(outside).request.disposition).toBe('denied-group');
    modify(id, { RemoveRouteTableIds: [RouteTableId] });
    expect(ask(inside).request.disposition).toBe('no-route');
    modify(id, { AddRouteTableIds: [RouteTableId] });
    expect(ask(inside).allowed).toBe(true);
    remove(id);
    expect(ask(inside).request.disposition).toBe('no-route');
  });
});

describe('Terraform', () => {
  it('aws_vpc_endpoint with a policy and tables, and the prefix list it reads', () => {
    const id = create({ RouteTableIds: undefined, PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' });
    expect(shown(id).State).toBe('available');
    modify(id, { AddRouteTableIds: [RouteTableId] }); // aws_vpc_endpoint_route_table_association
    const { PrefixLists } = harness.call('DescribePrefixLists', {
      Filters: [{ Name: 'prefix-list-name', Values: [S3] }],
    });
    expect(PrefixLists[0].Cidrs.length).toBeGreaterThan(0);
    harness.call('CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 's3' }] });
    modify(id, { RemoveRouteTableIds: [RouteTableId] });
    expect(remove(id)).toEqual([]);
    expect(harness.refusal('DescribeVpcEndpoints', { VpcEndpointIds: [id] })).toMatch(/^InvalidVpcEndpointId.NotFound/);
  });
});
