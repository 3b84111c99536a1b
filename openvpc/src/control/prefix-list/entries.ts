import type * as ec2 from '../../aws/ec2.types.ts';
import { firstRepeated } from '../../model/invariant.ts';
import type { PrefixList, PrefixListEntry } from '../../model/prefix-list.ts';
import type { Family } from '../../net/address.ts';
import { formatPrefix, type Prefix, samePrefix } from '../../net/prefix.ts';
import { cidrOf } from '../cidr.ts';
import { ApiError } from '../operation.ts';
import { invalidValue } from '../required.ts';

const MOST_IN_A_REQUEST = 100;
const LONGEST_DESCRIPTION = 255;

/** What a request adds: blocks of the list's family, each once, canonical. */
export function newEntries(
  wanted: readonly ec2.AddPrefixListEntry[],
  family: Family,
  parameter = 'entry',
): readonly PrefixListEntry[] {
  const entries = wanted.map(({ Cidr, Description: description }): PrefixListEntry => {
    if ((description ?? '').length > LONGEST_DESCRIPTION) {
      throw invalidValue(`${description?.slice(0, 50)}…`, 'description', 'It has more than 255 characters.');
    }
    const prefix = cidrOf(Cidr, family, 'cidr');
    return description === undefined || description === '' ? { prefix } : { prefix, description };
  });
  checkBlocks(
    entries.map(({ prefix }) => prefix),
    parameter,
  );
  return entries;
}

/** Removals come first: one request can give a block another description. */
export function changedEntries(
  list: PrefixList,
  added: readonly PrefixListEntry[],
  removed: readonly ec2.RemovePrefixListEntry[],
): readonly PrefixListEntry[] {
  const gone = removed.map(({ Cidr }) => cidrOf(Cidr, list.family, 'cidr'));
  checkBlocks(gone, 'removeEntry');
  const absent = gone.find((prefix) => !has(list.entries, prefix));
  if (absent !== undefined) throw badChange(`The entry ${formatPrefix(absent)} does not exist.`);
  const kept = list.entries.filter(({ prefix }) => !gone.some((other) => samePrefix(other, prefix)));
  const present = added.find(({ prefix }) => has(kept, prefix));
  if (present !== undefined) throw badChange(`The entry ${formatPrefix(present.prefix)} already exists.`);
  return [...kept, ...added];
}

export function checkFits(entries: readonly PrefixListEntry[], maxEntries: number): void {
  if (entries.length <= maxEntries) return;
  throw new ApiError(
    'PrefixListMaxEntriesExceeded',
    "You've reached the maximum number of entries for the prefix list.",
  );
}

function has(entries: readonly PrefixListEntry[], block: Prefix): boolean {
  return entries.some(({ prefix }) => samePrefix(prefix, block));
}

function checkBlocks(blocks: readonly Prefix[], parameter: string): void {
  if (blocks.length > MOST_IN_A_REQUEST) {
    throw new ApiError('InvalidParameterValue', 'The number of entries per request cannot exceeds limit (100).'); // sic
  }
  const repeated = firstRepeated(blocks.map(formatPrefix));
  if (repeated !== undefined) throw invalidValue(repeated, parameter, 'A block can be named once in a request.');
}

/** The code that Terraform waits for. */
function badChange(message: string): ApiError {
  return new ApiError('InvalidPrefixListModification', message);
}
