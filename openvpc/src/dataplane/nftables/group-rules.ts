import type { Direction } from '../../contract/flow-event.ts';
import type { GroupProgram, GroupRule, Match } from '../../contract/program.ts';
import type { GroupId } from '../../name/id.ts';
import type { Family } from '../../net/address.ts';
import { ALL_PORTS, type PortRange } from '../../net/port-range.ts';
import { addEveryoneRules, isForEveryone } from './everyone-rules.ts';
import { MARK } from './marks.ts';
import { farEnd, fitsFamily, trafficConditions } from './match-terms.ts';
import { groupChain, peerSet, type SetPeer } from './names.ts';
import { prefixRules } from './prefix-rules.ts';
import type { Rule } from './ruleset.ts';
import type { RulesetDraft } from './draft.ts';
import { FAMILIES, isIn, marked, ofFamily, RETURN, rule, setBits } from './terms.ts';

/**
 * One security group in one direction, as a chain that sets bits: whether a rule allows the packet, and what tracking
 * needs to know. Rules live in sets: the chain's length follows the kinds of peers, not the number of rules.
 */
export function addGroup(draft: RulesetDraft, group: GroupId, program: GroupProgram, direction: Direction): void {
  const rules = program[direction];
  const forEveryone = addEveryoneRules(draft, group, direction, rules);
  const forSome = FAMILIES.flatMap((family) => [
    ...prefixRules(
      draft,
      group,
      direction,
      family,
      rules.filter((r) => !isForEveryone(r.match, family)),
    ),
    ...setRules(direction, family, rules),
  ]);
  const chain = [...forEveryone];
  if (forEveryone.length > 0 && forSome.length > 0) chain.push(rule([marked(MARK.allowed)], RETURN));
  draft.chains.set(groupChain(group, direction), { rules: [...chain, ...forSome] });
}

/** One line for each referenced group or prefix list and protocol; of ICMP, one for each type and code. */
function setRules(direction: Direction, family: Family, rules: readonly GroupRule[]): readonly Rule[] {
  const byTraffic = new Map<string, { peer: SetPeer; match: Match; ports: PortRange[] }>();
  for (const { match } of rules) {
    const { peer } = match;
    if (peer.kind === 'prefix' || !fitsFamily(match, family)) continue;
    const icmp = `${match.icmp?.type ?? ''}/${match.icmp?.code ?? ''}`;
    const key = `${peerSet(peer, family)} ${match.protocol} ${icmp}`;
    const known = byTraffic.get(key) ?? { peer, match, ports: [] };
    known.ports.push(match.ports ?? ALL_PORTS);
    byTraffic.set(key, known);
  }
  return [...byTraffic.values()].map(({ peer, match, ports }) => {
    const when = [
      ofFamily(family),
      isIn([farEnd(direction, family)], peerSet(peer, family)),
      ...trafficConditions(match, family, ports),
    ];
    // A packet that its sender forwards for another is no member's (contract/verdict.ts).
    return rule(
      direction === 'ingress' && peer.kind === 'members' ? [marked(MARK.own), ...when] : when,
      setBits(MARK.allowed),
      RETURN,
    );
  });
}
