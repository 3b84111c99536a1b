import type * as ec2 from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatAddress } from '../../net/address.ts';
import { tagList } from '../tag-specifications.ts';

export function showAddress(elastic: ElasticIp, view: Snapshot): ec2.Address {
  return {
    ...showAllocation(elastic),
    ...showAssociation(elastic, view),
    Tags: tagList(elastic.tags),
  };
}

/** What AllocateAddress answers. */
export function showAllocation({ id, public: address, region }: ElasticIp) {
  return {
    AllocationId: id,
    PublicIp: formatAddress(address),
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: region,
  };
}

function showAssociation({ association }: ElasticIp, view: Snapshot): ec2.Address {
  if (association === undefined) return {};
  const eni = view.enis.get(association.eni);
  const instance = eni?.attachment?.instance;
  return {
    AssociationId: association.id,
    NetworkInterfaceId: association.eni,
    ...(eni && { NetworkInterfaceOwnerId: eni.owner }),
    PrivateIpAddress: formatAddress(association.private),
    ...(instance && { InstanceId: instance }),
  };
}
