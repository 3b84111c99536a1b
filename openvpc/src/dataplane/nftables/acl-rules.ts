import type { Direction } from '../../contract/flow-event.ts';
import type { AclEntry, AclProgram } from '../../contract/program.ts';
import type { AclId } from '../../name/id.ts';
import { ALL_PORTS } from '../../net/port-range.ts';
import type { RulesetDraft } from './draft.ts';
import { ENDINGS } from './endings.ts';
import { farEnd, fitsFamily, trafficConditions } from './match-terms.ts';
import { aclChain } from './names.ts';
import type { Rule } from './ruleset.ts';
import { go, is, ofFamily, prefixKey, RETURN, rule } from './terms.ts';

/**
 * One network ACL in one direction, for every packet, tracked or not: a line for each entry in number order, the first
 * match decides, and what none matches is denied (VPC User Guide, "Network ACLs"). AWS allows 40 entries, so a list will do.
 */
export function addAcl(draft: RulesetDraft, acl: AclId, program: AclProgram, direction: Direction): void {
  const refuse = go(ENDINGS.acl[direction]);
  const entries = program[direction].flatMap((entry) => entryRule(entry, direction));
  draft.chains.set(aclChain(acl, direction), { rules: [...entries, rule([], refuse)] });
}

function entryRule({ match, action, origin }: AclEntry, direction: Direction): readonly Rule[] {
  if (match.peer.kind !== 'prefix') throw new Error('a network ACL entry has no peer but a CIDR block'); // the model's promise
  const { prefix } = match.peer;
  const { family } = prefix.base;
  if (!fitsFamily(match, family)) return [];
  const when = [
    ofFamily(family),
    ...(prefix.length === 0 ? [] : [is(farEnd(direction, family), prefixKey(prefix))]),
    ...trafficConditions(match, family, [match.ports ?? ALL_PORTS]),
  ];
  return [{ when, actions: [action === 'allow' ? RETURN : go(ENDINGS.acl[direction])], origin }];
}
