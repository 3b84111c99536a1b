import type { Packet } from '../net/packet.ts';
import type { EniId, SubnetId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';

/**
 * WAIST 2: what may be answered about a packet. The reference, the engine and every driver's walk speak these words
 * and no others, so that their answers can be compared for equality.
 *
 * The steps of a walk, in order; a walk ends at the first that does not pass, and shows nothing after it:
 *
 * 1. `source-check` at the ENI: always there. `own-address`, `unchecked` (check off), or `foreign-address` (denied).
 *    An unspecified or link-local source is the guest's own when the packet is for the platform, and foreign otherwise.
 *    An ENI that is not known is denied here: closed.
 * 2. For the platform (below): `exempt`, no further step. Multicast, 255.255.255.255, or the last IPv4 address of the
 *    sender's own subnet: `denied-broadcast`, no further step. To an address of the sending ENI itself: `delivered`,
 *    no further step, for such a packet never leaves the guest.
 * 3. `group-egress` at the ENI: `tracked-flow` when the flow table has the flow, before any rule is asked; else the first
 *    rule that matches, groups in order of id and rules in order of id; else `implicit-deny`.
 * 4. Only when the destination is outside the sender's subnet: `acl-egress` at that subnet (the first matching entry in
 *    number order; from 32767 on, and when none matches, the rule is `*`), then `route` at that subnet: the longest
 *    prefix, whose origin is `{resource: 'rtb-…', rule: CIDR text}`. It passes for `local` and for a live gateway
 *    (then `denied-gateway` is the end: no ENI has a public address yet); not for a blackhole; without a route, and for
 *    the ranges that are never forwarded, it fails with `implicit-deny`. `local` with no ENI at the address:
 *    `no-such-host`, no further step. Inside one subnet there is neither ACL nor route step.
 * 5. Only when the packet crossed: `acl-ingress` at the destination's subnet.
 * 6. `group-ingress` at the destination ENI, as 3. A rule whose peer is a set of group members matches an address only as
 *    that of the ENI itself: a packet that its sender forwards for someone else never matches it (Reachability
 *    Analyzer's SG_REFERENCES_NOT_PRESERVED).
 *
 * For the platform is what goes to an exempt address (contract/platform.ts), to any IPv6 link-local address, to the
 * router's address (base + 1) in any subnet of the VPC or to the VPC's resolver, whatever the protocol and port;
 * neighbour discovery (ICMPv6 133 to 136); and DHCP (UDP 67 to 255.255.255.255, UDP 547 to ff02::1:2).
 */

/**
 * The user's rule that decided: `{resource: 'sg-…', rule: 'sgr-…'}`, `{resource: 'acl-…', rule: '100'}` (`*` for the
 * last), or `{resource: 'rtb-…', rule: '10.0.0.0/16'}`.
 */
export type Origin = Readonly<{ resource: string; rule: string }>;

/** Where the packet ended. Codes in comments are Reachability Analyzer's, and `X_…` our own where it has none. */
export type Disposition =
  | 'delivered' //            reached the destination ENI
  | 'exempt' //               handed to the platform: no rule is asked (contract/platform.ts)
  | 'denied-source-check' //  ENI_SOURCE_DEST_CHECK_RESTRICTION on the way out
  | 'denied-broadcast' //     X_NO_BROADCAST_MULTICAST
  | 'denied-group' //         ENI_SG_RULES_MISMATCH
  | 'denied-acl' //           SUBNET_ACL_RESTRICTION
  | 'no-route' //             NO_ROUTE_TO_DESTINATION
  | 'blackhole' //            BAD_STATE_ROUTE
  | 'no-such-host' //         X_NO_SUCH_HOST: inside the VPC, and no ENI has the address
  | 'denied-gateway'; //      the route's gateway takes no such packet (internet gateway: the source has no public address)

export type Stage = 'source-check' | 'group-egress' | 'acl-egress' | 'route' | 'acl-ingress' | 'group-ingress';

/** `implicit-deny`: no rule matched. The last three are the source check's. */
export type Because = Origin | 'tracked-flow' | 'implicit-deny' | 'own-address' | 'foreign-address' | 'unchecked';

/** One stage of the path. `at` is the ENI for checks and groups, the subnet for ACLs and routes. */
export type Step = Readonly<{ stage: Stage; at: EniId | SubnetId; passed: boolean; because: Because }>;

/** A flow that one ENI's groups track: the packet that just passed there, and until when the flow may be silent. */
export type Flow = Readonly<{ eni: EniId; packet: Packet; expires: Instant }>;

/**
 * The whole answer. `remember` is what the caller must add to (or refresh in) its flow table: one entry for each group
 * step that passed for a flow that is tracked there, in order of the steps. It stands also when the packet was dropped
 * later on the path: each ENI keeps its own state (EC2 User Guide, "Security group connection tracking").
 */
export type Walk = Readonly<{ disposition: Disposition; steps: readonly Step[]; remember: readonly Flow[] }>;

/** Where the packet enters the fabric. */
export type Entry = Readonly<{ kind: 'eni'; eni: EniId }>;

/** The flow table as a walk sees it: read-only. */
export interface FlowView {
  /**
   * True when `eni` tracks the packet's flow, in either direction, and the flow's time is not up. A connection request
   * (TCP SYN without ACK) belongs to no flow that has ended: it is judged afresh.
   */
  tracked(eni: EniId, packet: Packet, now: Instant): boolean;
  /** What was seen of a tracked flow. A view without it knows only that flows are tracked, and no packet of theirs. */
  history?(eni: EniId, packet: Packet, now: Instant): FlowHistory | undefined;
}

export const NO_FLOWS: FlowView = { tracked: () => false };

/** What an ENI saw of a flow before a packet; `sameWay` is that packet's own direction. */
export type FlowHistory = Readonly<{ sameWay: FlowSide; otherWay: FlowSide; reset: boolean; expires: Instant }>;
/** Packets that passed in one direction, and whether one carried TCP's FIN. */
export type FlowSide = Readonly<{ packets: number; finished: boolean }>;
