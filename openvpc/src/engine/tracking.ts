import type { Direction } from '../contract/flow-event.ts';
import { DEFAULT_TIMEOUTS, type EniProgram } from '../contract/program.ts';
import type { Flow, FlowHistory, FlowView } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { isIcmpRequest, type Packet, protocolOf, reversed, TCP_FIN, TCP_RST } from '../net/packet.ts';
import type { ProgramIndex } from './program-index.ts';

/**
 * The flow to remember at an ENI whose groups let the packet pass; `knownTo` is the flow table when it has the flow
 * already. The reference says which flows are tracked and for how long, and why.
 */
export function trackedFlow(
  index: ProgramIndex,
  id: EniId,
  eni: EniProgram,
  direction: Direction,
  packet: Packet,
  knownTo: FlowView | undefined,
  now: Instant,
): Flow | undefined {
  if (knownTo === undefined && !beginsTracked(index, eni, direction, packet)) return undefined;
  const { timeouts } = eni;
  return { at: id, packet, expires: expiry(packet, knownTo?.history?.(id, packet, now), timeouts, now) };
}

function beginsTracked(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet): boolean {
  const { transport } = packet;
  if (transport.kind === 'other') return true;
  if (transport.kind === 'icmp') return isIcmpRequest(packet.source.family, transport.type);
  return !isUntracked(index, eni, direction, packet) || (direction === 'egress' && isForced(index, eni, packet));
}

/** Rules for everyone there and back, one of them for all ports; all of the ENI's groups together. */
function isUntracked(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet): boolean {
  const there = forEveryone(index, eni, direction, packet);
  if (!there.matches) return false;
  const back = forEveryone(index, eni, direction === 'ingress' ? 'egress' : 'ingress', reversed(packet));
  return back.matches && (there.allPorts || back.allPorts);
}

/** By its route it goes through something that tracks all that leaves by it. */
function isForced(index: ProgramIndex, { subnet }: EniProgram, packet: Packet): boolean {
  if (index.isInSubnet(subnet, packet.destination)) return false;
  const target = index.route(index.subnet(subnet).routeTable, packet.destination)?.target;
  switch (target?.kind) {
    case 'nat-gateway':
    case 'egress-only-gateway':
      return true;
    case 'endpoint':
      return index.program.endpoints.get(target.id)?.tracked === true;
    default:
      return false;
  }
}

function forEveryone(
  index: ProgramIndex,
  eni: EniProgram,
  direction: Direction,
  packet: Packet,
): Readonly<{ matches: boolean; allPorts: boolean }> {
  const protocol = protocolOf(packet);
  const answers = eni.groups.map((group) => index.groupRules(group, direction).everyone(packet, protocol));
  return { matches: answers.some((a) => a.matches), allPorts: answers.some((a) => a.allPorts) };
}

const SECONDS = {
  tcpUnanswered: 120,
  tcpFinished: 120,
  tcpReset: 10,
  icmp: 30,
  other: 600,
  ...DEFAULT_TIMEOUTS,
} as const;

function expiry(
  packet: Packet,
  before: FlowHistory | undefined,
  timeouts: EniProgram['timeouts'],
  now: Instant,
): Instant {
  if (before !== undefined && packet.transport.kind === 'tcp' && hasEnded(before)) return before.expires;
  const seconds = timeouts === undefined ? SECONDS : { ...SECONDS, ...timeouts };
  return (now + seconds[phase(packet, before)] * 1000) as Instant;
}

/** Both ends have finished, or one has reset. */
export function hasEnded(flow: FlowHistory): boolean {
  return flow.reset || (flow.sameWay.finished && flow.otherWay.finished);
}

function phase({ transport }: Packet, before: FlowHistory | undefined): keyof typeof SECONDS {
  const answers = before?.otherWay.packets ?? 0;
  switch (transport.kind) {
    case 'tcp': {
      if ((transport.flags & TCP_RST) !== 0) return 'tcpReset';
      const finishes = (transport.flags & TCP_FIN) !== 0 || before?.sameWay.finished === true;
      if (finishes && before?.otherWay.finished === true) return 'tcpFinished';
      return answers > 0 ? 'tcpEstablished' : 'tcpUnanswered';
    }
    case 'udp':
      return answers >= 2 && (before?.sameWay.packets ?? 0) >= 1 ? 'udpStream' : 'udp';
    case 'icmp':
    case 'other':
      return transport.kind;
  }
}
