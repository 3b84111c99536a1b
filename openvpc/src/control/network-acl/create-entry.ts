import type { CreateNetworkAclEntryRequest } from '../../aws/ec2.types.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { parseEntry } from './parse-entry.ts';

/** Never overwrites: a number is used once in a direction, whatever the family. */
export const createNetworkAclEntry: Operation<CreateNetworkAclEntryRequest, void> = {
  action: 'ec2:CreateNetworkAclEntry',
  access: (input, _view, call) => onResources('ec2:CreateNetworkAclEntry', call, [['network-acl', input.NetworkAclId]]),
  run(tx, input, call) {
    const entry = parseEntry(input);
    const acl = mustExist(tx.view, call, 'network-acl', input.NetworkAclId);
    if (acl.entries.some((other) => other.direction === entry.direction && other.number === entry.number)) {
      throw new ApiError(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${entry.number} already exists.`,
      );
    }
    checkRoom(acl, entry, call);
    tx.put({ ...acl, entries: [...acl.entries, entry] });
  },
};

/** The quota holds per direction and family, the `*` entry included (Amazon VPC quotas). */
export function checkRoom(acl: NetworkAcl, entry: NetworkAclEntry, call: Call): void {
  const alike = acl.entries.filter(
    (other) =>
      other.direction === entry.direction &&
      other.number !== entry.number &&
      other.prefix.base.family === entry.prefix.base.family,
  );
  if (alike.length < quotaOf(call, 'entriesPerAcl')) return;
  throw new ApiError('NetworkAclEntryLimitExceeded', 'The maximum number of network acl entries has been reached.');
}
