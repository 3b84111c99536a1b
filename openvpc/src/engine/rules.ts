import type { Direction } from '../contract/flow-event.ts';
import type { AclEntry, GroupRule } from '../contract/program.ts';
import type { AclId, GroupId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { ProgramIndex } from './program-index.ts';

/**
 * The first rule of these groups that lets the packet pass: groups in order of id, rules in order of id. `farGroups`: those
 * of the ENI at the far end, when that is reached directly.
 */
export function groupRuleFor(
  index: ProgramIndex,
  groups: readonly GroupId[],
  direction: Direction,
  packet: Packet,
  farGroups: ReadonlySet<GroupId> | undefined,
): GroupRule | undefined {
  const farEnd = farEndOf(packet, direction);
  for (const group of groups) {
    const rule = index.groupRules(group, direction).first(farEnd, packet, farGroups);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** The entry that decides; compiled ACLs end with `*` for both families, so there is one. */
export function aclEntryFor(
  index: ProgramIndex,
  acl: AclId,
  direction: Direction,
  packet: Packet,
): Pick<AclEntry, 'action' | 'origin'> {
  const entry = index.aclEntries(acl, direction).first(farEndOf(packet, direction), packet, undefined);
  return entry ?? { action: 'deny', origin: { resource: acl, rule: '*' } };
}

/** The far end: rules of ingress look at the source, those of egress at the destination. */
function farEndOf(packet: Packet, direction: Direction): Address {
  return direction === 'ingress' ? packet.source : packet.destination;
}
