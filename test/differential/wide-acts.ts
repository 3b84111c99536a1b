import fc from 'fast-check';
import type { Arrival, Entry, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import { type Packet, TCP_ACK, TCP_FIN, TCP_RST, type Transport } from '../../openvpc/src/net/packet.ts';
import { answer } from '../packet-text.ts';
import { CHANGES } from './wide-changes.ts';
import { type WideDraw, wideDrawArbitrary, type WideSent } from './wide-packets.ts';

/** What happens in a script of flows, one after the other. `which` is of those that arrived last. */
export type Act =
  | Readonly<{ act: 'send'; draw: WideDraw }>
  | Readonly<{ act: 'answer' | 'again'; which: number; flags: number }>
  /** What arrived at an ENI goes on from there, as an appliance sends it. */
  | Readonly<{ act: 'forward'; which: number }>
  /** The same as one that arrived, or as its answer, but for one thing: another flow. */
  | Readonly<{ act: 'beside'; which: number; what: number }>
  | Readonly<{ act: 'wait'; seconds: number }>
  | Readonly<{ act: 'change'; to: number }>
  | Readonly<{ act: 'crowd'; to: number }>;

const which = fc.nat(9);
const flags = fc.constantFrom(TCP_ACK, TCP_ACK, TCP_ACK, TCP_FIN | TCP_ACK, TCP_RST, 2);
/** Together they come to just before, at and after every idle time: 10, 30, 60, 120, 180, 350, 600, 432,000 s. */
const seconds = fc.constantFrom(1, 1, 9, 10, 29, 30, 59, 60, 119, 120, 179, 349, 350, 599, 431_999);

export const actArbitrary: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('send' as const), draw: wideDrawArbitrary }) },
  { weight: 8, arbitrary: fc.record({ act: fc.constantFrom('answer' as const, 'again' as const), which, flags }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('forward' as const), which }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('beside' as const), which, what: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const), seconds }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('change' as const), to: fc.nat(CHANGES.length) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('crowd' as const), to: fc.constantFrom(0, 0, 1, 2) }) },
);

/** A packet that came out somewhere; `isForOther` at an ENI that has not its destination. */
export type Arrived = WideSent & Readonly<{ arrival: Arrival; isForOther: boolean }>;

/** Undefined of what came out nowhere, or never left its guest: nothing would come of an answer. */
export function arrivedBy({ from, packet }: WideSent, { arrived: arrival, steps }: Walk): Arrived | undefined {
  if (arrival === undefined || steps.length < 2) return undefined;
  return { from, packet, arrival, isForOther: steps.at(-1)?.stage === 'destination-check' };
}

/** What the act sends, given what arrived before; nothing when there is nothing to answer or repeat. */
export function sentBy(act: Act, arrived: readonly Arrived[]): WideSent | undefined {
  if (!('which' in act)) return undefined;
  const among = act.act === 'forward' ? arrived.filter(({ isForOther }) => isForOther) : arrived;
  const recent = among.at(-1 - (act.which % Math.max(1, Math.min(among.length, 4))));
  if (recent === undefined) return undefined;
  const back = { from: placeOf(recent.arrival.at), packet: answer(recent.arrival.packet) };
  switch (act.act) {
    case 'again':
      return { from: recent.from, packet: withFlags(recent.packet, act.flags) };
    case 'answer':
      // The first answer of a connection, or what follows it.
      return act.flags === TCP_ACK ? back : { ...back, packet: withFlags(back.packet, act.flags) };
    case 'forward':
      return { from: back.from, packet: recent.arrival.packet };
    case 'beside':
      return act.what % 2 === 0 ? besideOf(recent, act.what >> 1) : besideOf(back, act.what >> 1);
  }
}

function placeOf(at: string): Entry {
  if (at.startsWith('eni-')) return { kind: 'eni', eni: at as EniId };
  return at.startsWith('vpce-') ? { kind: 'endpoint', endpoint: at as EndpointId } : { kind: 'internet' };
}

function withFlags(packet: Packet, flags_: number): Packet {
  return packet.transport.kind === 'tcp' ? { ...packet, transport: { ...packet.transport, flags: flags_ } } : packet;
}

function besideOf({ from, packet }: WideSent, what: number): WideSent {
  return { from, packet: { ...packet, transport: anotherOf(packet.transport, what) } };
}

/** Another source port, destination port, identifier or protocol, whichever there is. */
function anotherOf(transport: Transport, what: number): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp': {
      const { sourcePort, destinationPort } = transport;
      if (what === 0) return { ...transport, sourcePort: sourcePort ^ 1 };
      if (what === 1) return { ...transport, destinationPort: destinationPort ^ 1 };
      return transport.kind === 'tcp'
        ? { kind: 'udp', sourcePort, destinationPort }
        : { kind: 'tcp', sourcePort, destinationPort, flags: TCP_ACK };
    }
    case 'icmp':
      if (what === 0) return { ...transport, id: (transport.id ?? 0) ^ 1 };
      return what === 1 ? { ...transport, type: transport.type ^ 1 } : { ...transport, code: transport.code ^ 1 };
    case 'other':
      return { ...transport, protocol: transport.protocol ^ 1 };
  }
}
