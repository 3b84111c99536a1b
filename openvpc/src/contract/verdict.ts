import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type {
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  InternetGatewayId,
  NatGatewayId,
  PeeringId,
  SubnetId,
} from '../name/id.ts';
import type { Instant } from '../name/scope.ts';

/**
 * WAIST 2: what may be answered about a packet. The reference, the engine and every driver's walk speak these words
 * and no others, so that their answers can be compared for equality.
 *
 * The steps of a walk, in order; a walk ends at the first that does not pass, and shows nothing after it.
 *
 * FROM AN ENI
 * 1. `source-check` at the ENI: always there. `own-address` (delegated prefixes are own), `unchecked` (check off), or
 *    `foreign-address` (denied). An unspecified or link-local source is the guest's own when the packet is for the
 *    platform, and foreign otherwise. An ENI that is not known, or is a NAT gateway's, is denied here: closed.
 * 2. No further step for: what is for the platform (below), `exempt`; multicast, 255.255.255.255, or the last IPv4
 *    address of the sender's own subnet, `denied-broadcast`; an address of the sending ENI itself, `delivered`, for such
 *    a packet never leaves the guest; an orphan fragment, `denied-fragment`. In that order.
 * 3. `group-egress` at the ENI: `tracked-flow` when the flow table has the flow, before any rule is asked; else the first
 *    rule that matches, groups in order of id and rules in order of id; else `implicit-deny`.
 * 4. To an address of the sender's own subnet: arrival (5) at the ENI that has it, in the same subnet; `no-such-host`
 *    when none has, no further step. Otherwise `acl-egress` at the subnet (the first matching entry in number order; from
 *    32767 on, and when none matches, the rule is `*`), then `route` at the subnet: the longest prefix, whose origin is
 *    `{resource: 'rtb-…', rule: CIDR text or 'pl-…'}`. Without a route, and for the ranges that are never forwarded, it
 *    fails with `implicit-deny`, `no-route`. A blackhole fails, `blackhole`. Otherwise it passes and the target decides:
 *    - local: arrival at the ENI that has the address, else `no-such-host`, no further step;
 *    - eni: arrival at that ENI, whatever the packet's destination;
 *    - an internet gateway (7), egress-only gateway (8), NAT gateway (9), peering connection (10), gateway endpoint (11).
 *
 * ARRIVING
 * 5. `acl-ingress` at the ENI's subnet, unless the packet was put into the network in that same subnet. Then, at a NAT
 *    gateway's interface, 9. At any other `group-ingress`, as 3; then, only when the destination is not the ENI's own,
 *    `destination-check`: `unchecked` passes (it forwards for others), `foreign-address` is
 *    `denied-destination-check`. Then `delivered`.
 * 6. A rule whose peer is a group matches only the private address of an ENI that carries that group, and that is
 *    reached directly: in the same VPC, or over one active peering connection within a Region. On ingress, the ENI that
 *    put the packet into the network must itself have the source address (Reachability Analyzer's
 *    SG_REFERENCES_NOT_PRESERVED). On egress, the ENI meant is the one that has the destination address: in the VPC's own
 *    prefixes, in this VPC; otherwise, when the sender's route leads to a peering connection, in the peer VPC.
 *
 * GATEWAYS. One `gateway` step at each, `at` its id. It passes as `forwarded` or `translated` (the step's `becomes` is
 * the packet from there on), or is `denied-gateway` with the reason in `because`. Reasons are asked in the order given
 * here. A packet meets an internet or NAT gateway at most once on its way out: a second time it is `loop`, the first
 * reason of all. (Through the others no way leads back to them.)
 * 7. Internet gateway, outward: `public-access-blocked` (the subnet that the packet last left is `blocked`);
 *    `private-nat-gateway` (it was last sent by one); `no-public-address` (IPv4: the source is no private address, in
 *    this VPC, that has a public one; IPv6: it is no ENI's address in this VPC); `private-range` (destination not on the
 *    internet: private, shared, loopback, link-local, multicast, reserved, or standing for an IPv4 address); `too-big` (over 1500 bytes, and IPv6 or with DF set; `answer` is the router's ICMP).
 *    IPv4: `translated`, the source becomes the public address. IPv6: `forwarded`. Then, when the destination is known to
 *    be inside (12), from the internet (12) inward; else `exited`.
 * 8. Egress-only gateway, outward: `protocol` (IPv4); `public-access-blocked` as 7; `no-public-address`; `private-range`;
 *    `too-big`. `forwarded`, and the flow is remembered there for 350 s (of ICMP only queries and replies make one). Then
 *    as 7.
 * 9. NAT gateway. Outward, by a route: `same-subnet` when the packet was put into the network in its subnet, and else its
 *    subnet's `acl-ingress` first. Then `outside-vpc` (source outside the VPC's prefixes); `protocol` (not TCP, UDP or an
 *    ICMP query or reply; or IPv6 to anything but 64:ff9b::/96); `fragment` (TCP or ICMP, in pieces); `no-mapping` (a flow
 *    it does not know that begins neither with a TCP connection request, nor UDP, nor an ICMP request; for TCP `answer` is
 *    an RST to the sending ENI, the reverse of the packet as that sent it; none to the internet); `no-port` (no free one).
 *    `translated`: the source becomes its end of the flow, and the flow is remembered for 350 s; 64:ff9b::/96 becomes IPv4,
 *    20 bytes shorter. Then it sends from its own interface: as 4, without a group.
 *    Inward, arriving at its interface: `loop` when it was translated back here before, the first reason of all;
 *    `no-mapping` unless the packet answers a flow that it remembers; `translated` back; then as 4.
 * 10. Peering connection: `outside-vpc` (source outside the sending VPC's prefixes or destination outside the
 *    peer's); `too-big` between Regions (over 8500 bytes, as in 7). `forwarded`; then arrival in the peer VPC at the ENI that has the address, else
 *    `no-such-host`. No route of the peer is asked.
 * 11. Gateway endpoint: `outside-vpc` (source); `protocol` (not TCP or an ICMP echo). `forwarded`, `exited`.
 *
 * FROM THE INTERNET
 * 12. IPv4: to the ENI and private address that have the destination as public address, in a VPC whose internet
 *    gateway is attached. IPv6: to the ENI that has the destination (of several the first by id that has a way in):
 *    through the egress-only gateway to which the route of its subnet for the packet's source leads, else through the
 *    internet gateway attached to its VPC. When there is no such ENI or gateway: one `gateway` step at `internet`,
 *    `no-private-address`. Orphan fragments are `denied-fragment`, no step.
 *    At the internet gateway: `public-access-blocked` (the ENI's subnet is `blocked`, or `egress-only` and the ENI is not
 *    a NAT gateway's); `private-range` (source, or that is in the VPC's own prefixes). `translated` (IPv4: the destination becomes private) or `forwarded`. With
 *    an edge association, `route` at the gateway's id, by the private destination: to an ENI means arrival there, after a
 *    second `gateway` step `no-public-address` if the packet is IPv4 and that ENI has no public address; no route and
 *    blackhole end as in 4. Then arrival; it crosses into the subnet.
 *    At the egress-only gateway: `public-access-blocked` (`blocked`); `unsolicited` unless it remembers the flow;
 *    `forwarded`, and the flow is remembered again. Then arrival.
 * 13. From a gateway endpoint's service: `gateway` at the endpoint: `outside-vpc` (source not in its prefix list, or the
 *    destination no ENI's address in its VPC); `protocol` (not TCP or an ICMP echo reply). `forwarded`; arrival.
 *
 * For the platform is what goes to an exempt address (contract/platform.ts), to any IPv6 link-local address, to the
 * router's address (base + 1) in any subnet of the VPC or to the VPC's resolver, whatever the protocol and port;
 * neighbour discovery (ICMPv6 133 to 136); and DHCP (UDP 67 to 255.255.255.255, UDP 547 to ff02::1:2).
 *
 * A TCP or UDP flow that begins at an ENI's egress is tracked there whatever the rules say when its route leads to a NAT
 * gateway, an egress-only gateway, or an endpoint that tracks (EC2 User Guide, "Automatically tracked connections").
 */

