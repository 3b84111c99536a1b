import type { Disposition, Entry, Flow, FlowView, Step, Walk } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { isBroadcastOrMulticast, isForThePlatform, isGuestsOwnSource } from './exempt.ts';
import { aclStep } from './network-acl.ts';
import { isInSubnetOf, ownerOf, owns } from './owner.ts';
import { routeStep } from './route.ts';
import { groupStep } from './security-group.ts';
import { trackedFlow } from './tracking.ts';

/**
 * What every evaluator of packets must mean, over the resources themselves. It is slow and meant to be read: the order
 * of the checks follows the VPC User Guide ("Security groups", "Network ACLs", "Configure route tables") and the EC2
 * User Guide ("Elastic network interfaces").
 */
export function walkResources(snapshot: Snapshot, flows: FlowView, packet: Packet, from: Entry, now: Instant): Walk {
  const steps: Step[] = [];
  const remember: Flow[] = [];
  const end = (disposition: Disposition): Walk => ({ disposition, steps, remember });

  // Leaving. Source check first, so that a forged packet makes no state.
  const sender = snapshot.enis.get(from.eni);
  steps.push(sourceCheck(snapshot, sender, packet, from));
  if (sender === undefined || !passed(steps)) return end('denied-source-check');
  if (isForThePlatform(snapshot, sender, packet)) return end('exempt');
  if (isBroadcastOrMulticast(snapshot, sender, packet.destination)) return end('denied-broadcast');
  if (owns(sender, packet.destination)) return end('delivered'); // a host sends to itself over its loopback

  const leaving = { snapshot, eni: sender, direction: 'egress', packet, sender } as const;
  steps.push(groupStep(leaving, flows, now));
  if (!passed(steps)) return end('denied-group');
  remember.push(...trackedFlow(leaving, flows, now));

  // Between. The subnet's boundary is crossed, or neither ACL nor route table is asked.
  const crosses = !isInSubnetOf(snapshot, sender, packet.destination);
  if (crosses) {
    steps.push(aclStep(snapshot, sender.subnet, 'egress', packet));
    if (!passed(steps)) return end('denied-acl');
    const { step, leadsTo } = routeStep(snapshot, sender, packet.destination);
    steps.push(step);
    if (leadsTo !== 'local') return end(leadsTo);
  }

  // Arriving.
  const receiver = ownerOf(snapshot, sender, packet.destination);
  if (receiver === undefined) return end('no-such-host');
  if (crosses) {
    steps.push(aclStep(snapshot, receiver.subnet, 'ingress', packet));
    if (!passed(steps)) return end('denied-acl');
  }
  const arriving = { snapshot, eni: receiver, direction: 'ingress', packet, sender } as const;
  steps.push(groupStep(arriving, flows, now));
  if (!passed(steps)) return end('denied-group');
  remember.push(...trackedFlow(arriving, flows, now));
  // The destination check cannot fail: nothing but its own addresses leads to an ENI.
  return end('delivered');
}

function passed(steps: readonly Step[]): boolean {
  return steps.at(-1)?.passed === true;
}

/** "Source/destination checking" in the EC2 User Guide: with it, an ENI sends only from its own addresses. */
function sourceCheck(snapshot: Snapshot, sender: Eni | undefined, packet: Packet, from: Entry): Step {
  const step = { stage: 'source-check', at: from.eni } as const;
  if (sender === undefined) return { ...step, passed: false, because: 'foreign-address' };
  const own =
    owns(sender, packet.source) || (isGuestsOwnSource(packet.source) && isForThePlatform(snapshot, sender, packet));
  if (own) return { ...step, passed: true, because: 'own-address' };
  if (!sender.sourceDestCheck) return { ...step, passed: true, because: 'unchecked' };
  return { ...step, passed: false, because: 'foreign-address' };
}
