import type { Step } from '../contract/verdict.ts';
import { LAST_ENTRY } from '../model/network-acl.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SubnetId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { trafficMatches } from './match.ts';
import type { Direction } from './security-group.ts';

/**
 * A subnet's ACL asked about one packet that crosses its boundary. "Rules are evaluated starting with the lowest
 * numbered rule. As soon as a rule matches traffic, it's applied"; replies are judged like any other packet (VPC User
 * Guide, "Network ACLs"). The far end is the source of ingress and the destination of egress; an entry of one family
 * never matches the other. What no entry matches falls to `*`, which denies.
 */
export function aclStep(snapshot: Snapshot, subnetId: SubnetId, direction: Direction, packet: Packet): Step {
  const step = { stage: `acl-${direction}`, at: subnetId } as const;
  const acl = snapshot.networkAcls.get(snapshot.subnets.get(subnetId)!.aclAssociation.acl)!; // invariants: both exist
  const farEnd = direction === 'ingress' ? packet.source : packet.destination;
  const found = acl.entries
    .filter((entry) => entry.direction === direction)
    .sort((a, b) => a.number - b.number)
    .find((entry) => prefixHolds(entry.prefix, farEnd) && trafficMatches(entry, packet));
  const rule = found === undefined || found.number >= LAST_ENTRY ? '*' : String(found.number);
  return { ...step, passed: found?.action === 'allow', because: { resource: acl.id, rule } };
}
