import type { EniProgram, GroupProgram, GroupRule, IcmpMatch, Match, Peer } from '../contract/program.ts';
import type { GroupPeer, SecurityGroup, SecurityGroupRule } from '../model/security-group.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId, GroupId } from '../name/id.ts';
import { isAllPorts, type PortRange } from '../net/port-range.ts';
import type { Protocol } from '../net/protocol.ts';
import { rememberedBy } from './remembered.ts';
import { compareText, sortedById } from './sorted.ts';

/** The groups that some ENI carries. */
export function groupPrograms(
  snapshot: Snapshot,
  enis: ReadonlyMap<EniId, EniProgram>,
): ReadonlyMap<GroupId, GroupProgram> {
  const carried = new Set([...enis.values()].flatMap((eni) => eni.groups));
  return sortedById(
    [...carried].map((id) => {
      const group = snapshot.securityGroups.get(id)!; // an invariant
      return [id, groupProgram(group)] as const;
    }),
  );
}

const groupProgram = rememberedBy((group: SecurityGroup): GroupProgram => {
  const rules = [...group.rules].sort((a, b) => compareText(a.id, b.id));
  const of = (direction: SecurityGroupRule['direction']): readonly GroupRule[] =>
    rules.filter((rule) => rule.direction === direction).map((rule) => groupRule(group, rule));
  return { ingress: of('ingress'), egress: of('egress') };
});

function groupRule(group: SecurityGroup, rule: SecurityGroupRule): GroupRule {
  return { match: { ...trafficMatch(rule), peer: peerOf(rule.peer) }, origin: { resource: group.id, rule: rule.id } };
}

function peerOf(peer: GroupPeer): Peer {
  switch (peer.kind) {
    case 'prefix':
      return peer;
    case 'group':
      return { kind: 'members', group: peer.group };
    case 'prefix-list':
      return { kind: 'list', list: peer.list };
  }
}

/** Protocol, ports and ICMP type of a rule or entry; what is all of them is left out. */
export function trafficMatch(
  rule: Readonly<{ protocol: Protocol; ports?: PortRange; icmp?: Readonly<{ type: number; code: number }> }>,
): Omit<Match, 'peer'> {
  const icmp = rule.icmp === undefined ? undefined : icmpMatch(rule.icmp);
  return {
    protocol: rule.protocol,
    ...(rule.ports !== undefined && !isAllPorts(rule.ports) && { ports: rule.ports }),
    ...(icmp !== undefined && { icmp }),
  };
}

/** A code without a type cannot be: type -1 is all types and all codes. */
function icmpMatch({ type, code }: Readonly<{ type: number; code: number }>): IcmpMatch | undefined {
  if (type === -1) return undefined;
  return code === -1 ? { type } : { type, code };
}
