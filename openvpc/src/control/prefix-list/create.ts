import type { CreateManagedPrefixListRequest, CreateManagedPrefixListResult } from '../../aws/ec2.types.ts';
import type { PrefixList } from '../../model/prefix-list.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { ApiError, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { oneOf } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { checkFits, newEntries } from './entries.ts';
import { checkMaxEntries, listName } from './name.ts';
import { showList } from './show.ts';

/** Of client tokens here. */
const LONGEST_TOKEN = 255;

export const createManagedPrefixList: Operation<CreateManagedPrefixListRequest, CreateManagedPrefixListResult> = {
  action: 'ec2:CreateManagedPrefixList',
  access: (input, _view, call) =>
    onCreation('ec2:CreateManagedPrefixList', call, 'prefix-list', input.TagSpecifications),
  run(tx, input, call) {
    const family = oneOf(input.AddressFamily, ['IPv4', 'IPv6'], 'addressFamily') === 'IPv4' ? 4 : 6;
    const maxEntries = checkMaxEntries(input.MaxEntries, quotaOf(call, 'entriesPerPrefixList'));
    const entries = newEntries(input.Entries ?? [], family);
    const name = listName(input.PrefixListName);
    const tags = tagsFor(input.TagSpecifications, 'prefix-list');
    checkFits(entries, maxEntries);
    const existing = visible(tx.view.prefixLists, call);
    const request = fingerprintOf(input);
    const earlier = madeBefore(existing, input.ClientToken, (list) => list.request === request, LONGEST_TOKEN);
    if (earlier !== undefined) return { PrefixList: showList(earlier) };
    if (existing.length >= quotaOf(call, 'prefixListsPerRegion')) {
      throw new ApiError('PrefixListLimitExceeded', 'The maximum number of prefix lists has been reached.');
    }
    const token = rememberToken(input.ClientToken);
    const list: PrefixList = {
      ...owned(call, tags),
      kind: 'prefix-list',
      id: call.mint('pl'),
      name,
      family,
      maxEntries,
      version: 1,
      entries,
      history: [],
      ...token,
      ...(token.clientToken === undefined ? {} : { request }),
    };
    tx.put(list);
    return { PrefixList: showList(list, 'create-in-progress') };
  },
};
