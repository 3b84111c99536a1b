import type { Address } from '../net/address.ts';
import type { PortRange } from '../net/port-range.ts';
import type { Prefix } from '../net/prefix.ts';
import type { Protocol } from '../net/protocol.ts';
import type {
  AclId,
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  GroupId,
  InternetGatewayId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
  RouteTableId,
  SetId,
  SubnetId,
  VpcId,
} from '../name/id.ts';
import type { Region, Revision } from '../name/scope.ts';
import type { Origin } from './verdict.ts';

/**
 * WAIST 1: what a data plane must enforce. `compile` makes it from a snapshot, drivers render it, the engine walks it.
 *
 * Resolved: no name needs looking up in the model. Canonical: snapshots that mean the same give the same `digest`.
 * Lossless: ranges stay ranges, sets stay sets, every rule keeps its Origin. Local: a change of one group's members
 * changes one set. Closed: a packet from or to an ENI that is not here is dropped.
 *
 * Every VPC, subnet and ENI is here, an ENI also when nothing is attached to it; of groups, ACLs, route tables and sets
 * those in use; of gateways those that pass packets. Every ACL has the `*` of both families.
 */
export type Program = Readonly<{
  revision: Revision;
  /** Equal programs (revision aside), equal text: SHA-256 in hex over the canonical form. */
  digest: string;
  vpcs: ReadonlyMap<VpcId, VpcProgram>;
  subnets: ReadonlyMap<SubnetId, SubnetProgram>;
  enis: ReadonlyMap<EniId, EniProgram>;
  groups: ReadonlyMap<GroupId, GroupProgram>;
  acls: ReadonlyMap<AclId, AclProgram>;
  /** Of subnets, and of internet gateways (edge association). */
  routeTables: ReadonlyMap<RouteTableId, readonly Route[]>;
  /** Resolved address sets, sorted: the entries of a prefix list, or a group's members in one VPC (`memberSet`). */
  sets: ReadonlyMap<SetId, readonly Prefix[]>;
  /** Those that are available. */
  natGateways: ReadonlyMap<NatGatewayId, NatGatewayProgram>;
  egressOnlyGateways: ReadonlyMap<EgressOnlyGatewayId, EgressOnlyGatewayProgram>;
  /** Those that are active. */
  peerings: ReadonlyMap<PeeringId, PeeringProgram>;
  endpoints: ReadonlyMap<EndpointId, EndpointProgram>;
}>;

export type VpcProgram = Readonly<{
  region: Region;
  /** All CIDR blocks, both families, sorted. */
  prefixes: readonly Prefix[];
  /** The VPC's own resolver address: primary IPv4 CIDR base + 2. */
  resolver: Address;
  /** The one that is attached. */
  internetGateway?: InternetGatewayId;
  /** What enters there from the internet looks here first (edge association). */
  gatewayRouteTable?: RouteTableId;
}>;

export type SubnetProgram = Readonly<{
  vpc: VpcId;
  acl: AclId;
  routeTable: RouteTableId;
  prefixes: readonly Prefix[];
  /** VPC Block Public Access with its exclusions; absent where nothing is blocked. */
  publicAccess?: PublicAccess;
}>;

/**
 * `blocked`: nothing passes an internet gateway or an egress-only one. `egress-only`: from the internet, an internet
 * gateway lets in only what goes to a NAT gateway.
 */
export type PublicAccess = 'egress-only' | 'blocked';

