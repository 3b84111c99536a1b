import type { Address } from '../net/address.ts';
import type { PortRange } from '../net/port-range.ts';
import type { Prefix } from '../net/prefix.ts';
import type { Protocol } from '../net/protocol.ts';
import type { AclId, EniId, GroupId, RouteTableId, SetId, SubnetId, VpcId } from '../name/id.ts';
import type { Revision } from '../name/scope.ts';
import type { Origin } from './verdict.ts';

/**
 * WAIST 1: what a data plane must enforce. `compile` makes it from a snapshot, drivers render it, the engine walks it.
 *
 * Resolved: no name needs looking up in the model. Canonical: snapshots that mean the same give the same `digest`.
 * Lossless: ranges stay ranges, sets stay sets, every rule keeps its Origin. Local: a change of one group's members
 * changes one set. Closed: a packet from or to an ENI that is not here is dropped.
 *
 * Every VPC, subnet and ENI is here, an ENI also when nothing is attached to it; of groups, ACLs and route tables those in
 * use. Every ACL has the `*` of both families.
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
  routeTables: ReadonlyMap<RouteTableId, readonly Route[]>;
  /** Resolved address sets: members of referenced groups as host prefixes, sorted. */
  sets: ReadonlyMap<SetId, readonly Prefix[]>;
}>;

export type VpcProgram = Readonly<{
  /** All CIDR blocks, both families, sorted. */
  prefixes: readonly Prefix[];
  /** The VPC's own resolver address: primary IPv4 CIDR base + 2. */
  resolver: Address;
}>;

export type SubnetProgram = Readonly<{
  vpc: VpcId;
  acl: AclId;
  routeTable: RouteTableId;
  prefixes: readonly Prefix[];
}>;

export type EniProgram = Readonly<{
  vpc: VpcId;
  subnet: SubnetId;
  /** `02:…`, lower case. */
  mac: string;
  /** Primary IPv4 first, then the others in order of address. */
  addresses: readonly Address[];
  sourceDestCheck: boolean;
  /** Sorted; what the ENI allows is the union. */
  groups: readonly GroupId[];
}>;

/** Allow only; order means nothing; sorted by origin. */
export type GroupProgram = Readonly<{ ingress: readonly GroupRule[]; egress: readonly GroupRule[] }>;
export type GroupRule = Readonly<{ match: Match; origin: Origin }>;

/** Sorted by number; the first match decides; the last entries are the `*` denials, so one always matches. */
export type AclProgram = Readonly<{ ingress: readonly AclEntry[]; egress: readonly AclEntry[] }>;
export type AclEntry = Readonly<{ number: number; action: 'allow' | 'deny'; match: Match; origin: Origin }>;

/**
 * `ports`: only with protocol 6 or 17, the packet's destination ports. `icmp`: only with protocol 1 or 58; an absent
 * type or code means all. A rule never matches a packet of the other address family.
 */
export type Match = Readonly<{ protocol: Protocol; ports?: PortRange; icmp?: IcmpMatch; peer: Peer }>;
export type IcmpMatch = Readonly<{ type?: number; code?: number }>;
/** The far end: source of an ingress packet, destination of an egress one. A `set` holds addresses of both families. */
export type Peer = Readonly<{ kind: 'prefix'; prefix: Prefix } | { kind: 'set'; set: SetId }>;

export type Route = Readonly<{ destination: Prefix; target: Target; origin: Origin }>;
export type Target = Readonly<{ kind: 'local' } | { kind: 'gateway'; id: string } | { kind: 'blackhole' }>;