/**
 * The user's rule that decided: `{resource: 'sg-…', rule: 'sgr-…'}`, `{resource: 'acl-…', rule: '100'}` (`*` for the
 * last), or `{resource: 'rtb-…', rule: '10.0.0.0/16'}`.
 */
export type Origin = Readonly<{ resource: string; rule: string }>;

/** Where the packet ended. Codes in comments are Reachability Analyzer's, and `X_…` our own where it has none. */
export type Disposition =
  | 'delivered' //                reached an ENI
  | 'exited' //                   left through a gateway: to the internet, or to an endpoint's service
  | 'exempt' //                   handed to the platform: no rule is asked (contract/platform.ts)
  | 'denied-source-check' //      ENI_SOURCE_DEST_CHECK_RESTRICTION on the way out
  | 'denied-destination-check' // ENI_SOURCE_DEST_CHECK_RESTRICTION on the way in
  | 'denied-broadcast' //         X_NO_BROADCAST_MULTICAST
  | 'denied-fragment' //          X_ORPHAN_FRAGMENT: a piece whose first piece was never seen
  | 'denied-group' //             ENI_SG_RULES_MISMATCH
  | 'denied-acl' //               SUBNET_ACL_RESTRICTION
  | 'no-route' //                 NO_ROUTE_TO_DESTINATION
  | 'blackhole' //                BAD_STATE_ROUTE
  | 'no-such-host' //             X_NO_SUCH_HOST: inside the VPC, and no ENI has the address
  | 'denied-gateway'; //          a gateway takes no such packet: the last step says why

