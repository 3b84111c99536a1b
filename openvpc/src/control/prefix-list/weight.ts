import type { PrefixList } from '../../model/prefix-list.ts';
import { isPrefixList, type RouteTable } from '../../model/route-table.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PrefixListId } from '../../name/id.ts';
import type { Family } from '../../net/address.ts';

/**
 * How many rules these count as in one family: a prefix list as many as it may have entries, a group as one in each family
 * ("Amazon VPC quotas", the latter of an older edition).
 */
export function weighRules(view: Snapshot, rules: readonly SecurityGroupRule[], family: Family): number {
  return sum(
    rules.map(({ peer }) => {
      switch (peer.kind) {
        case 'group':
          return 1;
        case 'prefix':
          return peer.prefix.base.family === family ? 1 : 0;
        case 'prefix-list':
          return weighList(view, peer.list, family);
      }
    }),
  );
}

/** The same for the routes of a table. */
export function weighRoutes(view: Snapshot, { routes }: RouteTable, family: Family): number {
  return sum(
    routes.map(({ destination }) => {
      if (isPrefixList(destination)) return weighList(view, destination.prefixList, family);
      return destination.base.family === family ? 1 : 0;
    }),
  );
}

export function weightOf({ weight, maxEntries }: PrefixList): number {
  return weight ?? maxEntries;
}

function weighList(view: Snapshot, id: PrefixListId, family: Family): number {
  const list = view.prefixLists.get(id);
  return list?.family === family ? weightOf(list) : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
