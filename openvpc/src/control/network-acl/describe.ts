import type { DescribeNetworkAclsRequest, DescribeNetworkAclsResult } from '../../aws/ec2.types.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import type { Family } from '../../net/address.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { protocolName } from '../../net/protocol.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { entryProtocol, showNetworkAcl, subnetsUsing } from './show.ts';

export const describeNetworkAcls: Operation<DescribeNetworkAclsRequest, DescribeNetworkAclsResult> = {
  action: 'ec2:DescribeNetworkAcls',
  access: () => onAnything('ec2:DescribeNetworkAcls'),
  run(tx, input, call) {
    const { view } = tx;
    const known = select(view, call, 'network-acl', input.NetworkAclIds);
    const page = describePage(known, input, { filters: FILTERS, view, tagsOf: (acl) => acl.tags });
    return { NetworkAcls: page.items.map((acl) => showNetworkAcl(acl, view)), ...nextTokenOf(page) };
  },
};

const FILTERS: FilterTable<NetworkAcl> = {
  'association.association-id': (acl, view) => subnetsUsing(acl, view).map((subnet) => subnet.aclAssociation.id),
  'association.network-acl-id': (acl, view) => subnetsUsing(acl, view).map(() => acl.id),
  'association.subnet-id': (acl, view) => subnetsUsing(acl, view).map((subnet) => subnet.id),
  default: (acl) => [String(acl.isDefault)],
  'entry.cidr': (acl) => cidrsOf(acl, 4),
  'entry.egress': ofEntries((entry) => [String(entry.direction === 'egress')]),
  'entry.icmp.code': ofEntries(({ icmp }) => (icmp === undefined ? [] : [String(icmp.code)])),
  'entry.icmp.type': ofEntries(({ icmp }) => (icmp === undefined ? [] : [String(icmp.type)])),
  'entry.ipv6-cidr': (acl) => cidrsOf(acl, 6),
  'entry.port-range.from': ofEntries(({ ports }) => (ports === undefined ? [] : [String(ports.first)])),
  'entry.port-range.to': ofEntries(({ ports }) => (ports === undefined ? [] : [String(ports.last)])),
  'entry.protocol': ofEntries((entry) => [entryProtocol(entry), protocolName(entry.protocol)]), // by number or by name
  'entry.rule-action': ofEntries((entry) => [entry.action]),
  'entry.rule-number': ofEntries((entry) => [String(entry.number)]),
  'network-acl-id': (acl) => [acl.id],
  'owner-id': (acl) => [acl.owner],
  'vpc-id': (acl) => [acl.vpc],
};

function ofEntries(valuesOf: (entry: NetworkAclEntry) => readonly string[]): (acl: NetworkAcl) => readonly string[] {
  return (acl) => acl.entries.flatMap(valuesOf);
}

function cidrsOf(acl: NetworkAcl, family: Family): readonly string[] {
  return acl.entries.filter(({ prefix }) => prefix.base.family === family).map(({ prefix }) => formatPrefix(prefix));
}
