import type { Region } from '../../name/scope.ts';
import type { DhcpOptions } from '../../model/vpc.ts';
import type { Transaction } from '../../store/store.ts';
import type { Call } from '../operation.ts';
import { owned, visible } from '../owned.ts';

/** The set that a region's VPCs start with; made when the first VPC there needs it. */
export function regionDhcpOptions(tx: Transaction, call: Call): DhcpOptions {
  const wanted = defaultOptions(call.region);
  const text = JSON.stringify(wanted);
  const known = visible(tx.view.dhcpOptions, call).find((set) => JSON.stringify(set.options) === text);
  if (known !== undefined) return known;
  const made: DhcpOptions = { ...owned(call), kind: 'dhcp-options', id: call.mint('dopt'), options: wanted };
  tx.put(made);
  return made;
}

/** Amazon VPC User Guide, "DHCP option sets". */
function defaultOptions(region: Region): DhcpOptions['options'] {
  return [
    { key: 'domain-name', values: [defaultDomain(region)] },
    { key: 'domain-name-servers', values: ['AmazonProvidedDNS'] },
  ];
}

/** Where a region's instances have their private DNS names. */
export function defaultDomain(region: Region): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}
