import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blocksOf } from '../model/vpc.ts';
import { type Address, sameAddress } from '../net/address.ts';
import { prefixHolds } from '../net/prefix.ts';

/** All private addresses, of both families; public and Elastic ones are not an ENI's. */
export function owns(eni: Eni, address: Address): boolean {
  return [...eni.ipv4, ...eni.ipv6].some((own) => sameAddress(own, address));
}

/** Whether it is attached to anything does not matter here: where nothing is plugged in, nothing will arrive. */
export function ownerOf(snapshot: Snapshot, near: Eni, address: Address): Eni | undefined {
  return [...snapshot.enis.values()].find((eni) => eni.vpc === near.vpc && owns(eni, address));
}

export function isInSubnetOf(snapshot: Snapshot, eni: Eni, address: Address): boolean {
  const subnet = snapshot.subnets.get(eni.subnet);
  return subnet !== undefined && blocksOf(subnet).some((block) => prefixHolds(block, address));
}
