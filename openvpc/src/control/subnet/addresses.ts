import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { type Address, sameAddress } from '../../net/address.ts';
import { lastAddress, type Prefix, prefixHolds, prefixSize } from '../../net/prefix.ts';

/** Of each block: network, router, DNS, future use; and the last (Amazon VPC User Guide, subnet CIDR blocks). */
const RESERVED_FIRST = 4n;
const RESERVED = 5;

export function isReserved(block: Prefix, address: Address): boolean {
  if (!prefixHolds(block, address)) return false;
  return address.bits - block.base.bits < RESERVED_FIRST || sameAddress(address, lastAddress(block));
}

/** IPv4 addresses that an ENI could still take; those of unattached ENIs and stopped instances are taken. */
export function availableCount(subnet: Subnet, view: Snapshot): number {
  let taken = 0;
  for (const eni of view.enis.values()) if (eni.subnet === subnet.id) taken += eni.ipv4.length;
  return Number(prefixSize(subnet.ipv4)) - RESERVED - taken;
}
