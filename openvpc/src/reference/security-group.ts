import type { FlowView, Step } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { SecurityGroup, SecurityGroupRule } from '../model/security-group.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { PrefixListId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { trafficMatches } from './match.ts';

export type Direction = 'ingress' | 'egress';

/**
 * A packet at one ENI. `farEnd` is the ENI at the other end (the source of ingress, the destination of egress) when that
 * is reached directly.
 */
export type AtEni = Readonly<{
  snapshot: Snapshot;
  eni: Eni;
  direction: Direction;
  packet: Packet;
  farEnd: Eni | undefined;
}>;
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
export function matchingRules({ snapshot, eni, direction, packet, farEnd }: AtEni): readonly PlacedRule[] {
  return [...eni.groups]
    .sort()
    .flatMap((id) => snapshot.securityGroups.get(id) ?? [])
    .flatMap((group) => [...group.rules].sort(byId).map((rule) => ({ group, rule })))
    .filter(({ rule }) => rule.direction === direction && ruleMatches(snapshot, rule, packet, farEnd));
}

/** Ingress rules look at the source, egress rules at the destination. */
function ruleMatches(snapshot: Snapshot, rule: SecurityGroupRule, packet: Packet, farEnd: Eni | undefined): boolean {
  if (!trafficMatches(rule, packet)) return false;
  const address = rule.direction === 'ingress' ? packet.source : packet.destination;
  switch (rule.peer.kind) {
    case 'prefix':
      return prefixHolds(rule.peer.prefix, address);
    case 'prefix-list':
      return isListed(snapshot, rule.peer.list, address);
    case 'group':
      // "Traffic from the network interfaces that are associated with the referenced group", by private address (VPC User
      // Guide, "Referencing security groups"). A rule whose group or peering connection is gone is stale and matches nothing.
      return farEnd?.groups.includes(rule.peer.group) === true;
  }
}

/** "A prefix list reference uses the latest version" (VPC User Guide, "Managed prefix lists"); entries are of one family. */
function isListed(snapshot: Snapshot, id: PrefixListId, address: Address): boolean {
  return snapshot.prefixLists.get(id)!.entries.some(({ prefix }) => prefixHolds(prefix, address));
}

function byId(a: Readonly<{ id: string }>, b: Readonly<{ id: string }>): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
