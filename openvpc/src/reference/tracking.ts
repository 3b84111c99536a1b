import type { Flow, FlowHistory, FlowView } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';
import type { Instant } from '../name/scope.ts';
import type { Family } from '../net/address.ts';
import { isIcmpRequest, type Packet, reversed, TCP_FIN, TCP_RST } from '../net/packet.ts';
import { isAllPorts } from '../net/port-range.ts';
import { isInSubnet } from './owner.ts';
import { routeAt, tableOfSubnet } from './route.ts';
import { type AtEni, matchingRules } from './security-group.ts';

const SECOND = 1000;

/** The flow to remember at an ENI whose groups let the packet pass; none when it is not tracked there. */
export function trackedFlow(at: AtEni, flows: FlowView, now: Instant): readonly Flow[] {
  const { eni, packet } = at;
  const known = flows.tracked(eni.id, packet, now); // tracked once, tracked until it ends, whatever the rules become
  if (!known && !beginsTracked(at)) return [];
  const history = known ? flows.history?.(eni.id, packet, now) : undefined;
  return [{ at: eni.id, packet, expires: expiry(packet, history, timeoutsOf(eni), now) }];
}

/**
 * "Security group connection tracking" in the EC2 User Guide: ICMP is always tracked, other protocols by addresses
 * alone, TCP and UDP unless untracked. Of ICMP only a query begins a flow: an error is about another flow and is no part
 * of it, since nothing passes for being "related" (docs/differences.md).
 */
function beginsTracked(at: AtEni): boolean {
  const { packet } = at;
  switch (packet.transport.kind) {
    case 'icmp':
      return isIcmpRequest(packet.source.family, packet.transport.type);
    case 'other':
      return true;
    case 'tcp':
    case 'udp':
      return !isUntracked(at) || isForced(at);
  }
}

/**
 * "Untracked connections": a rule for everyone lets the packet pass, a rule for everyone in the other direction lets
 * every answer pass, and one of the two is for all ports. Which packet of the flow is asked about makes no difference.
 */
function isUntracked(at: AtEni): boolean {
  const opposite = at.direction === 'ingress' ? 'egress' : 'ingress';
  const there = rulesForEveryone(at);
  const back = rulesForEveryone({ ...at, direction: opposite, packet: reversed(at.packet) });
  return there.some((r1) => back.some((r2) => coversAllPorts(r1) || coversAllPorts(r2)));
}

/**
 * "Automatically tracked connections": through an egress-only internet gateway, a NAT gateway, or a gateway endpoint of
 * DynamoDB. Such a flow begins on its way out.
 */
function isForced({ snapshot, eni, direction, packet }: AtEni): boolean {
  if (direction === 'ingress' || isInSubnet(snapshot, eni.subnet, packet.destination)) return false;
  const { target } = routeAt(snapshot, eni.subnet, tableOfSubnet(snapshot, eni.subnet), packet.destination);
  if (target.kind === 'endpoint') return target.endpoint.service.endsWith('.dynamodb');
  return target.kind === 'nat-gateway' || target.kind === 'egress-only-gateway';
}

function rulesForEveryone(at: AtEni): readonly SecurityGroupRule[] {
  return matchingRules(at)
    .map(({ rule }) => rule)
    .filter((rule) => isForEveryone(rule, at.packet.source.family));
}

/** `0.0.0.0/0` or `::/0`; two halves of the address space are not everyone. */
function isForEveryone(rule: SecurityGroupRule, family: Family): boolean {
  return rule.peer.kind === 'prefix' && rule.peer.prefix.length === 0 && rule.peer.prefix.base.family === family;
}

function coversAllPorts(rule: SecurityGroupRule): boolean {
  return rule.protocol === 'any' || rule.ports === undefined || isAllPorts(rule.ports);
}

/**
 * "Idle connection tracking timeout" (EC2 User Guide): TCP 432,000 s once answered, UDP 30 s and 180 s for a stream, which is
 * more than one request and response, each as the ENI has it set; other protocols 600 s. AWS gives no number for ICMP queries
 * (here 30 s), TCP without an answer (120 s), and what is left of TCP after both ends have finished (120 s, for the last
 * acknowledgements) or one has reset (10 s). What has ended is not kept alive by more packets.
 */
function expiry(packet: Packet, history: FlowHistory | undefined, timeouts: Timeouts, now: Instant): Instant {
  const after = (seconds: number) => (now + seconds * SECOND) as Instant;
  const before = history ?? NOTHING;
  switch (packet.transport.kind) {
    case 'tcp': {
      const { flags } = packet.transport;
      const hadEnded = before.reset || (before.sameWay.finished && before.otherWay.finished);
      if (hadEnded && history !== undefined) return history.expires;
      if ((flags & TCP_RST) !== 0) return after(10);
      const finished = before.sameWay.finished || (flags & TCP_FIN) !== 0;
      if (finished && before.otherWay.finished) return after(120);
      return after(before.otherWay.packets > 0 ? timeouts.tcpEstablished : 120);
    }
    case 'udp':
      return after(
        Math.min(before.sameWay.packets + 1, before.otherWay.packets) >= 2 ? timeouts.udpStream : timeouts.udp,
      );
    case 'icmp':
      return after(30);
    case 'other':
      return after(600);
  }
}

type Timeouts = Required<NonNullable<Eni['trackingTimeouts']>>;

/** ConnectionTrackingSpecification of the ENI, in seconds. */
function timeoutsOf({ trackingTimeouts }: Eni): Timeouts {
  return { tcpEstablished: 432_000, udp: 30, udpStream: 180, ...trackingTimeouts };
}

const NOTHING = {
  sameWay: { packets: 0, finished: false },
  otherWay: { packets: 0, finished: false },
  reset: false,
};
