import type { EniProgram } from '../contract/program.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId } from '../name/id.ts';
import { type Address, compareAddresses } from '../net/address.ts';
import { sortedById } from './sorted.ts';

export function eniPrograms(snapshot: Snapshot): ReadonlyMap<EniId, EniProgram> {
  return sortedById([...snapshot.enis.values()].map((eni) => [eni.id, eniProgram(eni)] as const));
}

function eniProgram(eni: Eni): EniProgram {
  return {
    vpc: eni.vpc,
    subnet: eni.subnet,
    mac: eni.mac.toLowerCase(),
    addresses: addressesOf(eni),
    sourceDestCheck: eni.sourceDestCheck,
    groups: [...eni.groups].sort(),
  };
}

/** Primary IPv4 first: drivers name the ENI by it. */
export function addressesOf(eni: Eni): readonly Address[] {
  const [primary, ...secondary] = eni.ipv4;
  const others = [...secondary, ...eni.ipv6].sort(compareAddresses);
  return primary === undefined ? others : [primary, ...others];
}
