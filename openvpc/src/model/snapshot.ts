import type {
  AclId,
  AllocationId,
  DhcpOptionsId,
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  FlowLogId,
  GroupId,
  InstanceId,
  InternetGatewayId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
  PublicAccessBlockId,
  PublicAccessExclusionId,
  RouteTableId,
  SubnetId,
  VpcId,
} from '../name/id.ts';
import type { Revision } from '../name/scope.ts';
import type { ElasticIp } from './elastic-ip.ts';
import type { Eni } from './eni.ts';
import type { FlowLog } from './flow-log.ts';
import type { EgressOnlyGateway, NatGateway, VpcEndpoint } from './gateway.ts';
import type { Instance } from './instance.ts';
import type { NetworkAcl } from './network-acl.ts';
import type { VpcPeering } from './peering.ts';
import type { PrefixList } from './prefix-list.ts';
import type { PublicAccessBlock, PublicAccessExclusion } from './public-access.ts';
import type { RouteTable } from './route-table.ts';
import type { SecurityGroup } from './security-group.ts';
import type { DhcpOptions, InternetGateway, Subnet, Vpc } from './vpc.ts';

/** One consistent view of everything at one revision. Never changes; a commit makes a new one that shares what is equal. */
export type Snapshot = Readonly<{
  revision: Revision;
  vpcs: ReadonlyMap<VpcId, Vpc>;
  subnets: ReadonlyMap<SubnetId, Subnet>;
  internetGateways: ReadonlyMap<InternetGatewayId, InternetGateway>;
  routeTables: ReadonlyMap<RouteTableId, RouteTable>;
  securityGroups: ReadonlyMap<GroupId, SecurityGroup>;
  networkAcls: ReadonlyMap<AclId, NetworkAcl>;
  enis: ReadonlyMap<EniId, Eni>;
  instances: ReadonlyMap<InstanceId, Instance>;
  egressOnlyGateways: ReadonlyMap<EgressOnlyGatewayId, EgressOnlyGateway>;
  natGateways: ReadonlyMap<NatGatewayId, NatGateway>;
  endpoints: ReadonlyMap<EndpointId, VpcEndpoint>;
  peerings: ReadonlyMap<PeeringId, VpcPeering>;
  prefixLists: ReadonlyMap<PrefixListId, PrefixList>;
  elasticIps: ReadonlyMap<AllocationId, ElasticIp>;
  publicAccessBlocks: ReadonlyMap<PublicAccessBlockId, PublicAccessBlock>;
  publicAccessExclusions: ReadonlyMap<PublicAccessExclusionId, PublicAccessExclusion>;
  flowLogs: ReadonlyMap<FlowLogId, FlowLog>;
  dhcpOptions: ReadonlyMap<DhcpOptionsId, DhcpOptions>;
}>;

export type Resource =
  | Vpc
  | Subnet
  | InternetGateway
  | RouteTable
  | SecurityGroup
  | NetworkAcl
  | Eni
  | EgressOnlyGateway
  | NatGateway
  | VpcEndpoint
  | VpcPeering
  | PrefixList
  | ElasticIp
  | PublicAccessBlock
  | PublicAccessExclusion
  | Instance
  | FlowLog
  | DhcpOptions;
export type ResourceKind = Resource['kind'];

/** Which map of a snapshot holds which kind. */
export const COLLECTION = {
  vpc: 'vpcs',
  subnet: 'subnets',
  'internet-gateway': 'internetGateways',
  'route-table': 'routeTables',
  'security-group': 'securityGroups',
  'network-acl': 'networkAcls',
  eni: 'enis',
  'egress-only-internet-gateway': 'egressOnlyGateways',
  'nat-gateway': 'natGateways',
  'vpc-endpoint': 'endpoints',
  'vpc-peering': 'peerings',
  'prefix-list': 'prefixLists',
  'elastic-ip': 'elasticIps',
  'public-access-block': 'publicAccessBlocks',
  'public-access-exclusion': 'publicAccessExclusions',
  instance: 'instances',
  'flow-log': 'flowLogs',
  'dhcp-options': 'dhcpOptions',
} as const satisfies Record<ResourceKind, Exclude<keyof Snapshot, 'revision'>>;

export const EMPTY_SNAPSHOT: Snapshot = {
  revision: 0 as Revision,
  vpcs: new Map(),
  subnets: new Map(),
  internetGateways: new Map(),
  routeTables: new Map(),
  securityGroups: new Map(),
  networkAcls: new Map(),
  enis: new Map(),
  instances: new Map(),
  egressOnlyGateways: new Map(),
  natGateways: new Map(),
  endpoints: new Map(),
  peerings: new Map(),
  prefixLists: new Map(),
  elasticIps: new Map(),
  publicAccessBlocks: new Map(),
  publicAccessExclusions: new Map(),
  flowLogs: new Map(),
  dhcpOptions: new Map(),
};

/** The snapshot after these changes, at that revision; the given one stays as it is. */
export function withChanges(
  before: Snapshot,
  revision: Revision,
  changes: ReadonlyMap<string, Resource | Readonly<{ kind: ResourceKind; removed: true }>>,
): Snapshot {
  const after: Record<string, unknown> = { ...before, revision };
  const copied = new Set<string>();
  for (const [id, change] of changes) {
    const name = COLLECTION[change.kind];
    if (!copied.has(name)) {
      copied.add(name);
      after[name] = new Map(before[name] as ReadonlyMap<string, Resource>);
    }
    const map = after[name] as Map<string, Resource>;
    if ('removed' in change) map.delete(id);
    else map.set(id, change);
  }
  return after as Snapshot; // every collection keeps the type COLLECTION says
}
