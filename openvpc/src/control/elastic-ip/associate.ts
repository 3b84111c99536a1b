import type { AssociateAddressRequest, AssociateAddressResult } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Eni } from '../../model/eni.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Address, formatAddress, sameAddress } from '../../net/address.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { attachedGateway } from '../internet-gateway/attached.ts';
import { primaryOf } from '../network-interface/show.ts';
import { ApiError, type Operation } from '../operation.ts';
import { giveAutoPublic, withoutAutoPublic } from './auto-public.ts';
import { disassociate } from './disassociate.ts';
import { allocationMeant, ipv4Of, mustBeAllocated, refuseAssociated } from './find.ts';
import { refuseManaged } from './managed.ts';
import { elasticIpsOf } from './public-of.ts';
import { targetOf } from './target.ts';

/** Moves the address there from wherever it is, and takes the place of one that is there, unless told not to. */
export const associateAddress: Operation<AssociateAddressRequest, AssociateAddressResult> = {
  action: 'ec2:AssociateAddress',
  access: (input, view, call) =>
    onResources('ec2:AssociateAddress', call, [
      ['elastic-ip', allocationMeant(view, call, input)],
      ['instance', input.InstanceId],
      ['eni', input.NetworkInterfaceId],
    ]),
  run(tx, input, call) {
    const { view } = tx;
    const elastic = mustBeAllocated(view, call, input);
    refuseManaged(view, elastic.association?.eni);
    const eni = targetOf(view, call, input);
    refuseManaged(view, eni.id);
    const own = privateOf(eni, input.PrivateIpAddress);
    if (attachedGateway(view, eni.vpc) === undefined) {
      throw new ApiError('Gateway.NotAttached', `Network ${eni.vpc} is not attached to any internet gateway`);
    }
    if (isThere(elastic, eni, own)) return { AssociationId: elastic.association?.id };
    if (input.AllowReassociation === false) refuseTaken(view, elastic, eni, own);
    const id = call.mint('eipassoc');
    const former = elastic.association && view.enis.get(elastic.association.eni);
    makeWay(tx, eni, own);
    tx.put({ ...elastic, association: { id, eni: eni.id, private: own } });
    if (former !== undefined && former.id !== eni.id) giveAutoPublic(tx, call, former);
    return { AssociationId: id };
  },
};

/** The interface's primary address when the caller names none. */
function privateOf(eni: Eni, text: string | undefined): Address {
  if (text === undefined || text === '') return primaryOf(eni);
  const named = ipv4Of(text, 'privateIpAddress');
  if (eni.ipv4.some((own) => sameAddress(own, named))) return named;
  throw new ApiError('InvalidParameterValue', `Private IP address ${text} is not assigned to interface ${eni.id}`);
}

function isThere({ association }: ElasticIp, eni: Eni, own: Address): boolean {
  return association?.eni === eni.id && sameAddress(association.private, own);
}

function rivalAt(view: Snapshot, eni: Eni, own: Address) {
  return elasticIpsOf(view, eni.id).find(({ association }) => sameAddress(association.private, own));
}

function refuseTaken(view: Snapshot, elastic: ElasticIp, eni: Eni, own: Address): void {
  refuseAssociated(elastic);
  const rival = rivalAt(view, eni, own);
  if (rival === undefined) return;
  throw new ApiError(
    'Resource.AlreadyAssociated',
    `resource ${eni.id} and ${formatAddress(own)} is already associated with public address ${formatAddress(rival.public)}`,
  );
}

/** Two addresses can go: the Elastic IP that stands there, and the one that came with the launch. */
function makeWay(tx: Transaction, eni: Eni, own: Address): void {
  const rival = rivalAt(tx.view, eni, own);
  if (rival !== undefined) disassociate(tx, rival);
  if (sameAddress(own, primaryOf(eni))) tx.put(withoutAutoPublic(eni));
}
