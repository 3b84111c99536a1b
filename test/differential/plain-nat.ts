import type { End, Flow, NatView } from '../../openvpc/src/contract/verdict.ts';
import type { NatGatewayId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { type Address, sameAddress } from '../../openvpc/src/net/address.ts';
import { type Packet, reversed, type Transport } from '../../openvpc/src/net/packet.ts';
import { isSameWay } from './same-way.ts';

/** A packet on its way out, as it is inside, and the gateway's own end of its flow. */
type Mapping = Readonly<{ nat: Flow['at']; inside: Packet; outside: End; expires: Instant }>;

/** "ports 1024 - 65535" (VPC User Guide, "NAT gateways"). */
const FIRST_PORT = 1024;

/** What NAT gateways remember (contract/verdict.ts, 9), as a plain list. */
export class PlainNat implements NatView {
  #mappings: readonly Mapping[] = [];

  /** What answers a flow that is known keeps it; anything else is a flow's packet on its way out. */
  remember(nat: Flow['at'], packet: Packet, outside: End, expires: Instant): void {
    const answered = this.#mappings.find(
      (one) => one.nat === nat && sameEnd(one.outside, outside) && isSameWay(one.inside, reversed(packet)),
    );
    const inside = answered?.inside ?? packet;
    const others = this.#mappings.filter((one) => one.nat !== nat || !isSameWay(one.inside, inside));
    this.#mappings = [...others, { nat, inside, outside, expires }];
  }

  outside(nat: NatGatewayId, inside: Packet, now: Instant): End | undefined {
    return this.#alive(nat, now).find((one) => isSameWay(one.inside, inside))?.outside;
  }

  /** The lowest port that no living flow toward the same destination uses at that address. */
  free(nat: NatGatewayId, at: Address, inside: Packet, now: Instant): End | undefined {
    const there = beyond({ nat, inside, outside: { address: at, port: 0 }, expires: now });
    const used = this.#alive(nat, now)
      .filter(({ outside }) => sameAddress(outside.address, at))
      .filter((one) => isSameWay(withPort(beyond(one), 0), there))
      .map(({ outside }) => outside.port);
    let port = FIRST_PORT;
    while (used.includes(port)) port++;
    return { address: at, port };
  }

  inside(nat: NatGatewayId, arriving: Packet, now: Instant): Packet | undefined {
    const mapping = this.#alive(nat, now).find((one) => isSameWay(beyond(one), reversed(arriving)));
    return mapping && asInside(mapping.inside, arriving);
  }

  #alive(nat: NatGatewayId, now: Instant): readonly Mapping[] {
    return this.#mappings.filter((one) => one.nat === nat && one.expires > now);
  }
}

function sameEnd(a: End, b: End): boolean {
  return a.port === b.port && sameAddress(a.address, b.address);
}

/** The flow's packet as the world sees it: from the gateway's own end, and in IPv4. */
function beyond({ inside, outside }: Mapping): Packet {
  const { destination, transport } = inside;
  const packet: Packet = { ...inside, source: outside.address, transport: fromIpv6(inside, transport) };
  const there: Address = destination.family === 4 ? destination : { family: 4, bits: destination.bits % 2n ** 32n };
  return withPort({ ...packet, destination: there }, outside.port);
}

function fromIpv6({ source }: Packet, transport: Transport): Transport {
  if (source.family === 4 || transport.kind !== 'icmp') return transport;
  return { ...transport, type: transport.type === 128 ? 8 : 0 };
}

/** From that port, or with that ICMP identifier. */
function withPort(packet: Packet, port: number): Packet {
  const { transport } = packet;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...packet, transport: { ...transport, sourcePort: port } };
    case 'icmp':
      return { ...packet, transport: { ...transport, id: port } };
    case 'other':
      return packet;
  }
}

/** An answer as the one inside expects it: its ends are those of the asking packet the other way round. */
function asInside(asked: Packet, arriving: Packet): Packet {
  const expected = reversed(asked);
  const isNat64 = asked.source.family === 6;
  const ends = { source: expected.source, destination: expected.destination };
  return {
    ...arriving,
    ...ends,
    transport: answerIn(expected.transport, arriving.transport),
    bytes: isNat64 ? arriving.bytes + 20 : arriving.bytes,
  };
}

/** The ports, type and identifier that are expected, with the flags and code that came. */
function answerIn(expected: Transport, came: Transport): Transport {
  if (expected.kind === 'tcp' && came.kind === 'tcp') return { ...expected, flags: came.flags };
  if (expected.kind === 'icmp' && came.kind === 'icmp') return { ...expected, code: came.code };
  return expected;
}
