import type { PrefixList } from '../../model/prefix-list.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PrefixListId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { unsupported } from '../required.ts';
import { awsListsOf, isOfAws } from './aws-lists.ts';

/** A list that the caller may read and refer to: its own, or one of AWS's. */
export function listNamed(view: Snapshot, call: Call, id: string): PrefixList {
  return awsListsOf(call.region).find((list) => list.id === id) ?? mustExist(view, call, 'prefix-list', id);
}

/** A list that the caller may change. */
export function ownList(view: Snapshot, call: Call, id: string): PrefixList {
  const list = listNamed(view, call, id);
  if (isOfAws(list)) throw unsupported(`The prefix list ${id} is managed by AWS; it cannot be changed.`);
  return list;
}

/** A list of AWS's is stored from the first reference to it on: rules and routes refer to what is in the snapshot. */
export function keepList(tx: Transaction, call: Call, id: PrefixListId): void {
  if (!tx.view.prefixLists.has(id)) tx.put(listNamed(tx.view, call, id));
}

/** The entries of one version. */
export function entriesAt(list: PrefixList, version: number): PrefixList['entries'] {
  const found = version === list.version ? list : list.history.find((earlier) => earlier.version === version);
  if (found !== undefined) return found.entries;
  throw new ApiError('PrefixListVersionNotFound', `The prefix list ${list.id} has no version ${version}.`);
}

/** Optimistic locking: a change that was thought up on another version is refused. */
export function checkCurrentVersion(list: PrefixList, version: number): void {
  checkVersion(version);
  if (version === list.version) return;
  throw new ApiError('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.');
}

export function checkVersion(version: number): void {
  if (version >= 1) return;
  throw new ApiError(
    'InvalidParameterValue',
    'The specified value for version is not valid. The value must be greater than (1).', // AWS's own words
  );
}
