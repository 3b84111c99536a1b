import type { Direction } from '../../contract/flow-event.ts';
import type { AclEntry, AclProgram } from '../../contract/program.ts';
import { isIcmp } from '../../net/protocol.ts';
import { icmpCondition } from './group-rules.ts';
import { MARK } from './marks.ts';
import { nftName } from './names.ts';
import type { Chain, Condition, Rule } from './ruleset.ts';

export const aclChainName = (acl: string, direction: Direction): string => nftName(acl, direction);

/** One network ACL in one direction: its entries in number order, the first match decides, for every packet. */
export function aclChain(program: AclProgram, direction: Direction): Chain {
  return { rules: program[direction].filter(canMatch).map((entry) => entryRule(entry, direction)) };
}

/** ICMP entries with an IPv6 prefix, and the reverse, match nothing (network ACL guide, "Network ACL rules"). */
function canMatch({ match }: AclEntry): boolean {
  if (match.peer.kind !== 'prefix' || !isIcmp(match.protocol) || match.icmp?.type === undefined) return true;
  return (match.protocol === 1) === (match.peer.prefix.base.family === 4);
}

function entryRule({ match, action }: AclEntry, direction: Direction): Rule {
  if (match.peer.kind !== 'prefix') throw new Error('a network ACL entry has no peer but a CIDR block');
  const { prefix } = match.peer;
  const { family } = prefix.base;
  const when: Condition[] = [{ kind: 'family', family }];
  if (prefix.length > 0) when.push({ kind: 'address', end: direction === 'egress' ? 'destination' : 'source', prefix });
  if (match.protocol !== 'any') when.push({ kind: 'protocol', protocol: match.protocol });
  if (match.ports !== undefined) when.push({ kind: 'port', end: 'destination', ports: match.ports });
  when.push(...icmpCondition(match.protocol, family, match.icmp));
  const bits = direction === 'egress' ? MARK.egressAcl : MARK.ingressAcl;
  return { when, then: action === 'allow' ? [{ kind: 'mark', bits }, { kind: 'return' }] : [{ kind: 'return' }] };
}
