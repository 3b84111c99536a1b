import { isPrefixList, type RouteTable } from '../../model/route-table.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PrefixListId } from '../../name/id.ts';

export type Referrers = Readonly<{ groups: readonly SecurityGroup[]; tables: readonly RouteTable[] }>;

/** The groups with a rule, and the tables with a route, that name the list. */
export function referrersOf(view: Snapshot, list: PrefixListId): Referrers {
  return {
    groups: [...view.securityGroups.values()].filter(({ rules }) =>
      rules.some(({ peer }) => peer.kind === 'prefix-list' && peer.list === list),
    ),
    tables: [...view.routeTables.values()].filter(({ routes }) =>
      routes.some(({ destination }) => isPrefixList(destination) && destination.prefixList === list),
    ),
  };
}
