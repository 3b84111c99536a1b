import type { FlowView, Step } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { SecurityGroup, SecurityGroupRule } from '../model/security-group.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { GroupId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { trafficMatches } from './match.ts';
import { owns } from './owner.ts';

export type Direction = 'ingress' | 'egress';
/** A packet at one ENI. `sender` is the ENI that put it into the network: the far end of ingress, the ENI itself of egress. */
export type AtEni = Readonly<{ snapshot: Snapshot; eni: Eni; direction: Direction; packet: Packet; sender: Eni }>;
type PlacedRule = Readonly<{ group: SecurityGroup; rule: SecurityGroupRule }>;

/**
 * One ENI's groups asked about one packet. Allow only, all groups pooled, the most permissive rule wins (VPC User
 * Guide, "Security group rules"). A tracked flow passes without a rule (EC2 User Guide, "Security group connection
 * tracking").
 */
export function groupStep(at: AtEni, flows: FlowView, now: Instant): Step {
  const step = { stage: `group-${at.direction}`, at: at.eni.id } as const;
  if (flows.tracked(at.eni.id, at.packet, now)) return { ...step, passed: true, because: 'tracked-flow' };
  const [found] = matchingRules(at);
  if (found === undefined) return { ...step, passed: false, because: 'implicit-deny' };
  return { ...step, passed: true, because: { resource: found.group.id, rule: found.rule.id } };
}

/** In order of group and rule id, so that of several rules that match always the same one is named. */
export function matchingRules({ snapshot, eni, direction, packet, sender }: AtEni): readonly PlacedRule[] {
  return [...eni.groups]
    .sort()
    .flatMap((id) => snapshot.securityGroups.get(id) ?? [])
    .flatMap((group) => [...group.rules].sort(byId).map((rule) => ({ group, rule })))
    .filter(({ rule }) => rule.direction === direction && ruleMatches(snapshot, rule, packet, sender));
}

/** Ingress rules look at the source, egress rules at the destination. */
function ruleMatches(snapshot: Snapshot, rule: SecurityGroupRule, packet: Packet, sender: Eni): boolean {
  if (!trafficMatches(rule, packet)) return false;
  const farEnd = rule.direction === 'ingress' ? packet.source : packet.destination;
  if (rule.peer.kind === 'prefix') return prefixHolds(rule.peer.prefix, farEnd);
  if (rule.direction === 'ingress' && !owns(sender, farEnd)) return false; // forwarded: references are not preserved
  return isMember(snapshot, rule.peer.group, farEnd);
}

/**
 * "Traffic from the network interfaces that are associated with the referenced group", by their private addresses (VPC
 * User Guide, "Referencing security groups").
 */
function isMember(snapshot: Snapshot, id: GroupId, address: Address): boolean {
  const group = snapshot.securityGroups.get(id);
  if (group === undefined) return false;
  return [...snapshot.enis.values()].some(
    (eni) => eni.vpc === group.vpc && eni.groups.includes(id) && owns(eni, address),
  );
}

function byId(a: Readonly<{ id: string }>, b: Readonly<{ id: string }>): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
