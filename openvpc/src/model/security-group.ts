import type { PortRange } from '../net/port-range.ts';
import type { Prefix } from '../net/prefix.ts';
import type { Protocol } from '../net/protocol.ts';
import type { GroupId, GroupRuleId, PeeringId, PrefixListId, VpcId } from '../name/id.ts';
import type { Owned, Tag } from './resource.ts';

export type SecurityGroup = Owned &
  Readonly<{
    kind: 'security-group';
    id: GroupId;
    name: string;
    description: string;
    vpc: VpcId;
    /** Other VPCs whose ENIs may carry it (AssociateSecurityGroupVpc). */
    associatedVpcs?: readonly VpcId[];
    /** In order of creation; the order means nothing to packets. */
    rules: readonly SecurityGroupRule[];
  }>;

/** One direction, one protocol and range, exactly one peer (VPC User Guide, "Security group rules"). */
export type SecurityGroupRule = Readonly<{
  id: GroupRuleId;
  direction: 'ingress' | 'egress';
  protocol: Protocol;
  /** Present exactly for tcp and udp. */
  ports?: PortRange;
  /** Present exactly for icmp and icmpv6; -1 is all. */
  icmp?: Readonly<{ type: number; code: number }>;
  peer: GroupPeer;
  description?: string;
  tags: readonly Tag[];
}>;
/** `vpc`: of a group in another VPC, which may be gone since; `peering`: the connection over which it was referred to. */
export type GroupPeer = Readonly<
  | { kind: 'prefix'; prefix: Prefix }
  | { kind: 'group'; group: GroupId; vpc?: VpcId; peering?: PeeringId }
  | { kind: 'prefix-list'; list: PrefixListId }
>;
