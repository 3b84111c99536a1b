import type { Direction, FlowEvent } from '../contract/flow-event.ts';
import type { EniProgram, Program } from '../contract/program.ts';
import type { Because } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import { type Packet, reversed } from '../net/packet.ts';
import { farEndSeen } from './far-end.ts';
import { indexOf, type ProgramIndex } from './program-index.ts';
import { aclEntryFor, groupRuleFor } from './rules.ts';

/**
 * Which rules decided about a packet at one ENI, from what was seen of it there: for an accepted packet every rule that
 * let it pass, in order of the path; for a rejected one the denier alone. An acceptance that no group rule gives is
 * `tracked-flow`. Undefined when the rules as they are now do not say: they changed since, or a reply that the groups
 * may have tracked meets an ACL that denies it too.
 *
 * The path is taken from the addresses: the packet crossed a subnet's boundary if its far end is outside the subnet.
 */
export function explainAtEni(
  program: Program,
  id: EniId,
  direction: Direction,
  packet: Packet,
  action: FlowEvent['action'],
): readonly Because[] | undefined {
  const index = indexOf(program);
  const eni = index.eni(id);
  if (eni === undefined) return undefined;
  if (eni.natGateway !== undefined) return explainAtNat(index, eni, direction, packet, action);
  const rule = groupRuleFor(index, eni.groups, direction, packet, farGroups(index, eni, direction, packet));
  const entry = crosses(index, eni, direction, packet)
    ? aclEntryFor(index, index.subnet(eni.subnet).acl, direction, packet)
    : undefined;
  const aclDenies = entry?.action === 'deny';

  if (action === 'ACCEPT') {
    if (aclDenies) return undefined;
    const group: Because = rule?.origin ?? 'tracked-flow';
    if (entry === undefined) return [group];
    return direction === 'ingress' ? [entry.origin, group] : [group, entry.origin];
  }
  if (aclDenies && (direction === 'ingress' || rule !== undefined)) return [entry.origin];
  if (rule !== undefined) return undefined;
  return aclDenies && mayBeReply(index, eni, direction, packet) ? undefined : ['implicit-deny'];
}

/** No group is asked at a NAT gateway's interface: the ACL decided, or the gateway itself, of which no rule speaks. */
function explainAtNat(
  index: ProgramIndex,
  eni: EniProgram,
  direction: Direction,
  packet: Packet,
  action: FlowEvent['action'],
): readonly Because[] | undefined {
  if (!crosses(index, eni, direction, packet)) return action === 'ACCEPT' ? [] : undefined;
  const entry = aclEntryFor(index, index.subnet(eni.subnet).acl, direction, packet);
  return (entry.action === 'allow') === (action === 'ACCEPT') ? [entry.origin] : undefined;
}

function crosses(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet): boolean {
  return !index.isInSubnet(eni.subnet, direction === 'ingress' ? packet.source : packet.destination);
}

function farGroups(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet) {
  const farEnd = farEndSeen(index, eni, direction, packet);
  return farEnd && index.groupsOf(farEnd);
}

/** Whether the groups would let in what this packet answers. */
function mayBeReply(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet): boolean {
  const opposite = direction === 'ingress' ? 'egress' : 'ingress';
  return (
    groupRuleFor(index, eni.groups, opposite, reversed(packet), farGroups(index, eni, direction, packet)) !== undefined
  );
}
