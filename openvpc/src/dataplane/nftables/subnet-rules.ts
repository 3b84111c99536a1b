import type { SubnetProgram } from '../../contract/program.ts';
import type { SubnetId } from '../../name/id.ts';
import type { RulesetDraft } from './draft.ts';
import { ENDINGS } from './endings.ts';
import { MARK } from './marks.ts';
import { aclChain, routeChain, subnetChain } from './names.ts';
import { call, destination, FAMILIES, go, is, isIn, marked, prefixKey, RETURN, rule, setBits } from './terms.ts';

/** The boundary of a subnet. Inside it there is neither ACL nor route. */
export function addSubnet(draft: RulesetDraft, id: SubnetId, { prefixes, acl, routeTable }: SubnetProgram): void {
  const inside = FAMILIES.flatMap((family) => {
    const own = prefixes.filter(({ base }) => base.family === family);
    return own.length === 0 ? [] : [rule([is(destination(family), ...own.map(prefixKey))], RETURN)];
  });
  draft.chains.set(subnetChain(id, 'egress'), {
    rules: [
      rule([], setBits(MARK.leaves)),
      ...inside,
      rule([], setBits(MARK.crosses)),
      rule([], call(aclChain(acl, 'egress'))),
      ...FAMILIES.map((family) =>
        rule([isIn([destination(family)], `never-forwarded-${family}`)], go(ENDINGS.noRoute)),
      ),
      rule([], call(routeChain(routeTable))),
    ],
  });
  draft.chains.set(subnetChain(id, 'ingress'), {
    rules: [rule([], setBits(MARK.arrives)), rule([marked(MARK.crosses)], call(aclChain(acl, 'ingress')))],
  });
}
