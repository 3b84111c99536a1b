import type { Packet } from '../net/packet.ts';
import type { EniId, SubnetId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';

/**
 * WAIST 2: what may be answered about a packet. The reference, the engine and every driver's walk speak these words
 * and no others, so that their answers can be compared for equality.
 */

/** The user's rule that decided: `{resource: 'sg-…', rule: 'sgr-…'}`, or `{resource: 'acl-…', rule: '100'}` (`*` for the last). */
export type Origin = Readonly<{ resource: string; rule: string }>;

/** Where the packet ended. Drop reasons in comments are Reachability Analyzer's codes (packet-path spec, section 2). */
export type Disposition =
  | 'delivered' //            reached the destination ENI
  | 'exempt' //               answered by the platform: no rule is asked (packet-path spec, section 4.1)
  | 'denied-source-check' //  ENI_SOURCE_DEST_CHECK_RESTRICTION on the way out
  | 'denied-broadcast' //     X_NO_BROADCAST_MULTICAST
  | 'denied-group' //         ENI_SG_RULES_MISMATCH
  | 'denied-acl' //           SUBNET_ACL_RESTRICTION
  | 'no-route' //             NO_ROUTE_TO_DESTINATION
  | 'blackhole' //            BAD_STATE_ROUTE
  | 'no-such-host' //         X_NO_SUCH_HOST: inside the VPC, and no ENI has the address
  | 'denied-gateway'; //      the route's gateway takes no such packet (internet gateway: the source has no public address)

export type Stage = 'source-check' | 'group-egress' | 'acl-egress' | 'route' | 'acl-ingress' | 'group-ingress';

/** `implicit-deny`: no rule matched. `same-ground`: the route step inside one subnet. `own-address`: the source check passed. */
export type Because = Origin | 'tracked-flow' | 'implicit-deny' | 'own-address' | 'foreign-address' | 'unchecked';

/** One stage of the path. `at` is the ENI for checks and groups, the subnet for ACLs and routes. */
export type Step = Readonly<{ stage: Stage; at: EniId | SubnetId; passed: boolean; because: Because }>;

/** A flow that one ENI's groups now track, by its first packet; `expires` by the idle timeouts of the reference. */
export type Flow = Readonly<{ eni: EniId; packet: Packet; expires: Instant }>;

/**
 * The whole answer. `remember` is what the caller must add to (or refresh in) its flow table, also when the packet was
 * dropped later on the path: each ENI keeps its own state (security-groups spec, section 4.2).
 */
export type Walk = Readonly<{ disposition: Disposition; steps: readonly Step[]; remember: readonly Flow[] }>;

/** Where the packet enters the fabric. */
export type Entry = Readonly<{ kind: 'eni'; eni: EniId }>;

/** The flow table as a walk sees it: read-only. True when `eni` tracks the packet's flow, in either direction. */
export interface FlowView {
  tracked(eni: EniId, packet: Packet, now: Instant): boolean;
}

export const NO_FLOWS: FlowView = { tracked: () => false };
