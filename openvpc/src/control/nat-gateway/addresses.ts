import type { NatGateway, NatGatewayAddress } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { publicOf } from '../elastic-ip/public-of.ts';

/** Its addresses, the primary first: those of its interface, or those that it had. */
export function addressesOf(gateway: NatGateway, view: Snapshot): readonly NatGatewayAddress[] {
  const eni = view.enis.get(gateway.eni);
  if (eni === undefined || gateway.formerAddresses !== undefined) return gateway.formerAddresses ?? [];
  return eni.ipv4.map((own) => {
    const elastic = publicOf(view, eni, own)?.elastic;
    return {
      private: own,
      ...(elastic && { allocation: elastic.id, association: elastic.association.id, public: elastic.public }),
    };
  });
}
