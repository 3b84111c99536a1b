import type { Direction } from '../../contract/flow-event.ts';
import type { AclEntry, AclProgram } from '../../contract/program.ts';
import { canMatch, icmpCondition } from './group-rules.ts';
import { MARK } from './marks.ts';
import { nftName } from './names.ts';
import type { Chain, Condition, Rule } from './ruleset.ts';

export const aclChainName = (acl: string, direction: Direction): string => nftName(acl, direction);

/** One network ACL in one direction: its entries in number order, the first match decides, for every packet. */
export function aclChain(program: AclProgram, direction: Direction): Chain {
  return { rules: program[direction].flatMap((entry) => entryRules(entry, direction)) };
}

/** None for an entry that can match nothing. */
function entryRules({ match, action }: AclEntry, direction: Direction): readonly Rule[] {
  if (match.peer.kind !== 'prefix') throw new Error('a network ACL entry has no peer but a CIDR block');
  const { prefix } = match.peer;
  const { family } = prefix.base;
  if (!canMatch(match, family)) return [];
  const when: Condition[] = [{ kind: 'family', family }];
  if (prefix.length > 0) when.push({ kind: 'address', end: direction === 'egress' ? 'destination' : 'source', prefix });
  if (match.protocol !== 'any') when.push({ kind: 'protocol', protocol: match.protocol });
  if (match.ports !== undefined) when.push({ kind: 'port', end: 'destination', ports: match.ports });
  when.push(...icmpCondition(match, family));
  const bits = direction === 'egress' ? MARK.egressAcl : MARK.ingressAcl;
  return [{ when, then: action === 'allow' ? [{ kind: 'mark', bits }, { kind: 'return' }] : [{ kind: 'return' }] }];
}
