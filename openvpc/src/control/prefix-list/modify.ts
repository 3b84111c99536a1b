import type { ModifyManagedPrefixListRequest, ModifyManagedPrefixListResult } from '../../aws/ec2.types.ts';
import type { PrefixList } from '../../model/prefix-list.ts';
import { onResources } from '../access.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { given, missingParameter, refuseUnsupported, required } from '../required.ts';
import { changedEntries, checkFits, newEntries } from './entries.ts';
import { checkCurrentVersion, ownList } from './find.ts';
import { listName } from './name.ts';
import { resize } from './resize.ts';
import { showList } from './show.ts';
import { withVersion } from './version.ts';

/** Entries make a new version; a name or a size does not. */
export const modifyManagedPrefixList: Operation<ModifyManagedPrefixListRequest, ModifyManagedPrefixListResult> = {
  action: 'ec2:ModifyManagedPrefixList',
  access: (input, _view, call) =>
    onResources('ec2:ModifyManagedPrefixList', call, [['prefix-list', input.PrefixListId]]),
  run(tx, input, call) {
    refuseUnsupported(input, ['IpamPrefixListResolverSyncEnabled']);
    const before = ownList(tx.view, call, input.PrefixListId);
    const changesEntries = given(input, ['AddEntries', 'RemoveEntries']).length > 0;
    if (changesEntries && input.MaxEntries !== undefined) {
      throw new ApiError(
        'InvalidParameterCombination',
        'You cannot modify the entries and the maximum entries for the prefix list in the same request.',
      );
    }
    if (!changesEntries && input.MaxEntries === undefined && input.PrefixListName === undefined) {
      throw missingParameter('addEntry');
    }
    if (input.CurrentVersion !== undefined) checkCurrentVersion(before, input.CurrentVersion);
    const named = input.PrefixListName === undefined ? before : { ...before, name: listName(input.PrefixListName) };
    const list = modified(changesEntries ? withEntries(named, input, call) : named);
    tx.put(list);
    if (input.MaxEntries !== undefined) resize(tx, call, list, input.MaxEntries);
    return { PrefixList: showList(tx.view.prefixLists.get(list.id) ?? list, 'modify-in-progress') };
  },
};

function withEntries(list: PrefixList, input: ModifyManagedPrefixListRequest, call: Call): PrefixList {
  required(input.CurrentVersion, 'currentVersion');
  const added = newEntries(input.AddEntries ?? [], list.family, 'addEntry');
  const entries = changedEntries(list, added, input.RemoveEntries ?? []);
  checkFits(entries, list.maxEntries);
  return withVersion(list, entries, call);
}

function modified(list: PrefixList): PrefixList {
  const { stateMessage: _before, ...rest } = list;
  return { ...rest, state: 'modify-complete' };
}
