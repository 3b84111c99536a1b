import type { GetManagedPrefixListEntriesRequest, GetManagedPrefixListEntriesResult } from '../../aws/ec2.types.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onResources } from '../access.ts';
import { nextTokenOf, pageOnly } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { checkVersion, entriesAt, listNamed } from './find.ts';
import { showEntry } from './show.ts';

/** Of the newest version, or of the one that is named. */
export const getManagedPrefixListEntries: Operation<
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult
> = {
  action: 'ec2:GetManagedPrefixListEntries',
  access: (input, _view, call) =>
    onResources('ec2:GetManagedPrefixListEntries', call, [['prefix-list', input.PrefixListId]]),
  run(tx, input, call) {
    const list = listNamed(tx.view, call, input.PrefixListId);
    const version = input.TargetVersion ?? list.version;
    checkVersion(version);
    const page = pageOnly(entriesAt(list, version), input, `entries of ${list.id} at ${version}`, {
      limits: { least: 1, most: 100 },
      keyOf: ({ prefix }) => formatPrefix(prefix),
    });
    return { Entries: page.items.map(showEntry), ...nextTokenOf(page) };
  },
};
