import type { DisassociateAddressRequest } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import type { Call, Operation } from '../operation.ts';
import { exactlyOne } from '../required.ts';
import { giveAutoPublic } from './auto-public.ts';
import { allocationMeant, associatedBy, mustBeAddress, mustBeAssociated } from './find.ts';
import { refuseManaged } from './managed.ts';

/** Of an address that is associated with nothing, it is no error. */
export const disassociateAddress: Operation<DisassociateAddressRequest, void> = {
  action: 'ec2:DisassociateAddress',
  access(input, view, call) {
    const elastic = associatedBy(view, call, input.AssociationId);
    return onResources('ec2:DisassociateAddress', call, [
      ['elastic-ip', elastic?.id ?? allocationMeant(view, call, { PublicIp: input.PublicIp })],
      ['eni', elastic?.association.eni],
    ]);
  },
  run(tx, input, call) {
    const elastic = meant(tx.view, call, input);
    const { association } = elastic;
    if (association === undefined) return;
    refuseManaged(tx.view, association.eni);
    disassociate(tx, elastic);
    const eni = tx.view.enis.get(association.eni);
    if (eni !== undefined) giveAutoPublic(tx, call, eni);
  },
};

function meant(view: Snapshot, call: Call, input: DisassociateAddressRequest): ElasticIp {
  return exactlyOne(input, ['AssociationId', 'PublicIp']) === 'AssociationId'
    ? mustBeAssociated(view, call, input.AssociationId ?? '')
    : mustBeAddress(view, call, input.PublicIp ?? '');
}

export function disassociate(tx: Transaction, elastic: ElasticIp): void {
  const { association: _over, ...rest } = elastic;
  tx.put(rest);
}
