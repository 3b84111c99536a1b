import type { DescribeAddressesRequest, DescribeAddressesResult } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatAddress } from '../../net/address.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable } from '../describe.ts';
import { select } from '../missing.ts';
import type { Call, Operation } from '../operation.ts';
import { mustBeAddress } from './find.ts';
import { showAddress } from './show.ts';

/** AWS answers all at once here: there are no pages. */
export const describeAddresses: Operation<DescribeAddressesRequest, DescribeAddressesResult> = {
  action: 'ec2:DescribeAddresses',
  access: () => onAnything('ec2:DescribeAddresses'),
  run(tx, input, call) {
    const { view } = tx;
    const known = named(view, call, input);
    const { items } = describePage(
      known,
      { Filters: input.Filters },
      { filters: FILTERS, view, tagsOf: ({ tags }) => tags },
    );
    return { Addresses: items.map((elastic) => showAddress(elastic, view)) };
  },
};

/** By id, by address, or both: then each names its own. */
function named(view: Snapshot, call: Call, { AllocationIds = [], PublicIps = [] }: DescribeAddressesRequest) {
  if (PublicIps.length === 0) return select(view, call, 'elastic-ip', AllocationIds);
  const byAddress = PublicIps.map((text) => mustBeAddress(view, call, text));
  const byId = AllocationIds.length === 0 ? [] : select(view, call, 'elastic-ip', AllocationIds);
  return [...new Set([...byId, ...byAddress])];
}

const FILTERS: FilterTable<ElasticIp> = {
  'allocation-id': ({ id }) => [id],
  'association-id': ({ association }) => (association === undefined ? [] : [association.id]),
  domain: () => ['vpc'],
  'instance-id': shown('InstanceId'),
  'network-border-group': ({ region }) => [region],
  'network-interface-id': shown('NetworkInterfaceId'),
  'network-interface-owner-id': shown('NetworkInterfaceOwnerId'),
  'private-ip-address': shown('PrivateIpAddress'),
  'public-ip': (elastic) => [formatAddress(elastic.public)],
};

function shown(
  name: 'InstanceId' | 'NetworkInterfaceId' | 'NetworkInterfaceOwnerId' | 'PrivateIpAddress',
): FilterTable<ElasticIp>[string] {
  return (elastic, view) => [showAddress(elastic, view)[name] ?? []].flat();
}
