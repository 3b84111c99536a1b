import { type Address, addressPlus, formatAddress, sameAddress } from '../net/address.ts';
import {
  comparePrefixes,
  formatPrefix,
  hostPrefix,
  lastAddress,
  type Prefix,
  prefixCovers,
  prefixesOverlap,
  prefixHolds,
} from '../net/prefix.ts';
import type { Eni } from './eni.ts';
import { firstRepeated, type Invariant, invariant } from './invariant.ts';
import { blocksOf } from './vpc.ts';

/** Network interfaces: where they are, what they own, what they carry. */
export const ENI_INVARIANTS: readonly Invariant[] = [
  invariant('eni-in-subnet', 'eni', ['subnet'], (eni, view) => {
    const subnet = view.subnets.get(eni.subnet);
    if (subnet?.vpc !== eni.vpc) return `is in ${eni.subnet}, which is not in ${eni.vpc}`;
    if (eni.ipv4.length === 0) return 'has no IPv4 address';
    const blocks = blocksOf(subnet);
    const outside = addressesOf(eni).find((address) => !blocks.some((block) => prefixHolds(block, address)));
    if (outside !== undefined) return `has ${formatAddress(outside)}, which is outside ${subnet.id}`;
    const reserved = addressesOf(eni).find((address) => blocks.some((block) => isReserved(block, address)));
    return reserved && `has ${formatAddress(reserved)}, which is reserved`;
  }),
  invariant('eni-addresses-unique', 'vpc', ['eni'], (vpc, view) => {
    const inVpc = [...view.enis.values()].filter((eni) => eni.vpc === vpc.id);
    const repeated = firstRepeated(inVpc.flatMap((eni) => addressesOf(eni).map(addressKey)));
    return repeated === undefined ? undefined : `has two ENIs or one twice with address ${repeated}`;
  }),
  invariant('eni-prefixes-in-subnet', 'eni', ['subnet'], ({ prefixes = [], subnet: id }, view) => {
    const subnet = view.subnets.get(id);
    const outside = prefixes.find((one) => subnet && !blocksOf(subnet).some((block) => prefixCovers(block, one)));
    return outside && `has ${formatPrefix(outside)} delegated, which is outside ${id}`;
  }),
  invariant('eni-prefixes-unique', 'vpc', ['eni'], (vpc, view) => {
    const inVpc = [...view.enis.values()].filter((eni) => eni.vpc === vpc.id);
    const delegated = inVpc.flatMap(({ prefixes = [] }) => prefixes);
    if (delegated.length === 0) return undefined;
    const blocks = [...delegated, ...inVpc.flatMap(addressesOf).map(hostPrefix)].sort(comparePrefixes);
    const shared = blocks.find((block, i) => i > 0 && prefixesOverlap(blocks[i - 1] as Prefix, block)); // i - 1 is within
    return shared && `has ${formatPrefix(shared)} twice: an address, or delegated`;
  }),
  invariant('eni-macs-unique', 'vpc', ['eni'], (vpc, view) => {
    const inVpc = [...view.enis.values()].filter((eni) => eni.vpc === vpc.id);
    const repeated = firstRepeated(inVpc.map(({ mac }) => mac));
    return repeated === undefined ? undefined : `has two ENIs with MAC ${repeated}`;
  }),
  invariant('eni-has-groups-of-its-vpc', 'eni', ['security-group'], (eni, view) => {
    if (eni.groups.length === 0 && eni.interfaceType === undefined) return 'has no security group';
    const foreign = eni.groups.find((id) => {
      const group = view.securityGroups.get(id);
      return group?.vpc !== eni.vpc && group?.associatedVpcs?.includes(eni.vpc) !== true;
    });
    if (foreign !== undefined) return `has ${foreign}, which is not of ${eni.vpc} nor associated with it`;
    const repeated = firstRepeated(eni.groups);
    return repeated && `has ${repeated} twice`;
  }),
  invariant('eni-attached-to-instance', 'eni', ['instance'], ({ attachment }, view) =>
    attachment === undefined || view.instances.has(attachment.instance)
      ? undefined
      : `is attached to ${attachment.instance}, which does not exist`,
  ),
  invariant('attachments-unique', 'vpc', ['eni'], (vpc, view) => {
    const attached = [...view.enis.values()].flatMap(({ vpc: of, attachment }) =>
      of === vpc.id && attachment !== undefined ? [`${attachment.instance} at ${attachment.deviceIndex}`] : [],
    );
    const repeated = firstRepeated(attached);
    return repeated && `has two ENIs attached to ${repeated}`;
  }),
];

function addressesOf(eni: Eni): readonly Address[] {
  return [...eni.ipv4, ...eni.ipv6];
}

function addressKey({ family, bits }: Address): string | bigint {
  return family === 4 ? bits : `v6 ${bits}`;
}

/** The first four and the last of each block (VPC User Guide, "Subnet sizing"). */
function isReserved(block: Prefix, address: Address): boolean {
  return [0, 1, 2, 3]
    .map((count) => addressPlus(block.base, count))
    .concat(lastAddress(block))
    .some((reserved) => sameAddress(reserved, address));
}
