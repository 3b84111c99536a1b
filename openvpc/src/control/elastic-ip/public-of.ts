import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Eni } from '../../model/eni.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { EniId } from '../../name/id.ts';
import { type Address, sameAddress } from '../../net/address.ts';

export type AssociatedIp = ElasticIp & Required<Pick<ElasticIp, 'association'>>;
/** Without `elastic` it came with the launch. */
export type PublicOf = Readonly<{ address: Address; elastic?: AssociatedIp }>;

/** The public address of that private one of an interface, as the internet gateway translates it. */
export function publicOf(view: Snapshot, eni: Eni, own: Address): PublicOf | undefined {
  const elastic = elasticIpsOf(view, eni.id).find(({ association }) => sameAddress(association.private, own));
  if (elastic !== undefined) return { address: elastic.public, elastic };
  const isPrimary = eni.ipv4[0] !== undefined && sameAddress(eni.ipv4[0], own);
  return isPrimary && eni.autoPublic !== undefined ? { address: eni.autoPublic } : undefined;
}

export function elasticIpsOf(view: Snapshot, eni: EniId): readonly AssociatedIp[] {
  return [...view.elasticIps.values()].filter((one): one is AssociatedIp => one.association?.eni === eni);
}

/** Public addresses of any kind that are in use in that VPC: its internet gateway cannot go before them. */
export function hasPublicAddresses(view: Snapshot, vpc: string): boolean {
  return [...view.enis.values()].some(
    (eni) => eni.vpc === vpc && (eni.autoPublic !== undefined || elasticIpsOf(view, eni.id).length > 0),
  );
}