export type Stage =
  | 'source-check'
  | 'group-egress'
  | 'acl-egress'
  | 'route'
  | 'gateway'
  | 'acl-ingress'
  | 'group-ingress'
  | 'destination-check';

/** Why a gateway let a packet pass. */
export type Passage = 'forwarded' | 'translated';
/** Why a gateway took no such packet. */
export type GatewayReason =
  | 'loop' //                  it came by here before
  | 'public-access-blocked' // VPC_BLOCK_PUBLIC_ACCESS_ENABLED
  | 'private-nat-gateway' //   a private NAT gateway has no way to the internet
  | 'no-public-address' //     IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, INGRESS_RTB_NO_PUBLIC_IP
  | 'no-private-address' //    IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS
  | 'private-range' //         IGW_REJECTS_SPOOFED_TRAFFIC and its kin: an address that is not on the internet
  | 'too-big' //               over the gateway's MTU, and not to be cut
  | 'protocol' //              VPCE_GATEWAY_PROTOCOL_RESTRICTION, and NAT gateways' own
  | 'fragment' //              a NAT gateway takes pieces of UDP only
  | 'outside-vpc' //           PCX_REQUIRES_ADDRESS_IN_VPC_CIDR, NGW_REQUIRES_SOURCE_IN_VPC
  | 'same-subnet' //           a NAT gateway does not serve its own subnet
  | 'no-mapping' //            belongs to no flow that the NAT gateway knows
  | 'no-port' //               ErrorPortAllocation: every port toward that destination is taken
  | 'unsolicited'; //          answers nothing that left through the egress-only gateway

/** `implicit-deny`: no rule matched. The three before the last two are the checks'. */
export type Because =
  | Origin
  | 'tracked-flow'
  | 'implicit-deny'
  | 'own-address'
  | 'foreign-address'
  | 'unchecked'
  | Passage
  | GatewayReason;

