import type { Direction } from '../../contract/flow-event.ts';
import type { GroupProgram } from '../../contract/program.ts';
import type { GroupId } from '../../name/id.ts';
import { isAllPorts } from '../../net/port-range.ts';
import { TCP, UDP } from '../../net/protocol.ts';
import { everyonePorts, FAMILIES, groupChainName } from './group-rules.ts';
import { MARK } from './marks.ts';
import type { Chain, Condition, Rule } from './ruleset.ts';

/**
 * What ENIs with these groups let pass in one direction: the union of the groups, then whether a flow that they allow
 * stays untracked.
 */
export function interfaceChain(
  groups: readonly GroupId[],
  programs: ReadonlyMap<GroupId, GroupProgram>,
  direction: Direction,
): Chain {
  const known = groups.flatMap((group) => programs.get(group) ?? []);
  const jumps: Rule[] = groups
    .filter((group) => programs.has(group))
    .map((group) => ({ when: [], then: [{ kind: 'jump', chain: groupChainName(group, direction) }] }));
  return { rules: [...jumps, ...untrackedRules(known, direction)] };
}

/**
 * A TCP or UDP flow is untracked when a rule for everyone admits the packet, a rule for everyone of the other direction
 * admits its answer, and one of the two covers all ports (EC2 guide, "Security group connection tracking").
 */
function untrackedRules(programs: readonly GroupProgram[], direction: Direction): readonly Rule[] {
  const other = direction === 'egress' ? 'ingress' : 'egress';
  const bits = direction === 'egress' ? MARK.egressUntracked : MARK.ingressUntracked;
  const rules: Rule[] = [];
  for (const family of FAMILIES) {
    for (const protocol of [TCP, UDP]) {
      const forth = everyonePorts(programs, direction, family, protocol);
      const back = everyonePorts(programs, other, family, protocol);
      if (!forth.some(isAllPorts) && !back.some(isAllPorts)) continue;
      const when: Condition[] = [
        { kind: 'family', family },
        { kind: 'protocol', protocol },
      ];
      for (const to of forth) {
        for (const from of back) {
          const ports: Condition[] = [];
          if (!isAllPorts(to)) ports.push({ kind: 'port', end: 'destination', ports: to });
          if (!isAllPorts(from)) ports.push({ kind: 'port', end: 'source', ports: from });
          rules.push({ when: [...when, ...ports], then: [{ kind: 'mark', bits }] });
        }
      }
    }
  }
  return rules;
}
