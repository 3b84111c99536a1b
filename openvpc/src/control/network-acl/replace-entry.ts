import type { ReplaceNetworkAclEntryRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { checkRoom } from './create-entry.ts';
import { mustHaveEntry } from './find-entry.ts';
import { parseEntry } from './parse-entry.ts';

/** Replaces the whole entry of that number and direction; its family may change, so the quota is asked again. */
export const replaceNetworkAclEntry: Operation<ReplaceNetworkAclEntryRequest, void> = {
  action: 'ec2:ReplaceNetworkAclEntry',
  access: (input, _view, call) =>
    onResources('ec2:ReplaceNetworkAclEntry', call, [['network-acl', input.NetworkAclId]]),
  run(tx, input, call) {
    const entry = parseEntry(input);
    const acl = mustExist(tx.view, call, 'network-acl', input.NetworkAclId);
    const old = mustHaveEntry(acl, entry.direction, entry.number);
    checkRoom(acl, entry, call);
    tx.put({ ...acl, entries: acl.entries.map((other) => (other === old ? entry : other)) });
  },
};
