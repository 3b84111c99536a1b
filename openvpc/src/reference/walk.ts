import type { Entry, FlowView, Step, Walk } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { arrive } from './arriving.ts';
import { isBroadcastOrMulticast, isForThePlatform, isGuestsOwnSource } from './exempt.ts';
import { fromEndpoint } from './gateway-endpoint.ts';
import { doorFor, fromInternet } from './from-internet.ts';
import { farEndOnLeaving, onward } from './leaving.ts';
import { owns } from './owner.ts';
import { groupStep } from './security-group.ts';
import { trackedFlow } from './tracking.ts';
import { end, type Next, passes, type Trip } from './trip.ts';

/**
 * What every evaluator of packets must mean, over the resources themselves. It is slow and meant to be read. The order of
 * the checks follows the VPC User Guide ("Security groups", "Network ACLs", "Configure route tables") and the EC2 User
 * Guide ("Elastic network interfaces"); contract/verdict.ts lists the steps.
 *
 * A packet leaves an ENI here; leaving.ts takes it across the subnet's boundary and along its route, a file for each
 * gateway through that, and arriving.ts into an ENI. Where a rule of AWS is:
 *
 * - source check here, destination check in arriving.ts; services that no rule filters, broadcast and multicast in exempt.ts;
 * - security groups: rules in security-group.ts, protocols and ports in match.ts, which ENI a reference to a group means in
 *   leaving.ts and arriving.ts, tracking and its timeouts in tracking.ts;
 * - network ACLs in network-acl.ts; route priority and ranges that are never forwarded in route.ts; blackholes in target.ts;
 * - internet gateway: out in internet-gateway.ts, in and gateway route tables in from-internet.ts; public and Elastic
 *   addresses, ranges that are not on the internet in public-address.ts; Block Public Access in block-public-access.ts;
 * - egress-only-gateway.ts, nat-gateway.ts with nat64.ts, peering.ts, gateway-endpoint.ts; packet sizes in mtu.ts;
 * - which addresses are whose in owner.ts.
 */
export function walkResources(snapshot: Snapshot, flows: FlowView, packet: Packet, from: Entry, now: Instant): Walk {
  const sender = from.kind === 'eni' ? snapshot.enis.get(from.eni) : undefined;
  const about = { snapshot, flows, now, sent: packet, ...(sender && { sender }) };
  const trip: Trip = { ...about, steps: [], remember: [], met: new Set(), turned: new Set() };
  let next = enter(trip, packet, from);
  while (next.go !== 'end') next = goOn(trip, next);
  return next.walk;
}

function enter(trip: Trip, packet: Packet, from: Entry): Next {
  switch (from.kind) {
    case 'internet':
      return fromInternet(trip, packet);
    case 'endpoint':
      return fromEndpoint(trip, packet, from.endpoint);
    case 'eni':
      return fromEni(trip, packet, from.eni);
  }
}

function goOn(trip: Trip, next: Exclude<Next, { go: 'end' }>): Next {
  switch (next.go) {
    case 'out':
      return onward(trip, next.from, next.packet);
    case 'to':
      return arrive(trip, next.receiver, next.packet, next.whence);
    case 'world': {
      // Out there it may be for another ENI's public address, and then comes straight back in; else it has gone.
      const { at, packet } = next;
      const isInside = doorFor(trip.snapshot, packet) !== undefined;
      return isInside ? fromInternet(trip, packet) : end(trip, 'exited', { arrived: { at, packet } });
    }
  }
}

/** "An instance must be the source of any traffic it sends": the source check comes first, so that a forged packet makes no state. */
function fromEni(trip: Trip, packet: Packet, id: EniId): Next {
  const { snapshot, sender, flows, now } = trip;
  const checked = passes(trip, sourceCheck(snapshot, sender, packet, id));
  if (sender === undefined || !checked) return end(trip, 'denied-source-check');
  if (isForThePlatform(snapshot, sender, packet)) return end(trip, 'exempt');
  if (isBroadcastOrMulticast(snapshot, sender, packet.destination)) return end(trip, 'denied-broadcast');
  // A host sends to itself over its loopback.
  if (owns(sender, packet.destination)) return end(trip, 'delivered', { arrived: { at: sender.id, packet } });
  if (packet.fragment === 'orphan') return end(trip, 'denied-fragment');

  const farEnd = farEndOnLeaving(snapshot, sender, packet);
  const leaving = { snapshot, eni: sender, direction: 'egress', packet, farEnd } as const;
  if (!passes(trip, groupStep(leaving, flows, now))) return end(trip, 'denied-group');
  trip.remember.push(...trackedFlow(leaving, flows, now));
  return { go: 'out', from: sender, packet };
}

/** "Source/destination checking" in the EC2 User Guide: with it, an ENI sends only from its own addresses. */
function sourceCheck(snapshot: Snapshot, sender: Eni | undefined, packet: Packet, id: EniId): Step {
  const step = { stage: 'source-check', at: id } as const;
  const foreign = { ...step, passed: false, because: 'foreign-address' } as const;
  if (sender === undefined || sender.interfaceType === 'nat-gateway') return foreign; // no guest is there
  const own =
    owns(sender, packet.source) || (isGuestsOwnSource(packet.source) && isForThePlatform(snapshot, sender, packet));
  if (own) return { ...step, passed: true, because: 'own-address' };
  if (!sender.sourceDestCheck) return { ...step, passed: true, because: 'unchecked' };
  return foreign;
}
