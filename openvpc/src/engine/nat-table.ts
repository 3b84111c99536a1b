import type { End, Flow, NatView } from '../contract/verdict.ts';
import type { NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, formatAddress, sameAddress } from '../net/address.ts';
import { type Packet, protocolOf, reversed, type Transport } from '../net/packet.ts';
import { ICMP } from '../net/protocol.ts';

/** "55,000 simultaneous connections to each unique destination", for each address (VPC User Guide, "NAT gateways"). */
const MOST = 55_000;
const FIRST_PORT = 1024;
const LAST_PORT = 65_535;

/** `inside` as it left, so that answers can be turned back into what its sender expects. */
type Mapping = Readonly<{ inside: Packet; outside: End; toward: string; expires: Instant }>;
/** Ports in use at one address toward one destination. */
type Ports = Map<number, Mapping>;

/** The flows of NAT gateways, by the packet inside and by the gateway's own end. */
export class NatTable implements NatView {
  readonly #byInside = new Map<string, Mapping>();
  readonly #byDestination = new Map<string, Ports>();

  get size(): number {
    return this.#byInside.size;
  }

  outside(nat: NatGatewayId, inside: Packet, now: Instant): End | undefined {
    const mapping = this.#byInside.get(insideKey(nat, inside));
    return mapping !== undefined && mapping.expires > now ? mapping.outside : undefined;
  }

  free(nat: NatGatewayId, at: Address, inside: Packet, now: Instant): End | undefined {
    const ports = this.#byDestination.get(toward(nat, at, inside));
    if (ports === undefined) return { address: at, port: FIRST_PORT };
    for (const [port, { expires }] of ports) if (expires <= now) this.#forget(ports, port);
    if (ports.size >= MOST) return undefined;
    for (let port = FIRST_PORT; port <= LAST_PORT; port++) if (!ports.has(port)) return { address: at, port };
    return undefined;
  }

  inside(nat: NatGatewayId, arriving: Packet, now: Instant): Packet | undefined {
    const answered = reversed(arriving);
    const mapping = this.#byDestination.get(toward(nat, answered.source, answered))?.get(portOf(answered.transport));
    if (mapping === undefined || mapping.expires <= now) return undefined;
    return backInside(mapping.inside, arriving);
  }

  /** A packet on its way out, or the answer to one, as it is inside. */
  remember({ at, packet, outside, expires }: Flow & Readonly<{ outside: End }>): void {
    const nat = at as NatGatewayId; // only these have an outside end
    const asked = this.#byInside.get(insideKey(nat, reversed(packet)));
    const isAnswer = asked !== undefined && sameEnd(asked.outside, outside);
    const inside = isAnswer ? asked.inside : packet;
    const key = toward(nat, outside.address, inside);
    const mapping: Mapping = { inside, outside, toward: key, expires };
    this.#byInside.set(insideKey(nat, inside), mapping);
    const ports: Ports = this.#byDestination.get(key) ?? new Map<number, Mapping>();
    this.#byDestination.set(key, ports.set(outside.port, mapping));
  }

  sweep(now: Instant): void {
    for (const [, ports] of this.#byDestination) {
      for (const [port, { expires }] of ports) if (expires <= now) this.#forget(ports, port);
    }
    for (const [key, ports] of this.#byDestination) if (ports.size === 0) this.#byDestination.delete(key);
  }

  keepOnly(places: Readonly<{ has(at: NatGatewayId): boolean }>): void {
    for (const [key, ports] of this.#byDestination) {
      if (places.has(key.slice(0, key.indexOf(' ')) as NatGatewayId)) continue;
      for (const port of ports.keys()) this.#forget(ports, port);
      this.#byDestination.delete(key);
    }
  }

  #forget(ports: Ports, port: number): void {
    const mapping = ports.get(port);
    ports.delete(port);
    if (mapping === undefined) return;
    const key = insideKey(mapping.toward.slice(0, mapping.toward.indexOf(' ')) as NatGatewayId, mapping.inside);
    if (this.#byInside.get(key) === mapping) this.#byInside.delete(key);
  }
}

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
function toward(nat: NatGatewayId, at: Address, packet: Packet): string {
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

/** The last 32 bits of an address in 64:ff9b::/96 (NAT64); others are IPv4 already. */
function inIpv4(address: Address): Address {
  return address.family === 4 ? address : { family: 4, bits: address.bits & 0xffff_ffffn };
}

/** The port of the sender's end, or the identifier of an ICMP query. */
function portOf(transport: Transport): number {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.sourcePort;
  return transport.kind === 'icmp' ? (transport.id ?? 0) : 0;
}

/** An answer as the sender of `asked` expects it: from where that went, to where that came from. */
function backInside(asked: Packet, arriving: Packet): Packet {
  const { transport } = arriving;
  const own = asked.transport;
  const isNat64 = asked.source.family === 6;
  const back = {
    ...arriving,
    source: asked.destination,
    destination: asked.source,
    bytes: arriving.bytes + (isNat64 ? 20 : 0),
  };
  if ((transport.kind === 'tcp' || transport.kind === 'udp') && own.kind === transport.kind) {
    return { ...back, transport: { ...transport, destinationPort: own.sourcePort } };
  }
  if (transport.kind === 'icmp' && own.kind === 'icmp') {
    const type = isNat64 ? ipv6Type(transport.type) : transport.type;
    const { id } = own;
    return { ...back, transport: { kind: 'icmp', type, code: transport.code, ...(id !== undefined && { id }) } };
  }
  return back;
}

function ipv4Type(type: number): number {
  return type === 128 ? 8 : 0;
}

function ipv6Type(type: number): number {
  return type === 8 ? 128 : 129;
}

/** NAT64: an IPv6 packet to 64:ff9b::/96 as IPv4, its source still to be replaced (RFC 6052, RFC 7915). */
export function toIpv4(packet: Packet): Packet {
  const { transport } = packet;
  return {
    ...packet,
    destination: inIpv4(packet.destination),
    transport: transport.kind === 'icmp' ? { ...transport, type: ipv4Type(transport.type) } : transport,
    bytes: packet.bytes - 20,
  };
}
