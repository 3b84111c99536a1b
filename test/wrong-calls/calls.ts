import { followNatGateways } from '../../openvpc/src/control/nat-gateway/lifecycle.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { type ApiWorld, moveInstance, type Parameters } from './api-world.ts';

const IMAGE = 'ami-00000000000008664';
const ROLE = 'arn:aws:iam::111122223333:role/r';
const GROUP_ARN = 'arn:aws:logs:us-east-1:111122223333:log-group:flows';

/** For every EC2 action a call that succeeds on the world below, so that one wrong parameter is all that is wrong. */
export type Calls = Readonly<Record<string, Parameters>>;

/** Makes a small world with one of everything, and says the calls on it. */
export async function populate(world: ApiWorld): Promise<Calls> {
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read field by field
  const make = async (action: string, parameters: Parameters): Promise<any> => {
    const { code, message, output } = await world.ec2(action, parameters);
    if (code !== 'ok') throw new Error(`${action}: ${code}: ${message}`);
    return output;
  };
  const first = (await make('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: 'true' })).Vpc;
  const vpc: string = first.VpcId;
  const block: string = first.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock.replace(/00::\/56$/, '');
  const emptyVpc: string = (await make('CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc.VpcId;
  const peerVpc: string = (await make('CreateVpc', { CidrBlock: '10.8.0.0/16' })).Vpc.VpcId;
  const subnet = async (number: number): Promise<string> => {
    const blocks = { CidrBlock: `10.0.${number}.0/24`, Ipv6CidrBlock: `${block}0${number}::/64` };
    return (await make('CreateSubnet', { VpcId: vpc, ...blocks })).Subnet.SubnetId;
  };
  const [web, spare] = [await subnet(1), await subnet(2)];
  const group = async (GroupName: string): Promise<string> =>
    (await make('CreateSecurityGroup', { VpcId: vpc, GroupName, GroupDescription: 'x' })).GroupId;
  const [sg, spareSg, sharedSg] = [await group('web'), await group('spare'), await group('shared')];
  await make('AssociateSecurityGroupVpc', { GroupId: sharedSg, VpcId: peerVpc });
  const rule = await make('AuthorizeSecurityGroupIngress', { GroupId: sg, ...permission('10.0.0.0/8') });
  const sgr: string = rule.SecurityGroupRules[0].SecurityGroupRuleId;
  await make('AuthorizeSecurityGroupEgress', { GroupId: sg, ...permission('10.0.0.0/8') });
  const acl: string = (await make('CreateNetworkAcl', { VpcId: vpc })).NetworkAcl.NetworkAclId;
  const entry = { NetworkAclId: acl, RuleNumber: '100', Protocol: '6', RuleAction: 'allow', Egress: 'false' };
  const ports = { 'PortRange.From': '80', 'PortRange.To': '90', CidrBlock: '0.0.0.0/0' };
  await make('CreateNetworkAclEntry', { ...entry, ...ports });
  const acls = await make('DescribeNetworkAcls', { 'Filter.1.Name': 'association.subnet-id', 'Filter.1.Value.1': web });
  const aclAssociation: string = acls.NetworkAcls[0].Associations.find(
    ({ SubnetId }: { SubnetId: string }) => SubnetId === web,
  ).NetworkAclAssociationId;
  const igw = async (): Promise<string> => (await make('CreateInternetGateway', {})).InternetGateway.InternetGatewayId;
  const [attached, loose] = [await igw(), await igw()];
  await make('AttachInternetGateway', { InternetGatewayId: attached, VpcId: vpc });
  const table = async (): Promise<string> => (await make('CreateRouteTable', { VpcId: vpc })).RouteTable.RouteTableId;
  const [rtb, spareRtb] = [await table(), await table()];
  const route = { RouteTableId: rtb, DestinationCidrBlock: '0.0.0.0/0', GatewayId: attached };
  await make('CreateRoute', route);
  const rtbassoc: string = (await make('AssociateRouteTable', { RouteTableId: rtb, SubnetId: web })).AssociationId;
  const eni = async (): Promise<string> => {
    const made = await make('CreateNetworkInterface', { SubnetId: web, 'SecurityGroupId.1': sg });
    return made.NetworkInterface.NetworkInterfaceId;
  };
  const [looseEni, secondEni] = [await eni(), await eni()];
  const launch = { ImageId: IMAGE, MinCount: '1', MaxCount: '1', InstanceType: 't3.small', SubnetId: web };
  const run = async (): Promise<string> => (await make('RunInstances', launch)).Instances[0].InstanceId;
  const [running, stopped] = [await run(), await run()];
  for (const id of [running, stopped]) await moveInstance(world, id, 'running');
  await make('StopInstances', { 'InstanceId.1': stopped });
  await moveInstance(world, stopped, 'stopped');
  const second = { NetworkInterfaceId: secondEni, InstanceId: running, DeviceIndex: '1' };
  const eniAttach: string = (await make('AttachNetworkInterface', second)).AttachmentId;
  const addresses = await makeAddresses(make, web, vpc);
  await world.store.transact((tx) => followNatGateways(tx, 1_700_000_000_000 as Instant));
  await makeLogs(world);
  const flowLog = { TrafficType: 'ALL', DeliverLogsPermissionArn: ROLE, LogGroupName: 'flows' };
  const made = await make('CreateFlowLogs', { ...flowLog, ResourceType: 'VPC', 'ResourceId.1': vpc });
  const fl: string = made.FlowLogIds[0];
  await make('CreateTags', { 'ResourceId.1': vpc, 'Tag.1.Key': 'Name', 'Tag.1.Value': 'x' });

  return {
    CreateVpc: { CidrBlock: '10.1.0.0/16' },
    DescribeVpcs: { 'VpcId.1': vpc },
    DeleteVpc: { VpcId: emptyVpc },
    ModifyVpcAttribute: { VpcId: vpc, 'EnableDnsHostnames.Value': 'true' },
    DescribeVpcAttribute: { VpcId: vpc, Attribute: 'enableDnsSupport' },
    CreateDefaultVpc: {},
    CreateDefaultSubnet: { AvailabilityZone: 'us-east-1a' },
    DescribeDhcpOptions: {},
    CreateSubnet: { VpcId: vpc, CidrBlock: '10.0.3.0/24' },
    DescribeSubnets: { 'SubnetId.1': web },
    DeleteSubnet: { SubnetId: spare },
    ModifySubnetAttribute: { SubnetId: web, 'MapPublicIpOnLaunch.Value': 'true' },
    CreateInternetGateway: {},
    DescribeInternetGateways: { 'InternetGatewayId.1': loose },
    DeleteInternetGateway: { InternetGatewayId: loose },
    AttachInternetGateway: { InternetGatewayId: loose, VpcId: emptyVpc },
    CreateRouteTable: { VpcId: vpc },
    DescribeRouteTables: { 'RouteTableId.1': rtb },
    DeleteRouteTable: { RouteTableId: spareRtb },
    CreateRoute: { ...route, RouteTableId: spareRtb },
    ReplaceRoute: route,
    DeleteRoute: { RouteTableId: rtb, DestinationCidrBlock: '0.0.0.0/0' },
    AssociateRouteTable: { RouteTableId: rtb, SubnetId: spare },
    DisassociateRouteTable: { AssociationId: rtbassoc },
    ReplaceRouteTableAssociation: { AssociationId: rtbassoc, RouteTableId: spareRtb },
    CreateSecurityGroup: { VpcId: vpc, GroupName: 'new', GroupDescription: 'x' },
    DescribeSecurityGroups: { 'GroupId.1': sg },
    DeleteSecurityGroup: { GroupId: spareSg },
    DescribeSecurityGroupRules: { 'SecurityGroupRuleId.1': sgr },
    AuthorizeSecurityGroupIngress: { GroupId: sg, ...permission('192.168.0.0/16') },
    AuthorizeSecurityGroupEgress: { GroupId: sg, ...permission('192.168.0.0/16') },
    RevokeSecurityGroupIngress: { GroupId: sg, ...permission('10.0.0.0/8') },
    RevokeSecurityGroupEgress: { GroupId: sg, ...permission('10.0.0.0/8') },
    ModifySecurityGroupRules: {
      GroupId: sg,
      'SecurityGroupRule.1.SecurityGroupRuleId': sgr,
      'SecurityGroupRule.1.SecurityGroupRule.IpProtocol': '-1',
      'SecurityGroupRule.1.SecurityGroupRule.CidrIpv4': '10.0.0.0/8',
    },
    UpdateSecurityGroupRuleDescriptionsIngress: { GroupId: sg, ...permission('10.0.0.0/8') },
    UpdateSecurityGroupRuleDescriptionsEgress: { GroupId: sg, ...permission('10.0.0.0/8') },
    CreateNetworkAcl: { VpcId: vpc },
    DescribeNetworkAcls: { 'NetworkAclId.1': acl },
    DeleteNetworkAcl: { NetworkAclId: acl },
    ReplaceNetworkAclAssociation: { AssociationId: aclAssociation, NetworkAclId: acl },
    CreateNetworkAclEntry: { ...entry, ...ports, RuleNumber: '110' },
    ReplaceNetworkAclEntry: { ...entry, ...ports, RuleAction: 'deny' },
    DeleteNetworkAclEntry: { NetworkAclId: acl, RuleNumber: '100', Egress: 'false' },
    CreateNetworkInterface: { SubnetId: web },
    DescribeNetworkInterfaces: { 'NetworkInterfaceId.1': looseEni },
    DeleteNetworkInterface: { NetworkInterfaceId: looseEni },
    AttachNetworkInterface: { NetworkInterfaceId: looseEni, InstanceId: stopped, DeviceIndex: '1' },
    DetachNetworkInterface: { AttachmentId: eniAttach },
    ModifyNetworkInterfaceAttribute: { NetworkInterfaceId: looseEni, 'Description.Value': 'x' },
    DescribeNetworkInterfaceAttribute: { NetworkInterfaceId: looseEni, Attribute: 'description' },
    RunInstances: launch,
    DescribeInstances: { 'InstanceId.1': running },
    TerminateInstances: { 'InstanceId.1': running },
    StopInstances: { 'InstanceId.1': running },
    StartInstances: { 'InstanceId.1': stopped },
    DescribeInstanceStatus: { 'InstanceId.1': running },
    DescribeInstanceAttribute: { InstanceId: running, Attribute: 'userData' },
    ModifyInstanceAttribute: { InstanceId: stopped, 'SourceDestCheck.Value': 'false' },
    GetConsoleOutput: { InstanceId: running },
    DescribeInstanceTypes: { 'InstanceType.1': 't3.micro' },
    DescribeInstanceCreditSpecifications: { 'InstanceId.1': running },
    DescribeImages: { 'ImageId.1': IMAGE },
    ...addresses.calls,
    AssociateAddress: { AllocationId: addresses.free, NetworkInterfaceId: looseEni, PrivateIpAddress: '10.0.1.4' },
    CreateTags: { 'ResourceId.1': vpc, 'Tag.1.Key': 'k', 'Tag.1.Value': 'v' },
    DeleteTags: { 'ResourceId.1': vpc, 'Tag.1.Key': 'Name' },
    DescribeTags: {},
    DescribeRegions: {},
    DescribeAvailabilityZones: {},
    DescribeAccountAttributes: {},
    CreateFlowLogs: { ...flowLog, ResourceType: 'Subnet', 'ResourceId.1': web },
    DescribeFlowLogs: { 'FlowLogId.1': fl },
    DeleteFlowLogs: { 'FlowLogId.1': fl },
    ...(await listCalls(make, sg)),
    ...(await borderCalls(make, { vpc, peer: peerVpc, third: emptyVpc }, web, spareRtb)),
    ...associationCalls(spareSg, sharedSg, vpc, peerVpc),
  };
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read field by field
type Make = (action: string, parameters: Parameters) => Promise<any>;

/** Prefix lists: one that nothing refers to, one that a rule does. */
async function listCalls(make: Make, sg: string): Promise<Calls> {
  const list = { PrefixListName: 'l', MaxEntries: '5', AddressFamily: 'IPv4', 'Entry.1.Cidr': '10.0.0.0/8' };
  const create = async (): Promise<string> => (await make('CreateManagedPrefixList', list)).PrefixList.PrefixListId;
  const [loose, used] = [await create(), await create()];
  const rule = { 'IpPermissions.1.IpProtocol': '-1', 'IpPermissions.1.PrefixListIds.1.PrefixListId': used };
  await make('AuthorizeSecurityGroupIngress', { GroupId: sg, ...rule });
  const add = { CurrentVersion: '1', 'AddEntry.1.Cidr': '11.0.0.0/8' };
  await make('ModifyManagedPrefixList', { PrefixListId: used, ...add });
  return {
    CreateManagedPrefixList: list,
    DescribeManagedPrefixLists: { 'PrefixListId.1': used },
    ModifyManagedPrefixList: { PrefixListId: loose, ...add },
    DeleteManagedPrefixList: { PrefixListId: loose },
    GetManagedPrefixListEntries: { PrefixListId: used, TargetVersion: '1' },
    GetManagedPrefixListAssociations: { PrefixListId: used },
    RestoreManagedPrefixListVersion: { PrefixListId: used, PreviousVersion: '1', CurrentVersion: '2' },
    DescribePrefixLists: {},
    DescribeSecurityGroupReferences: { 'GroupId.1': sg },
  };
}

/** What stands at the border of a VPC: connections, endpoints, blocks of public access. */
async function borderCalls(
  make: Make,
  { vpc, peer, third }: Readonly<Record<'vpc' | 'peer' | 'third', string>>,
  subnet: string,
  rtb: string,
): Promise<Calls> {
  const request = async (PeerVpcId: string): Promise<string> => {
    const made = await make('CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId });
    return made.VpcPeeringConnection.VpcPeeringConnectionId;
  };
  const [waiting, active] = [await request(third), await request(peer)];
  await make('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: active });
  const service = { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' };
  const vpce: string = (await make('CreateVpcEndpoint', service)).VpcEndpoint.VpcEndpointId;
  const exclusion = { InternetGatewayExclusionMode: 'allow-egress' };
  const made = await make('CreateVpcBlockPublicAccessExclusion', { ...exclusion, VpcId: vpc });
  const ExclusionId: string = made.VpcBlockPublicAccessExclusion.ExclusionId;
  return {
    CreateVpcPeeringConnection: { VpcId: peer, PeerVpcId: third },
    AcceptVpcPeeringConnection: { VpcPeeringConnectionId: waiting },
    RejectVpcPeeringConnection: { VpcPeeringConnectionId: waiting },
    DeleteVpcPeeringConnection: { VpcPeeringConnectionId: active },
    DescribeVpcPeeringConnections: { 'VpcPeeringConnectionId.1': active },
    ModifyVpcPeeringConnectionOptions: {
      VpcPeeringConnectionId: active,
      'AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc': 'true',
    },
    CreateVpcEndpoint: { ...service, 'RouteTableId.1': rtb },
    ModifyVpcEndpoint: { VpcEndpointId: vpce, 'AddRouteTableId.1': rtb },
    DeleteVpcEndpoints: { 'VpcEndpointId.1': vpce },
    DescribeVpcEndpoints: { 'VpcEndpointId.1': vpce },
    DescribeVpcEndpointServices: {},
    DescribeVpcBlockPublicAccessOptions: {},
    ModifyVpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'block-ingress' },
    CreateVpcBlockPublicAccessExclusion: { ...exclusion, SubnetId: subnet },
    ModifyVpcBlockPublicAccessExclusion: { ...exclusion, ExclusionId },
    DeleteVpcBlockPublicAccessExclusion: { ExclusionId },
    DescribeVpcBlockPublicAccessExclusions: { 'ExclusionId.1': ExclusionId },
  };
}

function associationCalls(loose: string, shared: string, vpc: string, other: string): Calls {
  return {
    AssociateSecurityGroupVpc: { GroupId: loose, VpcId: other },
    DisassociateSecurityGroupVpc: { GroupId: shared, VpcId: other },
    DescribeSecurityGroupVpcAssociations: {},
    GetSecurityGroupsForVpc: { VpcId: vpc },
    DescribeStaleSecurityGroups: { VpcId: vpc },
  };
}

/** Elastic IPs and the gateways that are no internet gateways; the calls on them. */
async function makeAddresses(
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read field by field
  make: (action: string, parameters: Parameters) => Promise<any>,
  subnet: string,
  vpc: string,
): Promise<{ free: string; calls: Calls }> {
  const allocate = async (): Promise<string> => (await make('AllocateAddress', {})).AllocationId;
  const [free, only, first, second] = [await allocate(), await allocate(), await allocate(), await allocate()];
  const nat = async (more: Parameters): Promise<string> =>
    (await make('CreateNatGateway', { SubnetId: subnet, ...more })).NatGateway.NatGatewayId;
  const publicNat = await nat({ AllocationId: only });
  const fullNat = await nat({ AllocationId: first, 'SecondaryAllocationId.1': second });
  const privateNat = await nat({ ConnectivityType: 'private', 'SecondaryPrivateIpAddress.1': '10.0.1.99' });
  const describe = async (id: string) => (await make('DescribeAddresses', { 'AllocationId.1': id })).Addresses[0];
  const bound: string = (await describe(second)).AssociationId;
  const { VpcId } = (await make('CreateVpc', { CidrBlock: '10.8.0.0/16' })).Vpc;
  const made = await make('CreateEgressOnlyInternetGateway', { VpcId });
  const eigw: string = made.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId;
  const { InternetGatewayId } = (await make('CreateInternetGateway', {})).InternetGateway;
  await make('AttachInternetGateway', { InternetGatewayId, VpcId });
  return {
    free,
    calls: {
      DetachInternetGateway: { InternetGatewayId, VpcId },
      AllocateAddress: {},
      DescribeAddresses: { 'AllocationId.1': free },
      DescribeAddressesAttribute: { 'AllocationId.1': free, Attribute: 'domain-name' },
      DisassociateAddress: { PublicIp: (await describe(free)).PublicIp },
      ReleaseAddress: { AllocationId: free },
      CreateNatGateway: { SubnetId: subnet, AllocationId: free },
      DescribeNatGateways: { 'NatGatewayId.1': publicNat },
      DeleteNatGateway: { NatGatewayId: publicNat },
      AssociateNatGatewayAddress: { NatGatewayId: publicNat, 'AllocationId.1': free },
      DisassociateNatGatewayAddress: { NatGatewayId: fullNat, 'AssociationId.1': bound },
      AssignPrivateNatGatewayAddress: { NatGatewayId: privateNat, PrivateIpAddressCount: '1' },
      UnassignPrivateNatGatewayAddress: { NatGatewayId: privateNat, 'PrivateIpAddress.1': '10.0.1.99' },
      CreateEgressOnlyInternetGateway: { VpcId: vpc },
      DescribeEgressOnlyInternetGateways: {},
      DeleteEgressOnlyInternetGateway: { EgressOnlyInternetGatewayId: eigw },
    },
  };
}

function permission(cidr: string): Parameters {
  return {
    'IpPermissions.1.IpProtocol': 'tcp',
    'IpPermissions.1.FromPort': '80',
    'IpPermissions.1.ToPort': '80',
    'IpPermissions.1.IpRanges.1.CidrIp': cidr,
  };
}

/** The log group and stream of the calls below, where they are not there. */
export async function makeLogs(world: ApiWorld): Promise<void> {
  await world.logsCall('CreateLogGroup', '{"logGroupName":"flows"}');
  await world.logsCall('CreateLogStream', '{"logGroupName":"flows","logStreamName":"s"}');
}

/** For every CloudWatch Logs action a call that succeeds. */
export const LOGS_CALLS: Readonly<Record<string, object>> = {
  CreateLogGroup: { logGroupName: 'new' },
  DeleteLogGroup: { logGroupName: 'flows' },
  DescribeLogGroups: { logGroupNamePrefix: 'f' },
  PutRetentionPolicy: { logGroupName: 'flows', retentionInDays: 7 },
  DeleteRetentionPolicy: { logGroupName: 'flows' },
  CreateLogStream: { logGroupName: 'flows', logStreamName: 'new' },
  DeleteLogStream: { logGroupName: 'flows', logStreamName: 's' },
  DescribeLogStreams: { logGroupName: 'flows' },
  TagResource: { resourceArn: GROUP_ARN, tags: { a: 'b' } },
  UntagResource: { resourceArn: GROUP_ARN, tagKeys: ['a'] },
  ListTagsForResource: { resourceArn: GROUP_ARN },
  PutLogEvents: {
    logGroupName: 'flows',
    logStreamName: 's',
    logEvents: [{ timestamp: 1_700_000_000_000, message: 'm' }],
  },
  GetLogEvents: { logGroupName: 'flows', logStreamName: 's' },
  FilterLogEvents: { logGroupName: 'flows' },
};
