import type { Eni } from '../model/eni.ts';
import type { Packet } from '../net/packet.ts';
import { intoNatGateway } from './nat-gateway.ts';
import { aclStep } from './network-acl.ts';
import { owns } from './owner.ts';
import { groupStep } from './security-group.ts';
import { trackedFlow } from './tracking.ts';
import { end, type Next, passes, type Trip, type Whence } from './trip.ts';

/** The boundary of the ENI's subnet, its groups, its destination check ("in: ACL, then group"). */
export function arrive(trip: Trip, receiver: Eni, packet: Packet, { sender, isDirect }: Whence): Next {
  const { snapshot, flows, now } = trip;
  const crosses = sender?.subnet !== receiver.subnet;
  if (crosses && !passes(trip, aclStep(snapshot, receiver.subnet, 'ingress', packet))) return end(trip, 'denied-acl');
  if (receiver.interfaceType === 'nat-gateway') return intoNatGateway(trip, receiver, packet);

  // A packet that its sender forwards for someone else is nobody's whose groups are known.
  const farEnd = isDirect && sender !== undefined && owns(sender, packet.source) ? sender : undefined;
  const arriving = { snapshot, eni: receiver, direction: 'ingress', packet, farEnd } as const;
  if (!passes(trip, groupStep(arriving, flows, now))) return end(trip, 'denied-group');
  trip.remember.push(...trackedFlow(arriving, flows, now));
  return destinationCheck(trip, receiver, packet);
}

/** "Source/destination checking": with it, an ENI receives only what is for its own addresses. An appliance must turn it off. */
function destinationCheck(trip: Trip, receiver: Eni, packet: Packet): Next {
  if (!owns(receiver, packet.destination)) {
    const forwards = !receiver.sourceDestCheck;
    const because = forwards ? 'unchecked' : 'foreign-address';
    trip.steps.push({ stage: 'destination-check', at: receiver.id, passed: forwards, because });
    if (!forwards) return end(trip, 'denied-destination-check');
  }
  return end(trip, 'delivered', { arrived: { at: receiver.id, packet } });
}
