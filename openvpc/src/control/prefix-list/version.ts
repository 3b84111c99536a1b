import type { PrefixList } from '../../model/prefix-list.ts';
import type { Call } from '../operation.ts';
import { quotaOf } from '../quota.ts';

/** The next version, with these entries; of the versions before, the oldest goes when there are too many. */
export function withVersion(list: PrefixList, entries: PrefixList['entries'], call: Call): PrefixList {
  const most = quotaOf(call, 'versionsPerPrefixList');
  const all = [...list.history, { version: list.version, entries: list.entries }];
  return { ...list, entries, version: list.version + 1, history: all.slice(Math.max(0, all.length - (most - 1))) };
}
