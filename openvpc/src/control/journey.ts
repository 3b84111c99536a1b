import type { Arrival, Disposition, Entry, Step, Walk } from '../contract/verdict.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EndpointId, EniId } from '../name/id.ts';
import { formatAddress } from '../net/address.ts';
import { type Packet, reversed, TCP_ACK, TCP_SYN } from '../net/packet.ts';
import { describeBecause } from './describe-because.ts';

/** Judges a packet, and remembers what is to be remembered for the next. */
export type Judge = (packet: Packet, from: Entry) => Walk;

/** In texts: it goes out as JSON. `becomes`: the ends that a gateway gave the packet. */
export type ToldStep = Omit<Step, 'becomes'> & Readonly<{ text: string; becomes?: ToldEnds }>;
type ToldEnds = Readonly<{ source: string; destination: string }>;
/** `arrived`: where, and with which ends when they are not those it was sent with. */
export type ToldWalk = Readonly<{
  disposition: Disposition;
  steps: readonly ToldStep[];
  arrived?: ToldEnds & Readonly<{ at: string }>;
}>;

/** `reply` is absent when the request does not arrive. `allowed`: the request arrives, and so does its reply. */
export type Journey = Readonly<{ allowed: boolean; request: ToldWalk; reply?: ToldWalk }>;

/** A packet there, and its answer back from wherever it arrived. What is for the platform is answered by it. */
export function journey(snapshot: Snapshot, judge: Judge, packet: Packet, from: Entry): Journey {
  const request = judge(packet, from);
  const told = tell(snapshot, request);
  if (request.arrived === undefined) return { allowed: request.disposition === 'exempt', request: told };
  const reply = judge(answerTo(request.arrived.packet), placeOf(request.arrived.at));
  const allowed = reply.arrived !== undefined && isBack(reply, from);
  return { allowed, request: told, reply: tell(snapshot, reply) };
}

function tell(snapshot: Snapshot, { disposition, steps, arrived }: Walk): ToldWalk {
  return {
    disposition,
    steps: steps.map(({ becomes, ...step }) => ({
      ...step,
      text: describeBecause(snapshot, step.because, step.stage),
      ...(becomes && { becomes: endsOf(becomes) }),
    })),
    ...(arrived && { arrived: { at: arrived.at, ...endsOf(arrived.packet) } }),
  };
}

function endsOf({ source, destination }: Packet): ToldEnds {
  return { source: formatAddress(source), destination: formatAddress(destination) };
}

/** Whether the answer came to where the question was asked, and not to an appliance on the way. */
function isBack({ arrived, disposition }: Walk, from: Entry): boolean {
  switch (from.kind) {
    case 'eni':
      return arrived?.at === from.eni;
    case 'endpoint':
      return arrived?.at === from.endpoint;
    case 'internet':
      return disposition === 'exited';
  }
}

function placeOf(at: Arrival['at']): Entry {
  if (at.startsWith('eni-')) return { kind: 'eni', eni: at as EniId };
  return at.startsWith('vpce-') ? { kind: 'endpoint', endpoint: at as EndpointId } : { kind: 'internet' };
}

/** A listener that accepts: SYN and ACK to a connection request. */
function answerTo(packet: Packet): Packet {
  const back = reversed(packet);
  if (back.transport.kind !== 'tcp') return back;
  const flags = (back.transport.flags & TCP_SYN) !== 0 ? TCP_SYN | TCP_ACK : TCP_ACK;
  return { ...back, transport: { ...back.transport, flags } };
}
