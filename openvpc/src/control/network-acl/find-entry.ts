import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import { ApiError } from '../operation.ts';

export function mustHaveEntry(
  acl: NetworkAcl,
  direction: NetworkAclEntry['direction'],
  number: number,
): NetworkAclEntry {
  const found = acl.entries.find((entry) => entry.direction === direction && entry.number === number);
  if (found !== undefined) return found;
  throw new ApiError(
    'InvalidNetworkAclEntry.NotFound',
    `no ${direction} entry with number ${number} in network acl ${acl.id}`,
  );
}
