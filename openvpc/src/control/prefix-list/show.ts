import type * as ec2 from '../../aws/ec2.types.ts';
import type { PrefixList, PrefixListEntry } from '../../model/prefix-list.ts';
import { arn } from '../../name/arn.ts';
import type { AccountId } from '../../name/scope.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { resourceType } from '../access.ts';
import { tagList } from '../tag-specifications.ts';
import { isOfAws } from './aws-lists.ts';

type InProgress = 'create-in-progress' | 'modify-in-progress' | 'restore-in-progress' | 'delete-in-progress';

/** A call answers that its change is in progress, as AWS does; the next call sees how it ended. */
export function showList(list: PrefixList, progress?: InProgress): ec2.ManagedPrefixList {
  const state = progress ?? list.state ?? 'create-complete';
  return {
    PrefixListId: list.id,
    PrefixListName: list.name,
    PrefixListArn: listArn(list),
    AddressFamily: `IPv${list.family}`,
    State: state,
    ...(progress === undefined && list.stateMessage !== undefined ? { StateMessage: list.stateMessage } : {}),
    ...(isOfAws(list) ? {} : { MaxEntries: list.maxEntries, Version: list.version }),
    OwnerId: list.owner,
    Tags: tagList(list.tags),
  };
}

export function showEntry({ prefix, description }: PrefixListEntry): ec2.PrefixListEntry {
  return { Cidr: formatPrefix(prefix), ...(description === undefined ? {} : { Description: description }) };
}

function listArn(list: PrefixList): string {
  const account = isOfAws(list) ? ('aws' as AccountId) : list.owner;
  return arn('ec2', list.region, account, `${resourceType('prefix-list')}/${list.id}`);
}
