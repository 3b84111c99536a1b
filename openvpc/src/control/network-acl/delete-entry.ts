import type { DeleteNetworkAclEntryRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { mustHaveEntry } from './find-entry.ts';
import { directionOf, entryNumber } from './parse-entry.ts';

export const deleteNetworkAclEntry: Operation<DeleteNetworkAclEntryRequest, void> = {
  action: 'ec2:DeleteNetworkAclEntry',
  access: (input, _view, call) => onResources('ec2:DeleteNetworkAclEntry', call, [['network-acl', input.NetworkAclId]]),
  run(tx, input, call) {
    const number = entryNumber(input.RuleNumber);
    const acl = mustExist(tx.view, call, 'network-acl', input.NetworkAclId);
    const gone = mustHaveEntry(acl, directionOf(input), number);
    tx.put({ ...acl, entries: acl.entries.filter((entry) => entry !== gone) });
  },
};
