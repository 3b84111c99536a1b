import type { Route } from '../../contract/program.ts';
import type { RouteTableId } from '../../name/id.ts';
import { byLongestPrefix } from './disjoint.ts';
import type { RulesetDraft } from './draft.ts';
import { ENDINGS } from './endings.ts';
import { routeChain, routeMap } from './names.ts';
import type { Verdict } from './ruleset.ts';
import { destination, FAMILIES, go, ofFamily, RETURN, rule, verdictBy } from './terms.ts';

/** A route table: what goes to the VPC itself comes back from its chain, the rest ends. */
export function addRouteTable(draft: RulesetDraft, table: RouteTableId, routes: readonly Route[]): void {
  const rules = FAMILIES.map((family) => {
    const entries = routes
      .filter((route) => route.destination.base.family === family)
      .map((route) => ({ prefix: route.destination, value: verdictOf(route) }));
    draft.maps.set(routeMap(table, family), {
      fields: [destination(family)],
      ranges: true,
      gives: 'verdict',
      entries: byLongestPrefix(entries).map(({ first, last, value }) => ({ key: [{ first, last }], gives: value })),
    });
    return rule([ofFamily(family)], verdictBy([destination(family)], routeMap(table, family)));
  });
  draft.chains.set(routeChain(table), { rules: [...rules, rule([], go(ENDINGS.noRoute))] });
}

function verdictOf({ target }: Route): Verdict {
  switch (target.kind) {
    case 'local':
      return RETURN;
    case 'blackhole':
      return go(ENDINGS.blackhole);
    default: // every gateway: see refusals.ts
      return go(ENDINGS.gateway);
  }
}