export type EniProgram = Readonly<{
  vpc: VpcId;
  subnet: SubnetId;
  /** `02:…`, lower case. */
  mac: string;
  /** Primary IPv4 first, then the others in order of address. */
  addresses: readonly Address[];
  /** Delegated prefixes, sorted; absent when there are none. */
  prefixes?: readonly Prefix[];
  sourceDestCheck: boolean;
  /** Sorted; what the ENI allows is the union. Of a NAT gateway's interface empty, and never asked. */
  groups: readonly GroupId[];
  /** The interface of that NAT gateway: no guest is behind it, no group is asked at it. */
  natGateway?: NatGatewayId;
  /** Private IPv4 addresses that have a public one, in order of the private; absent when there are none. */
  publicAddresses?: readonly PublicAddress[];
  /** Idle times of tracked flows that differ from AWS's defaults, in seconds. */
  timeouts?: Readonly<{ tcpEstablished?: number; udp?: number; udpStream?: number }>;
}>;
export type PublicAddress = Readonly<{ private: Address; public: Address }>;

/** AWS's defaults, in seconds (EC2 User Guide, "Idle connection tracking timeout"). */
export const DEFAULT_TIMEOUTS = { tcpEstablished: 432_000, udp: 30, udpStream: 180 } as const;

/** Allow only; order means nothing; sorted by origin. */
export type GroupProgram = Readonly<{ ingress: readonly GroupRule[]; egress: readonly GroupRule[] }>;
export type GroupRule = Readonly<{ match: Match; origin: Origin }>;

/** Sorted by number; the first match decides; the last entries are the `*` denials, so one always matches. */
export type AclProgram = Readonly<{ ingress: readonly AclEntry[]; egress: readonly AclEntry[] }>;
export type AclEntry = Readonly<{ number: number; action: 'allow' | 'deny'; match: Match; origin: Origin }>;

/**
 * `ports`: only with protocol 6 or 17, the packet's destination ports; absent for all of them, and then also for a packet
 * whose header is too short to have any. `icmp`: only with protocol 1 or 58; an absent type or code means all. A rule never matches a packet of the other address family.
 */
export type Match = Readonly<{ protocol: Protocol; ports?: PortRange; icmp?: IcmpMatch; peer: Peer }>;
export type IcmpMatch = Readonly<{ type?: number; code?: number }>;
/**
 * The far end: source of an ingress packet, destination of an egress one. `members`: that end is an ENI which carries the
 * group and is reached directly (contract/verdict.ts, 6). `list`: its address is in that set, a prefix list's.
 */
export type Peer = Readonly<
  { kind: 'prefix'; prefix: Prefix } | { kind: 'members'; group: GroupId } | { kind: 'list'; list: PrefixListId }
>;

/** Where `sets` has the addresses of the ENIs in that VPC that carry the group. */
export function memberSet(group: GroupId, vpc: VpcId): SetId {
  return `${group} in ${vpc}` as SetId;
}

/** Where `sets` has the entries of the prefix list. */
export function listSet(list: PrefixListId): SetId {
  return list as string as SetId;
}

/** One for each destination of a table: prefix lists are resolved to their entries, and the rule's Origin names the list. */
export type Route = Readonly<{ destination: Prefix; target: Target; origin: Origin }>;
export type Target = Readonly<
  | { kind: 'local' }
  | { kind: 'blackhole' }
  | { kind: 'internet-gateway'; id: InternetGatewayId }
  | { kind: 'egress-only-gateway'; id: EgressOnlyGatewayId }
  | { kind: 'nat-gateway'; id: NatGatewayId }
  | { kind: 'peering'; id: PeeringId }
  | { kind: 'endpoint'; id: EndpointId }
  | { kind: 'eni'; id: EniId }
>;

export type NatGatewayProgram = Readonly<{
  vpc: VpcId;
  subnet: SubnetId;
  eni: EniId;
  connectivity: 'public' | 'private';
}>;
export type EgressOnlyGatewayProgram = Readonly<{ vpc: VpcId }>;
/** `vpcs` in order of id. */
export type PeeringProgram = Readonly<{ vpcs: readonly [VpcId, VpcId]; isWithinRegion: boolean }>;
/** A gateway endpoint; `tracked`: flows through it are tracked whatever the rules say (DynamoDB). */
export type EndpointProgram = Readonly<{ vpc: VpcId; list: PrefixListId; tracked: boolean }>;
