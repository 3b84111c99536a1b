import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blocksOf } from '../model/vpc.ts';
import type { SubnetId, VpcId } from '../name/id.ts';
import { type Address, sameAddress } from '../net/address.ts';
import { prefixHolds } from '../net/prefix.ts';

/**
 * All private addresses of an ENI, of both families, and what is delegated to it as a prefix; public and Elastic ones are
 * not its own (EC2 User Guide, "Elastic network interfaces" and "Prefix delegation").
 */
export function owns(eni: Eni, address: Address): boolean {
  return (
    eni.ipv4.some((own) => sameAddress(own, address)) ||
    eni.ipv6.some((own) => sameAddress(own, address)) ||
    (eni.prefixes ?? []).some((block) => prefixHolds(block, address))
  );
}

/** Whether it is attached to anything does not matter here: where nothing is plugged in, nothing will arrive. */
export function ownerOf(snapshot: Snapshot, vpc: VpcId, address: Address): Eni | undefined {
  for (const eni of snapshot.enis.values()) if (eni.vpc === vpc && owns(eni, address)) return eni;
  return undefined;
}

export function isInSubnet(snapshot: Snapshot, id: SubnetId, address: Address): boolean {
  const subnet = snapshot.subnets.get(id)!; // an invariant, as in all that follows: what is referred to exists
  return blocksOf(subnet).some((block) => prefixHolds(block, address));
}

/** Whether the address is in one of the VPC's CIDR blocks. */
export function isInVpc(snapshot: Snapshot, id: VpcId, address: Address): boolean {
  const vpc = snapshot.vpcs.get(id)!;
  return [...vpc.ipv4, ...vpc.ipv6].some(({ prefix }) => prefixHolds(prefix, address));
}
