import type { DescribeVpcsRequest, DescribeVpcsResult } from '../../aws/ec2.types.ts';
import type { CidrAssociation, Vpc } from '../../model/vpc.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { blockStates } from '../public-access/states.ts';
import { primaryCidr, showVpc } from './show.ts';

export const describeVpcs: Operation<DescribeVpcsRequest, DescribeVpcsResult> = {
  action: 'ec2:DescribeVpcs',
  access: () => onAnything('ec2:DescribeVpcs'),
  run(tx, input, call) {
    const known = select(tx.view, call, 'vpc', input.VpcIds);
    const page = describePage(known, input, { filters: FILTERS, view: tx.view, tagsOf: (vpc) => vpc.tags });
    const shown = page.items.map((vpc) => ({ ...showVpc(vpc), ...blockStates(tx.view, call, vpc.id) }));
    return { Vpcs: shown, ...nextTokenOf(page) };
  },
};

const idsOf = (associations: readonly CidrAssociation[]) => associations.map(({ id }) => id);
const blocksOf = (associations: readonly CidrAssociation[]) => associations.map(({ prefix }) => formatPrefix(prefix));
const statesOf = (associations: readonly CidrAssociation[]) => associations.map(() => 'associated');
const isDefault = (vpc: Vpc) => [String(vpc.isDefault)];
const cidr = (vpc: Vpc) => [primaryCidr(vpc)];

/** The second spellings are undocumented; Terraform's data sources send them. */
const FILTERS: FilterTable<Vpc> = {
  cidr,
  cidrBlock: cidr,
  'cidr-block': cidr,
  'cidr-block-association.association-id': (vpc) => idsOf(vpc.ipv4),
  'cidr-block-association.cidr-block': (vpc) => blocksOf(vpc.ipv4),
  'cidr-block-association.state': (vpc) => statesOf(vpc.ipv4),
  'dhcp-options-id': (vpc) => [vpc.dhcpOptions],
  'ipv6-cidr-block-association.association-id': (vpc) => idsOf(vpc.ipv6),
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => blocksOf(vpc.ipv6),
  'ipv6-cidr-block-association.ipv6-pool': (vpc) => vpc.ipv6.map(() => 'Amazon'),
  'ipv6-cidr-block-association.state': (vpc) => statesOf(vpc.ipv6),
  'is-default': isDefault,
  isDefault,
  'owner-id': (vpc) => [vpc.owner],
  state: () => ['available'],
  'vpc-id': (vpc) => [vpc.id],
};
