import type { InstanceSpec, InterfaceSpec } from '../../contract/compute.ts';
import type { Instance } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { type Address, addressPlus } from '../../net/address.ts';
import { type AttachedEni, enisOf } from '../network-interface/attachment.ts';
import { hostName, privateDomain } from '../network-interface/private-name.ts';
import { primaryOf, subnetOf } from '../network-interface/show.ts';
import { decodeUserData } from './user-data.ts';

/** What the compute room must know to run the instance; it has a primary ENI as long as it is not terminated. */
export function instanceSpec(view: Snapshot, instance: Instance): InstanceSpec {
  const enis = enisOf(view, instance.id);
  const [primary] = enis;
  if (primary === undefined) throw new Error(`${instance.id} has no network interface`);
  return {
    instance: instance.id,
    hostname: hostName(primaryOf(primary)),
    domain: privateDomain(view, primary.vpc),
    resolver: resolverOf(view, primary.vpc),
    ...(instance.userData === undefined ? {} : { userData: decodeUserData(instance.userData) }),
    interfaces: enis.map((eni) => interfaceSpec(view, eni)),
  };
}

function interfaceSpec(view: Snapshot, eni: AttachedEni): InterfaceSpec {
  const { ipv4: block } = subnetOf(eni, view);
  return {
    eni: eni.id,
    vpc: eni.vpc,
    deviceIndex: eni.attachment.deviceIndex,
    mac: eni.mac,
    ipv4: eni.ipv4,
    ipv4Length: block.length,
    ipv4Router: addressPlus(block.base, 1),
    ipv6: eni.ipv6,
  };
}

/** The primary CIDR block's base + 2, and no other block's (packet-path spec 4.1). */
function resolverOf(view: Snapshot, id: VpcId): Address {
  const primary = view.vpcs.get(id)?.ipv4[0];
  if (primary === undefined) throw new Error(`${id} has no primary block`); // INVARIANT: VPC has what AWS makes with it
  return addressPlus(primary.prefix.base, 2);
}
