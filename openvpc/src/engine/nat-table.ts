import type { End, Flow, NatView } from '../contract/verdict.ts';
import type { NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, formatAddress, sameAddress } from '../net/address.ts';
import { type Packet, protocolOf, reversed, type Transport } from '../net/packet.ts';
import { ICMP } from '../net/protocol.ts';
import { type Mapping, NatPorts } from './nat-ports.ts';
import { backInside, inIpv4, ipv4Type } from './nat-translation.ts';

/** The flows of NAT gateways, by the packet inside and by the gateway's own end. */
export class NatTable implements NatView {
  readonly #byInside = new Map<string, Mapping>();
  readonly #byDestination = new Map<string, NatPorts>();

  get size(): number {
    return this.#byInside.size;
  }

  outside(nat: NatGatewayId, inside: Packet, now: Instant): End | undefined {
    const mapping = this.#byInside.get(insideKey(nat, inside));
    return mapping !== undefined && mapping.expires > now ? mapping.outside : undefined;
  }

  free(nat: NatGatewayId, at: Address, inside: Packet, now: Instant): End | undefined {
    const ports = this.#byDestination.get(towardKey(nat, at, inside)) ?? UNUSED;
    const port = ports.free(now);
    return port === undefined ? undefined : { address: at, port };
  }

  inside(nat: NatGatewayId, arriving: Packet, now: Instant): Packet | undefined {
    const answered = reversed(arriving);
    const ports = this.#byDestination.get(towardKey(nat, answered.source, answered));
    const mapping = ports?.get(portOf(answered.transport));
    return mapping !== undefined && mapping.expires > now ? backInside(mapping.inside, arriving) : undefined;
  }

  /** A packet on its way out, or the answer to one, as it is inside. */
  remember({ at, packet, outside, expires }: Flow & Readonly<{ outside: End }>, now: Instant): void {
    const nat = at as NatGatewayId; // only these have an outside end
    const asked = this.#byInside.get(insideKey(nat, reversed(packet)));
    const inside = asked !== undefined && sameEnd(asked.outside, outside) ? asked.inside : packet;
    const key = insideKey(nat, inside);
    const toward = towardKey(nat, outside.address, inside);
    const before = this.#byInside.get(key);
    if (before !== undefined && !(before.toward === toward && before.outside.port === outside.port)) {
      this.#forget(before);
    }
    const ports = this.#byDestination.get(toward) ?? new NatPorts();
    for (const over of ports.release(now)) this.#forgetInside(over);
    const displaced = ports.get(outside.port);
    if (displaced !== undefined && displaced.key !== key) this.#forgetInside(displaced);
    const mapping: Mapping = { nat, key, toward, inside, outside, expires };
    ports.set(mapping);
    this.#byDestination.set(toward, ports);
    this.#byInside.set(key, mapping);
  }

  sweep(now: Instant): void {
    for (const [toward, ports] of this.#byDestination) {
      for (const over of ports.release(now)) this.#forgetInside(over);
      if (ports.size === 0) this.#byDestination.delete(toward);
    }
  }

  keepOnly(places: Readonly<{ has(at: NatGatewayId): boolean }>): void {
    for (const ports of this.#byDestination.values()) {
      for (const mapping of ports.values()) if (!places.has(mapping.nat)) this.#forget(mapping);
    }
  }

  #forget(mapping: Mapping): void {
    const ports = this.#byDestination.get(mapping.toward);
    if (ports?.get(mapping.outside.port) === mapping) ports.delete(mapping.outside.port);
    if (ports?.size === 0) this.#byDestination.delete(mapping.toward);
    this.#forgetInside(mapping);
  }

  #forgetInside(mapping: Mapping): void {
    if (this.#byInside.get(mapping.key) === mapping) this.#byInside.delete(mapping.key);
  }
}

/** Toward a destination that no flow goes to. */
const UNUSED = new NatPorts();

function sameEnd(a: End, b: End): boolean {
  return a.port === b.port && sameAddress(a.address, b.address);
}

/** A flow as its sender knows it. */
function insideKey(nat: NatGatewayId, packet: Packet): string {
  const { source, destination, transport } = packet;
  const ends = `${formatAddress(source)} ${formatAddress(destination)}`;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return `${nat} ${transport.kind} ${ends} ${transport.sourcePort} ${transport.destinationPort}`;
    case 'icmp':
      return `${nat} icmp ${ends} ${transport.type} ${transport.id ?? ''}`;
    case 'other':
      return `${nat} ${transport.protocol} ${ends}`;
  }
}

/** Gateway, its address, and the destination as the world knows it: what one port can be used once for. */
function towardKey(nat: NatGatewayId, at: Address, packet: Packet): string {
  const { transport } = packet;
  const destination = formatAddress(inIpv4(packet.destination));
  const where = `${nat} ${formatAddress(at)} ${destination}`;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return `${where} ${transport.kind} ${transport.destinationPort}`;
    case 'icmp':
      return `${where} ${ICMP} ${packet.source.family === 6 ? ipv4Type(transport.type) : transport.type}`;
    case 'other':
      return `${where} ${protocolOf(packet)}`;
  }
}

/** The port of the sender's end, or the identifier of an ICMP query. */
function portOf(transport: Transport): number {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.sourcePort;
  return transport.kind === 'icmp' ? (transport.id ?? 0) : 0;
}
