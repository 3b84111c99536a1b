import type { Prefix } from '../net/prefix.ts';
import type { AclId, DhcpOptionsId, InternetGatewayId, SubnetId, VpcId } from '../name/id.ts';
import type { ZoneName } from '../name/scope.ts';
import type { Owned } from './resource.ts';

/** A CIDR block of a VPC or subnet, with the id that clients see (`vpc-cidr-assoc-…`). */
export type CidrAssociation = Readonly<{ id: string; prefix: Prefix }>;

export type Vpc = Owned &
  Readonly<{
    kind: 'vpc';
    id: VpcId;
    /** The first is primary and cannot go. */
    ipv4: readonly CidrAssociation[];
    ipv6: readonly CidrAssociation[];
    isDefault: boolean;
    dhcpOptions: DhcpOptionsId;
    dnsSupport: boolean;
    dnsHostnames: boolean;
    tenancy: 'default' | 'dedicated';
  }>;

export type Subnet = Owned &
  Readonly<{
    kind: 'subnet';
    id: SubnetId;
    vpc: VpcId;
    zone: ZoneName;
    ipv4: Prefix;
    ipv6?: CidrAssociation;
    mapPublicIpOnLaunch: boolean;
    assignIpv6OnCreation: boolean;
    defaultForAz: boolean;
    /** Every subnet has exactly one network ACL (VPC User Guide, "Network ACLs"). `id` is `aclassoc-…`. */
    aclAssociation: Readonly<{ id: string; acl: AclId }>;
  }>;

/** Of both families, IPv4 first. */
export function blocksOf({ ipv4, ipv6 }: Subnet): readonly Prefix[] {
  return ipv6 === undefined ? [ipv4] : [ipv4, ipv6.prefix];
}

export type InternetGateway = Owned & Readonly<{ kind: 'internet-gateway'; id: InternetGatewayId; vpc?: VpcId }>;

export type DhcpOptions = Owned &
  Readonly<{
    kind: 'dhcp-options';
    id: DhcpOptionsId;
    options: readonly Readonly<{ key: string; values: readonly string[] }>[];
  }>;
