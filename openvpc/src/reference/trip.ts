import type { Disposition, Flow, FlowView, GatewayId, GatewayReason, Step, Walk } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EgressOnlyGatewayId, InternetGatewayId, NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';

/** One packet on its way: what it stands on, and what has been said of it so far. */
export type Trip = Readonly<{
  snapshot: Snapshot;
  flows: FlowView;
  now: Instant;
  /** The packet as it was sent, and by which ENI; none when it came from outside. */
  sent: Packet;
  sender?: Eni;
  steps: Step[];
  remember: Flow[];
  /** Gateways that it has met on its way out. */
  met: Set<GatewayId>;
  /** NAT gateways that it was turned back inside by. */
  turned: Set<NatGatewayId>;
}>;

/**
 * Where a packet goes next: out from an ENI (or a NAT gateway's interface) that has let it go, to an ENI, into the world
 * beyond a gateway; or nowhere any more.
 */
export type Next = Readonly<
  | { go: 'out'; from: Eni; packet: Packet }
  | { go: 'to'; receiver: Eni; packet: Packet; whence: Whence }
  | { go: 'world'; at: InternetGatewayId | EgressOnlyGatewayId; packet: Packet }
  | { go: 'end'; walk: Walk }
>;

/**
 * Whence a packet arrives: the ENI that last put it into the network, none when it came in by a gateway; and whether it
 * came from there directly, so that a rule may know the sender by its groups.
 */
export type Whence = Readonly<{ sender?: Eni; isDirect: boolean }>;

/** Writes a step down, and says whether the packet passed. */
export function passes(trip: Trip, step: Step): boolean {
  trip.steps.push(step);
  return step.passed;
}

/** The step of a gateway that lets the packet pass, unchanged or as what it becomes. */
export function gatewayPasses(trip: Trip, at: GatewayId, becomes?: Packet): void {
  const how = becomes === undefined ? { because: 'forwarded' as const } : { because: 'translated' as const, becomes };
  trip.steps.push({ stage: 'gateway', at, passed: true, ...how });
}

/** The end at a gateway that takes no such packet; `answer` is what the network sends back. */
export function gatewayDenies(trip: Trip, at: GatewayId | 'internet', because: GatewayReason, answer?: Packet): Next {
  trip.steps.push({ stage: 'gateway', at, passed: false, because });
  return end(trip, 'denied-gateway', answer === undefined ? {} : { answer });
}

export function end(
  { steps, remember }: Trip,
  disposition: Disposition,
  more: Pick<Walk, 'arrived' | 'answer'> = {},
): Next {
  return { go: 'end', walk: { disposition, steps, remember, ...more } };
}
