import type { DisassociateNatGatewayAddressRequest, DisassociateNatGatewayAddressResult } from '../../aws/ec2.types.ts';
import { sameAddress } from '../../net/address.ts';
import { onResources } from '../access.ts';
import { disassociate } from '../elastic-ip/disassociate.ts';
import { associatedBy, mustBeAssociated } from '../elastic-ip/find.ts';
import { ApiError, type Operation } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { addressesOf } from './addresses.ts';
import { checkDrain, mustWork } from './find.ts';
import { showNatAddress } from './show.ts';

/** Secondary Elastic IPs go, and their private addresses with them. The primary one stays as long as the gateway. */
export const disassociateNatGatewayAddress: Operation<
  DisassociateNatGatewayAddressRequest,
  DisassociateNatGatewayAddressResult
> = {
  action: 'ec2:DisassociateNatGatewayAddress',
  access: (input, view, call) =>
    onResources('ec2:DisassociateNatGatewayAddress', call, [
      ['nat-gateway', input.NatGatewayId],
      ...(input.AssociationIds ?? []).map((id) => ['elastic-ip', associatedBy(view, call, id)?.id] as const),
    ]),
  run(tx, input, call) {
    checkDrain(input.MaxDrainDurationSeconds);
    const ids = input.AssociationIds ?? [];
    if (ids.length === 0) throw missingParameter('AssociationId');
    const { gateway, eni } = mustWork(tx.view, call, input.NatGatewayId, 'public');
    const all = addressesOf(gateway, tx.view);
    const going = [...new Set(ids)].map((id) => {
      const elastic = mustBeAssociated(tx.view, call, id);
      const place = all.findIndex(({ association }) => association === id);
      if (place > 0) return elastic;
      throw place === 0
        ? new ApiError('InvalidParameterValue', `The association ${id} is of the primary address of ${gateway.id}.`)
        : new ApiError('InvalidAssociationID.NotFound', `The association ID '${id}' is not of ${gateway.id}`);
    });
    for (const elastic of going) disassociate(tx, elastic);
    const leaves = (own: (typeof eni.ipv4)[number]) =>
      going.some(({ association }) => sameAddress(association.private, own));
    tx.put({ ...eni, ipv4: eni.ipv4.filter((own) => !leaves(own)) });
    const shown = all.filter(({ association }) => going.some((one) => one.association.id === association));
    return {
      NatGatewayId: gateway.id,
      NatGatewayAddresses: shown.map((one) => showNatAddress(gateway, one, false, 'disassociating')),
    };
  },
};
