import type { PrefixList } from '../../model/prefix-list.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { ApiError, type Call } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { rulesOfDirection } from '../security-group/show.ts';
import { checkMaxEntries } from './name.ts';
import { referrersOf } from './referrers.ts';
import { weighRoutes, weighRules } from './weight.ts';

/** So many ids the message names (VPC User Guide, "Resize a prefix list"). */
const NAMED = 10;

/**
 * Every reference counts as the size, so a list grows only if all that refer to it have room. If not, the call does not
 * fail: the old size stays, and the list says `modify-failed`, and why.
 */
export function resize(tx: Transaction, call: Call, list: PrefixList, wanted: number): void {
  const maxEntries = checkMaxEntries(wanted, quotaOf(call, 'entriesPerPrefixList'));
  if (maxEntries < list.entries.length) {
    throw new ApiError(
      'InvalidParameterValue',
      `The prefix list has ${list.entries.length} entries: its maximum cannot be ${maxEntries}.`,
    );
  }
  tx.put({ ...list, maxEntries });
  const { groups, tables } = full(tx.view, call, list);
  if (groups.length + tables.length === 0) return;
  const why = [
    `Unable to modify maximum entries from (${list.maxEntries}) to (${maxEntries}).`,
    ...shortOfRoom('Security Group', groups),
    ...shortOfRoom('Route Table', tables),
  ];
  tx.put({ ...list, state: 'modify-failed', stateMessage: why.join(' ') });
}

/** What refers to the list and has, in this view, more rules or routes than it may have. */
function full(view: Snapshot, call: Call, list: PrefixList) {
  const { groups, tables } = referrersOf(view, list.id);
  const mostRules = quotaOf(call, 'rulesPerSecurityGroup');
  return {
    groups: groups.filter((group) =>
      (['ingress', 'egress'] as const).some(
        (direction) => weighRules(view, rulesOfDirection(group, direction), list.family) > mostRules,
      ),
    ),
    tables: tables.filter((table) => weighRoutes(view, table, list.family) > quotaOf(call, 'routesPerTable')),
  };
}

function shortOfRoom(what: string, resources: ReadonlyArray<Readonly<{ id: string }>>): readonly string[] {
  const ids = resources.slice(0, NAMED).map(({ id }) => id);
  return ids.length === 0
    ? []
    : [`The following VPC ${what} resources do not have sufficient capacity [${ids.join(', ')}].`];
}
