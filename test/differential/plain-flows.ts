import type { Flow, FlowHistory, FlowView, NatView, TrackingGatewayId } from '../../openvpc/src/contract/verdict.ts';
import type { EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { type Packet, reversed, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../openvpc/src/net/packet.ts';
import { PlainNat } from './plain-nat.ts';
import { isSameWay } from './same-way.ts';

type Told = Readonly<{ at: Flow['at']; packet: Packet; seen: Instant; expires: Instant }>;

/**
 * The flow table of contract/verdict.ts as a plain list of what was remembered, searched from its beginning each time. The
 * reference sees flows through it and the engine through its own table, so that a mistake in one shows as a
 * difference.
 */
export class PlainFlows implements FlowView {
  readonly nat: PlainNat & NatView = new PlainNat();
  #told: Told[] = [];

  remember(flows: readonly Flow[], now: Instant): void {
    for (const { at, packet, expires, outside } of flows) {
      if (outside === undefined) this.#told.push({ at, packet, seen: now, expires });
      else this.nat.remember(at, packet, outside, expires);
    }
  }

  tracked(at: EniId | TrackingGatewayId, packet: Packet, now: Instant): boolean {
    return this.history(at, packet, now) !== undefined;
  }

  history(at: EniId | TrackingGatewayId, packet: Packet, now: Instant): FlowHistory | undefined {
    const flow = sinceItBegan(this.#told.filter((one) => one.at === at && isOneFlow(one.packet, packet)));
    const last = flow.at(-1);
    if (last === undefined || last.expires <= now) return undefined;
    const history = historyOf(flow, packet, last.expires);
    return hasEnded(history) && isRequest(packet) ? undefined : history;
  }
}

/** A flow begins anew with what came when its time was up, and with a connection request after its end. */
function sinceItBegan(told: readonly Told[]): readonly Told[] {
  let flow: readonly Told[] = [];
  for (const one of told) {
    const last = flow.at(-1);
    const isOver = last !== undefined && last.expires <= one.seen;
    const isAfresh = last !== undefined && isRequest(one.packet) && hasEnded(historyOf(flow, one.packet, last.expires));
    flow = isOver || isAfresh ? [one] : [...flow, one];
  }
  return flow;
}

function historyOf(flow: readonly Told[], asked: Packet, expires: Instant): FlowHistory {
  const isFromSameEnd = ({ packet }: Told) => isSameWay(packet, asked);
  return {
    sameWay: sideOf(flow.filter(isFromSameEnd)),
    otherWay: sideOf(flow.filter((one) => !isFromSameEnd(one))),
    reset: flow.some(({ packet }) => (flagsOf(packet) & TCP_RST) !== 0),
    expires,
  };
}

function sideOf(told: readonly Told[]): FlowHistory['sameWay'] {
  return { packets: told.length, finished: told.some(({ packet }) => (flagsOf(packet) & TCP_FIN) !== 0) };
}

function hasEnded({ reset, sameWay, otherWay }: FlowHistory): boolean {
  return reset || (sameWay.finished && otherWay.finished);
}

function isRequest(packet: Packet): boolean {
  return (flagsOf(packet) & (TCP_SYN | TCP_ACK)) === TCP_SYN;
}

function flagsOf({ transport }: Packet): number {
  return transport.kind === 'tcp' ? transport.flags : 0;
}

function isOneFlow(a: Packet, b: Packet): boolean {
  return isSameWay(a, b) || isSameWay(reversed(a), b);
}
