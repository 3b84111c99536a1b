import type { DeleteManagedPrefixListRequest, DeleteManagedPrefixListResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { ownList } from './find.ts';
import { referrersOf } from './referrers.ts';
import { showList } from './show.ts';

/** A reference does not fail the call; the list stays, and says `delete-failed`, and why. */
export const deleteManagedPrefixList: Operation<DeleteManagedPrefixListRequest, DeleteManagedPrefixListResult> = {
  action: 'ec2:DeleteManagedPrefixList',
  access: (input, _view, call) =>
    onResources('ec2:DeleteManagedPrefixList', call, [['prefix-list', input.PrefixListId]]),
  run(tx, input, call) {
    const list = ownList(tx.view, call, input.PrefixListId);
    const { groups, tables } = referrersOf(tx.view, list.id);
    const ids = [...groups, ...tables].map(({ id }) => id);
    if (ids.length === 0) tx.remove('prefix-list', list.id);
    else {
      const named = ids.slice(0, 10).join(', ');
      tx.put({ ...list, state: 'delete-failed', stateMessage: `The prefix list is referenced by [${named}].` });
    }
    return { PrefixList: showList(list, 'delete-in-progress') };
  },
};
