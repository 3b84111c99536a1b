import type { End, Flow, FlowHistory, FlowSide, FlowView, TrackingGatewayId } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, formatAddress } from '../net/address.ts';
import {
  isIcmpQueryOrReply,
  type Packet,
  protocolOf,
  reversed,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '../net/packet.ts';
import { NatTable } from './nat-table.ts';
import { hasEnded } from './tracking.ts';

/** One direction of a flow is `forward`, the other `backward`; which is which says the key, not who began. */
type Way = 'forward' | 'backward';
type Entry = Readonly<Record<Way, FlowSide> & { reset: boolean; expires: Instant }>;

const UNSEEN: FlowSide = { packets: 0, finished: false };
const SWEEP_AT_LEAST = 1024;

/** Where flows are tracked. */
type Place = EniId | TrackingGatewayId;

/** The flows that ENIs and gateways track: per place, each flow in both directions; NAT gateways' in a table of their own. */
export class FlowTable implements FlowView {
  readonly nat = new NatTable();
  readonly #places = new Map<Place, Map<string, Entry>>();
  #size = 0;
  #sweepAt = SWEEP_AT_LEAST;

  /** Entries, those included whose time is up and which were not swept yet. */
  get size(): number {
    return this.#size + this.nat.size;
  }

  tracked(at: Place, packet: Packet, now: Instant): boolean {
    return this.history(at, packet, now) !== undefined;
  }

  history(at: Place, packet: Packet, now: Instant): FlowHistory | undefined {
    const place = placeOf(packet);
    const entry = place && this.#places.get(at)?.get(place.key);
    if (place === undefined || entry === undefined || entry.expires <= now) return undefined;
    const history = seenFrom(entry, place.way);
    return hasEnded(history) && isConnectionRequest(packet) ? undefined : history;
  }

  /** What a walk at `now` asked to remember. */
  remember(flows: readonly Flow[], now: Instant): void {
    for (const flow of flows) {
      if (isTranslated(flow)) this.nat.remember(flow, now);
      else this.#rememberOne(flow, now);
    }
    if (this.size >= this.#sweepAt) this.sweep(now);
  }

  /** Forgets what has expired. */
  sweep(now: Instant): void {
    for (const [at, flows] of this.#places) {
      for (const [key, { expires }] of flows) if (expires <= now && flows.delete(key)) this.#size--;
      if (flows.size === 0) this.#places.delete(at);
    }
    this.nat.sweep(now);
    this.#sweepAt = Math.max(SWEEP_AT_LEAST, 2 * this.size);
  }

  /** Forgets every flow of ENIs and gateways that are no more. */
  keepOnly(places: Readonly<{ has(at: Place): boolean }>): void {
    for (const [at, flows] of this.#places) {
      if (places.has(at)) continue;
      this.#size -= flows.size;
      this.#places.delete(at);
    }
    this.nat.keepOnly(places);
  }

  #rememberOne({ at, packet, expires }: Flow, now: Instant): void {
    const place = placeOf(packet);
    if (place === undefined) throw new Error(`a walk asked to remember a packet that belongs to no flow, at ${at}`);
    const before = this.history(at, packet, now);
    const flows = this.#places.get(at) ?? new Map<string, Entry>();
    if (flows.size === 0) this.#places.set(at, flows);
    if (!flows.has(place.key)) this.#size++;
    flows.set(place.key, after(before, place.way, packet, expires));
  }
}

function isTranslated(flow: Flow): flow is Flow & Readonly<{ outside: End }> {
  return flow.outside !== undefined;
}

function after(before: FlowHistory | undefined, way: Way, { transport }: Packet, expires: Instant): Entry {
  const flags = transport.kind === 'tcp' ? transport.flags : 0;
  const same = before?.sameWay ?? UNSEEN;
  const sameWay = { packets: same.packets + 1, finished: same.finished || (flags & TCP_FIN) !== 0 };
  const otherWay = before?.otherWay ?? UNSEEN;
  const reset = before?.reset === true || (flags & TCP_RST) !== 0;
  const sides = way === 'forward' ? { forward: sameWay, backward: otherWay } : { forward: otherWay, backward: sameWay };
  return { ...sides, reset, expires };
}

function seenFrom({ forward, backward, reset, expires }: Entry, way: Way): FlowHistory {
  const [sameWay, otherWay] = way === 'forward' ? [forward, backward] : [backward, forward];
  return { sameWay, otherWay, reset, expires };
}

function isConnectionRequest({ transport }: Packet): boolean {
  return transport.kind === 'tcp' && (transport.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN;
}

/** A packet and the one that answers it have the same key. ICMP errors and one-way types belong to no flow. */
function placeOf(packet: Packet): { key: string; way: Way } | undefined {
  const { transport, source } = packet;
  if (transport.kind === 'icmp' && !isIcmpQueryOrReply(source.family, transport.type)) return undefined;
  const own = textOf(packet);
  const answer = textOf(reversed(packet));
  return own <= answer ? { key: own, way: 'forward' } : { key: answer, way: 'backward' };
}

function textOf(packet: Packet): string {
  return `${protocolOf(packet)} ${ends(packet.source, packet.destination)} ${identity(packet)}`;
}

function ends(source: Address, destination: Address): string {
  return `${formatAddress(source)} ${formatAddress(destination)}`;
}

/** Ports; an ICMP query's type and identifier; of other protocols nothing more than the addresses. */
function identity({ transport }: Packet): string {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return `${transport.sourcePort} ${transport.destinationPort}`;
    case 'icmp':
      return `${transport.type} ${transport.id ?? ''}`;
    case 'other':
      return '';
  }
}
