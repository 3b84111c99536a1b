import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { type Address, formatAddress } from '../../net/address.ts';
import { defaultDomain } from '../dhcp-options/region-options.ts';

/** `ip-10-0-1-20` (Amazon EC2 User Guide, "EC2 instance hostnames and domains", IP name). */
export function hostName(primary: Address): string {
  return `ip-${formatAddress(primary).replaceAll('.', '-')}`;
}

/** What follows the host name in a VPC: its DHCP options say. */
export function privateDomain(view: Snapshot, id: VpcId): string {
  const vpc = view.vpcs.get(id);
  if (vpc === undefined) throw new Error(`${id} is not there`); // INVARIANT: VPC is there
  const named = view.dhcpOptions.get(vpc.dhcpOptions)?.options.find(({ key }) => key === 'domain-name');
  return named?.values[0] ?? defaultDomain(vpc.region);
}

export function privateName(view: Snapshot, vpc: VpcId, address: Address): string {
  return `${hostName(address)}.${privateDomain(view, vpc)}`;
}
