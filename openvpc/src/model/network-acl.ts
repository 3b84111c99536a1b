import type { PortRange } from '../net/port-range.ts';
import type { Prefix } from '../net/prefix.ts';
import type { Protocol } from '../net/protocol.ts';
import type { AclId, VpcId } from '../name/id.ts';
import type { Owned } from './resource.ts';

export type NetworkAcl = Owned &
  Readonly<{
    kind: 'network-acl';
    id: AclId;
    vpc: VpcId;
    isDefault: boolean;
    /** With the undeletable `*` denials, numbers 32767 (IPv4) and 32768 (IPv6, when the VPC has IPv6). */
    entries: readonly NetworkAclEntry[];
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
  }>;

/** Numbers are unique within a direction, both families together (VPC User Guide, "Network ACL rules"). */
export type NetworkAclEntry = Readonly<{
  number: number;
  direction: 'ingress' | 'egress';
  protocol: Protocol;
  action: 'allow' | 'deny';
  prefix: Prefix;
  /** Present exactly for tcp and udp. */
  ports?: PortRange;
  /** Present for icmp, and for icmpv6 with an IPv6 prefix; -1 is all. */
  icmp?: Readonly<{ type: number; code: number }>;
}>;

/** The first number that users may not take; entries from here on are the `*` of listings. */
export const LAST_ENTRY = 32767;
export const LAST_ENTRY_IPV6 = 32768;
