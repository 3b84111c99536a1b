import type { VpcId } from '../name/id.ts';
import { comparePrefixes, formatPrefix, type Prefix, prefixCovers, prefixesOverlap } from '../net/prefix.ts';
import { type Invariant, invariant } from './invariant.ts';
import type { Snapshot } from './snapshot.ts';
import { blocksOf } from './vpc.ts';

/** VPCs, subnets, gateways: what they are made of and what each must have. */
export const NETWORK_INVARIANTS: readonly Invariant[] = [
  invariant('vpc-has-primary-block', 'vpc', [], (vpc) =>
    vpc.ipv4.length === 0 ? 'has no IPv4 CIDR block' : overlap([...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => prefix)),
  ),
  invariant('vpc-dhcp-options-exist', 'vpc', ['dhcp-options'], (vpc, view) =>
    view.dhcpOptions.has(vpc.dhcpOptions) ? undefined : `has DHCP options ${vpc.dhcpOptions}, which do not exist`,
  ),
  invariant('vpc-has-one-main-route-table', 'vpc', ['route-table'], (vpc, view) =>
    exactlyOne(view.routeTables, vpc.id, 'main route tables', ({ associations }) =>
      associations.some(({ subnet, gateway }) => subnet === undefined && gateway === undefined),
    ),
  ),
  invariant('vpc-has-one-default-group', 'vpc', ['security-group'], (vpc, view) =>
    exactlyOne(view.securityGroups, vpc.id, 'default groups', ({ name }) => name === 'default'),
  ),
  invariant('vpc-has-one-default-acl', 'vpc', ['network-acl'], (vpc, view) =>
    exactlyOne(view.networkAcls, vpc.id, 'default ACLs', ({ isDefault }) => isDefault),
  ),
  invariant('vpc-has-at-most-one-gateway', 'vpc', ['internet-gateway'], (vpc, view) => {
    const attached = [...view.internetGateways.values()].filter((gateway) => gateway.vpc === vpc.id);
    return attached.length > 1 ? `has ${attached.length} internet gateways` : undefined;
  }),
  invariant('subnets-do-not-overlap', 'vpc', ['subnet'], (vpc, view) =>
    overlap([...view.subnets.values()].filter((subnet) => subnet.vpc === vpc.id).flatMap(blocksOf)),
  ),
  invariant('subnet-in-vpc', 'subnet', ['vpc'], (subnet, view) => {
    const vpc = view.vpcs.get(subnet.vpc);
    if (vpc === undefined) return `is in ${subnet.vpc}, which does not exist`;
    const whole = [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => prefix);
    const outside = blocksOf(subnet).find((block) => !whole.some((prefix) => prefixCovers(prefix, block)));
    return outside && `has ${formatPrefix(outside)}, which is outside ${vpc.id}`;
  }),
  invariant('subnet-has-acl-of-its-vpc', 'subnet', ['network-acl'], (subnet, view) => {
    const { acl } = subnet.aclAssociation;
    return view.networkAcls.get(acl)?.vpc === subnet.vpc ? undefined : `has ${acl}, which is not in ${subnet.vpc}`;
  }),
  invariant('gateway-attached-to-vpc', 'internet-gateway', ['vpc'], ({ vpc }, view) =>
    vpc === undefined || view.vpcs.has(vpc) ? undefined : `is attached to ${vpc}, which does not exist`,
  ),
];

/** In order of base, a block can only overlap one that comes before it, so neighbours are enough. */
function overlap(blocks: readonly Prefix[]): string | undefined {
  const sorted = [...blocks].sort(comparePrefixes);
  for (const [i, block] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && prefixesOverlap(before, block)) {
      return `has ${formatPrefix(before)} and ${formatPrefix(block)}, which overlap`;
    }
  }
  return undefined;
}

function exactlyOne<R extends Readonly<{ vpc: VpcId }>>(
  resources: ReadonlyMap<string, R>,
  vpc: VpcId,
  what: string,
  is: (resource: R) => boolean,
): string | undefined {
  const count = [...resources.values()].filter((resource) => resource.vpc === vpc && is(resource)).length;
  return count === 1 ? undefined : `has ${count} ${what}`;
}

/** Whether a VPC exists; for resources that live in one. */
export function homeless(view: Snapshot, vpc: VpcId): string | undefined {
  return view.vpcs.has(vpc) ? undefined : `is in ${vpc}, which does not exist`;
}
