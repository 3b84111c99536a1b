import type { AssociateNatGatewayAddressRequest, AssociateNatGatewayAddressResult } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onResources } from '../access.ts';
import { refuseAssociated } from '../elastic-ip/find.ts';
import { elasticIpsOf } from '../elastic-ip/public-of.ts';
import { mustExist } from '../missing.ts';
import { moreIpv4 } from '../network-interface/addresses.ts';
import type { Call, Operation } from '../operation.ts';
import { missingParameter, refuseUnsupported } from '../required.ts';
import { addressesOf } from './addresses.ts';
import { mustWork } from './find.ts';
import { bindElasticIps } from './means.ts';
import { checkAllocations, checkSize, refuseUneven } from './request.ts';
import { showNatAddress } from './show.ts';

/** More Elastic IPs for a public gateway, each with a private address of its own. */
export const associateNatGatewayAddress: Operation<
  AssociateNatGatewayAddressRequest,
  AssociateNatGatewayAddressResult
> = {
  action: 'ec2:AssociateNatGatewayAddress',
  access: (input, _view, call) =>
    onResources('ec2:AssociateNatGatewayAddress', call, [
      ['nat-gateway', input.NatGatewayId],
      ...(input.AllocationIds ?? []).map((id) => ['elastic-ip', id] as const),
    ]),
  run(tx, input, call) {
    refuseUnsupported(input, ['AvailabilityZone', 'AvailabilityZoneId']);
    const ids = checkAllocations(input.AllocationIds ?? []);
    if (ids.length === 0) throw missingParameter('AllocationId');
    const named = input.PrivateIpAddresses ?? [];
    refuseUneven(ids, named);
    const { gateway, eni, subnet } = mustWork(tx.view, call, input.NatGatewayId, 'public');
    const elasticIps = ids.map((id) => mustBeFree(tx.view, call, id));
    checkSize(elasticIpsOf(tx.view, eni.id).length + ids.length, eni.ipv4.length + ids.length, call);
    const added = moreIpv4(tx.view, subnet, named, ids.length - named.length);
    tx.put({ ...eni, ipv4: [...eni.ipv4, ...added] });
    bindElasticIps(tx, call, eni.id, added, elasticIps);
    const shown = addressesOf(gateway, tx.view).slice(eni.ipv4.length);
    return {
      NatGatewayId: gateway.id,
      NatGatewayAddresses: shown.map((one) => showNatAddress(gateway, one, false, 'associating')),
    };
  },
};

function mustBeFree(view: Snapshot, call: Call, id: string): ElasticIp {
  const elastic = mustExist(view, call, 'elastic-ip', id);
  refuseAssociated(elastic);
  return elastic;
}