export type GatewayId = InternetGatewayId | EgressOnlyGatewayId | NatGatewayId | PeeringId | EndpointId;
/** Gateways that remember flows. */
export type TrackingGatewayId = EgressOnlyGatewayId | NatGatewayId;

/**
 * One stage of the path. `at` is the ENI for checks and groups, the subnet for ACLs, the subnet or internet gateway for
 * routes, the gateway (or `internet`) for gateways. `becomes`: the packet from here on, where it was changed.
 */
export type Step = Readonly<{
  stage: Stage;
  at: EniId | SubnetId | GatewayId | 'internet';
  passed: boolean;
  because: Because;
  becomes?: Packet;
}>;

/** One end of a translated flow: an address, and the port or ICMP identifier. */
export type End = Readonly<{ address: Address; port: number }>;

/**
 * A flow that one ENI's groups, or a gateway, track: the packet that just passed there, and until when the flow may be
 * silent. At a NAT gateway the packet is as it is inside (an answer: after it was translated back), and `outside` is the
 * gateway's own end of the flow.
 */
export type Flow = Readonly<{ at: EniId | TrackingGatewayId; packet: Packet; expires: Instant; outside?: End }>;

/**
 * The whole answer. `remember` is what the caller must add to (or refresh in) its flow table: one entry for each group
 * step that passed for a flow that is tracked there, and for each gateway that tracks, in order of the steps. It stands
 * also when the packet was dropped later on the path: each ENI keeps its own state (EC2 User Guide, "Security group
 * connection tracking"). `arrived`: where and as what a packet that was delivered or exited came out. `answer`: a packet
 * that the network itself sends back to the sender; no rule is asked about it.
 */
export type Walk = Readonly<{
  disposition: Disposition;
  steps: readonly Step[];
  remember: readonly Flow[];
  arrived?: Arrival;
  answer?: Packet;
}>;
export type Arrival = Readonly<{ at: EniId | GatewayId; packet: Packet }>;

/** Where the packet enters the network. */
export type Entry = Readonly<
  { kind: 'eni'; eni: EniId } | { kind: 'internet' } | { kind: 'endpoint'; endpoint: EndpointId }
>;

/** The flow table as a walk sees it: read-only. */
export interface FlowView {
  /**
   * True when the ENI or gateway tracks the packet's flow, in either direction, and the flow's time is not up. A
   * connection request (TCP SYN without ACK) belongs to no flow that has ended: it is judged afresh.
   */
  tracked(at: EniId | TrackingGatewayId, packet: Packet, now: Instant): boolean;
  /** What was seen of a tracked flow. A view without it knows only that flows are tracked, and no packet of theirs. */
  history?(at: EniId, packet: Packet, now: Instant): FlowHistory | undefined;
  /** The NAT gateways' flows; a view without it knows none, and gives each new flow port 1024. */
  nat?: NatView;
}

/** What NAT gateways remember: `inside` packets are those of the ENI behind it. */
export interface NatView {
  /** The gateway's end of a flow that it knows, by a packet on its way out, as it is inside. */
  outside(nat: NatGatewayId, inside: Packet, now: Instant): End | undefined;
  /** An end for a new flow at that address; undefined when all ports toward that destination are taken. */
  free(nat: NatGatewayId, at: Address, inside: Packet, now: Instant): End | undefined;
  /** The packet as it goes on inside, by one that arrives at the gateway's own end; undefined when it answers no flow. */
  inside(nat: NatGatewayId, arriving: Packet, now: Instant): Packet | undefined;
}

export const NO_FLOWS: FlowView = { tracked: () => false };

/** What an ENI saw of a flow before a packet; `sameWay` is that packet's own direction. */
export type FlowHistory = Readonly<{ sameWay: FlowSide; otherWay: FlowSide; reset: boolean; expires: Instant }>;
/** Packets that passed in one direction, and whether one carried TCP's FIN. */
export type FlowSide = Readonly<{ packets: number; finished: boolean }>;
