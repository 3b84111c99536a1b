import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';
import { type Address, formatAddress } from '../../net/address.ts';

/**
 * `ec2-198-18-0-1.compute-1.amazonaws.com`; nothing unless both DNS attributes of the VPC are on (VPC User Guide, "DNS
 * attributes in your VPC").
 */
export function publicName(view: Snapshot, id: VpcId, address: Address): string {
  const vpc = view.vpcs.get(id);
  if (vpc === undefined || !vpc.dnsHostnames || !vpc.dnsSupport) return '';
  const domain = vpc.region === 'us-east-1' ? 'compute-1' : `${vpc.region}.compute`;
  return `ec2-${formatAddress(address).replaceAll('.', '-')}.${domain}.amazonaws.com`;
}
