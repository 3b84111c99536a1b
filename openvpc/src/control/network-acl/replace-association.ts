import type { ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResult } from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';

/** A subnet always has one ACL; this is the only way to another. The old association id ends. */
export const replaceNetworkAclAssociation: Operation<
  ReplaceNetworkAclAssociationRequest,
  ReplaceNetworkAclAssociationResult
> = {
  action: 'ec2:ReplaceNetworkAclAssociation',
  access: (input, view, call) =>
    onResources('ec2:ReplaceNetworkAclAssociation', call, [
      ['network-acl', input.NetworkAclId],
      ['subnet', associated(view, call, input.AssociationId)?.id],
    ]),
  run(tx, input, call) {
    const subnet = associated(tx.view, call, input.AssociationId);
    if (subnet === undefined) {
      throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`);
    }
    const acl = mustExist(tx.view, call, 'network-acl', input.NetworkAclId);
    if (acl.vpc !== subnet.vpc) {
      throw new ApiError(
        'InvalidParameterValue',
        `network acl ${acl.id} and subnet ${subnet.id} belong to different networks`,
      );
    }
    const id = call.mint('aclassoc');
    tx.put({ ...subnet, aclAssociation: { id, acl: acl.id } });
    return { NewAssociationId: id };
  },
};

function associated(view: Snapshot, call: Call, id: string): Subnet | undefined {
  return visible(view.subnets, call).find((subnet) => subnet.aclAssociation.id === id);
}
