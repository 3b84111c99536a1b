import type { CreateNetworkAclRequest, CreateNetworkAclResult } from '../../aws/ec2.types.ts';
import type { NetworkAcl } from '../../model/network-acl.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { lastEntries } from './initial-entries.ts';
import { showNetworkAcl } from './show.ts';

/** A new ACL denies everything until entries are added. */
export const createNetworkAcl: Operation<CreateNetworkAclRequest, CreateNetworkAclResult> = {
  action: 'ec2:CreateNetworkAcl',
  access: (input, _view, call) =>
    onCreation('ec2:CreateNetworkAcl', call, 'network-acl', input.TagSpecifications, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'network-acl');
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const existing = visible(tx.view.networkAcls, call);
    const earlier = madeBefore(existing, input.ClientToken, (acl) => acl.vpc === vpc.id);
    if (
      earlier === undefined &&
      existing.filter((acl) => acl.vpc === vpc.id).length >= quotaOf(call, 'networkAclsPerVpc')
    ) {
      throw new ApiError('NetworkAclLimitExceeded', 'The maximum number of network ACLs has been reached.');
    }
    const acl: NetworkAcl = earlier ?? {
      ...owned(call, tags),
      kind: 'network-acl',
      id: call.mint('acl'),
      vpc: vpc.id,
      isDefault: false,
      entries: lastEntries(vpc),
      ...rememberToken(input.ClientToken),
    };
    if (earlier === undefined) tx.put(acl);
    return {
      NetworkAcl: showNetworkAcl(acl, tx.view),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};
