import type { Direction } from '../../contract/flow-event.ts';
import type { GroupProgram, GroupRule, Match } from '../../contract/program.ts';
import type { GroupId } from '../../name/id.ts';
import type { Family } from '../../net/address.ts';
import { ALL_PORTS, isAllPorts, type PortRange } from '../../net/port-range.ts';
import { hasPorts, TCP, UDP } from '../../net/protocol.ts';
import { merged } from './disjoint.ts';
import type { RulesetDraft } from './draft.ts';
import { MARK } from './marks.ts';
import { answerChain, groupSet } from './names.ts';
import type { Condition, Field, Key, Rule } from './ruleset.ts';
import { FAMILIES, isIn, ofFamily, ofProtocol, one, portKey, rule, setBits } from './terms.ts';

/**
 * Rules for everyone, `0.0.0.0/0` or `::/0`. Only by them is a flow untracked, and only when one of the two that admit the
 * packet and its answer is for all ports by itself (reference/tracking.ts), so those are told apart.
 */
export function isForEveryone({ peer, protocol }: Match, family: Family): boolean {
  if (peer.kind !== 'prefix' || peer.prefix.length !== 0 || peer.prefix.base.family !== family) return false;
  return protocol === 'any' || hasPorts(protocol);
}

export function addEveryoneRules(
  draft: RulesetDraft,
  group: GroupId,
  direction: Direction,
  rules: readonly GroupRule[],
): readonly Rule[] {
  const allowed = MARK.allowed | MARK.everyone;
  const bits = { some: allowed, all: allowed | MARK.everyoneAllPorts };
  return openRules(draft, group, direction, rules, 'destination-port', bits);
}

/** The same asked of the packet that would answer: its destination port is this one's source port. */
export function addAnswers(draft: RulesetDraft, group: GroupId, program: GroupProgram, direction: Direction): void {
  const bits = { some: MARK.answer, all: MARK.answer | MARK.answerAllPorts };
  const rules = openRules(draft, group, direction, program[direction], 'source-port', bits);
  draft.chains.set(answerChain(group, direction), { rules });
}

function openRules(
  draft: RulesetDraft,
  group: GroupId,
  direction: Direction,
  rules: readonly GroupRule[],
  port: 'source-port' | 'destination-port',
  bits: Readonly<{ some: number; all: number }>,
): readonly Rule[] {
  return FAMILIES.flatMap((family) => {
    const { whole, parts } = openPorts(rules.filter(({ match }) => isForEveryone(match, family)));
    const result = whole.map((protocols) => rule([ofFamily(family), ...protocols], setBits(bits.all)));
    if (parts.length === 0) return result;
    const set = groupSet(group, direction, 'everyone', family);
    draft.sets.set(set, { fields: ['protocol', 'destination-port'], ranges: true, elements: parts });
    const fields: readonly Field[] = ['protocol', port];
    return [...result, rule([ofFamily(family), isIn(fields, set)], setBits(bits.some))];
  });
}

/** `whole`: when all ports are open by one rule. `parts`: the other open ports, by protocol. */
function openPorts(rules: readonly GroupRule[]): Readonly<{ whole: readonly Condition[][]; parts: readonly Key[] }> {
  if (rules.some(({ match }) => match.protocol === 'any')) return { whole: [[]], parts: [] };
  const portsOf = (protocol: number): readonly PortRange[] =>
    rules.filter(({ match }) => match.protocol === protocol).map(({ match }) => match.ports ?? ALL_PORTS);
  const isWhole = (protocol: number): boolean => portsOf(protocol).some(isAllPorts);
  const protocols = [TCP, UDP];
  return {
    whole: protocols.filter(isWhole).map((protocol) => [ofProtocol(protocol)]),
    parts: protocols
      .filter((protocol) => !isWhole(protocol))
      .flatMap((protocol) => merged(portsOf(protocol)).map((ports) => [one(protocol), portKey(ports)])),
  };
}
