import type {
  RestoreManagedPrefixListVersionRequest,
  RestoreManagedPrefixListVersionResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { checkFits } from './entries.ts';
import { checkCurrentVersion, checkVersion, entriesAt, ownList } from './find.ts';
import { showList } from './show.ts';
import { withVersion } from './version.ts';

/** The entries of an earlier version, in a new one. */
export const restoreManagedPrefixListVersion: Operation<
  RestoreManagedPrefixListVersionRequest,
  RestoreManagedPrefixListVersionResult
> = {
  action: 'ec2:RestoreManagedPrefixListVersion',
  access: (input, _view, call) =>
    onResources('ec2:RestoreManagedPrefixListVersion', call, [['prefix-list', input.PrefixListId]]),
  run(tx, input, call) {
    const { stateMessage: _before, ...list } = ownList(tx.view, call, input.PrefixListId);
    checkCurrentVersion(list, input.CurrentVersion);
    checkVersion(input.PreviousVersion);
    const entries = entriesAt(list, input.PreviousVersion);
    checkFits(entries, list.maxEntries);
    const restored = { ...withVersion(list, entries, call), state: 'restore-complete' } as const;
    tx.put(restored);
    return { PrefixList: showList(restored, 'restore-in-progress') };
  },
};
