import type { DescribeSubnetsRequest, DescribeSubnetsResult } from '../../aws/ec2.types.ts';
import type { Subnet } from '../../model/vpc.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { blockStates } from '../public-access/states.ts';
import { availableCount } from './addresses.ts';
import { showSubnet, subnetArn, zoneIdOf } from './show.ts';

export const describeSubnets: Operation<DescribeSubnetsRequest, DescribeSubnetsResult> = {
  action: 'ec2:DescribeSubnets',
  access: () => onAnything('ec2:DescribeSubnets'),
  run(tx, input, call) {
    const { view } = tx;
    const known = select(view, call, 'subnet', input.SubnetIds);
    const page = describePage(known, input, { filters: FILTERS, view, tagsOf: (subnet) => subnet.tags });
    const shown = page.items.map((subnet) => ({
      ...showSubnet(subnet, view),
      ...blockStates(view, call, subnet.id, subnet.vpc),
    }));
    return { Subnets: shown, ...nextTokenOf(page) };
  },
};

const zone = (subnet: Subnet) => [subnet.zone];
const zoneId = (subnet: Subnet) => [zoneIdOf(subnet)];
const cidr = (subnet: Subnet) => [formatPrefix(subnet.ipv4)];
const defaultForAz = (subnet: Subnet) => [String(subnet.defaultForAz)];
const ipv6 = (subnet: Subnet) => (subnet.ipv6 === undefined ? [] : [subnet.ipv6]);
const never = () => ['false'];
const nothing = () => [];

/** Several names have second spellings (Amazon EC2 API Reference, DescribeSubnets; Terraform sends them). */
const FILTERS: FilterTable<Subnet> = {
  'availability-zone': zone,
  availabilityZone: zone,
  'availability-zone-id': zoneId,
  availabilityZoneId: zoneId,
  'available-ip-address-count': (subnet, view) => [String(availableCount(subnet, view))],
  'cidr-block': cidr,
  cidr,
  cidrBlock: cidr,
  'customer-owned-ipv4-pool': nothing,
  'default-for-az': defaultForAz,
  defaultForAz,
  'enable-dns64': never,
  'enable-lni-at-device-index': nothing,
  'ipv6-cidr-block-association.association-id': (subnet) => ipv6(subnet).map(({ id }) => id),
  'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) => ipv6(subnet).map(({ prefix }) => formatPrefix(prefix)),
  'ipv6-cidr-block-association.state': (subnet) => ipv6(subnet).map(() => 'associated'),
  'ipv6-native': never,
  'map-customer-owned-ip-on-launch': never,
  'map-public-ip-on-launch': (subnet) => [String(subnet.mapPublicIpOnLaunch)],
  'outpost-arn': nothing,
  'owner-id': (subnet) => [subnet.owner],
  'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': never,
  'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': never,
  'private-dns-name-options-on-launch.hostname-type': () => ['ip-name'],
  state: () => ['available'],
  'subnet-arn': (subnet) => [subnetArn(subnet)],
  'subnet-id': (subnet) => [subnet.id],
  'vpc-id': (subnet) => [subnet.vpc],
};
