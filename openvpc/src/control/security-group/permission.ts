import type * as ec2 from '../../aws/ec2.types.ts';
import type { GroupPeer, SecurityGroupRule } from '../../model/security-group.ts';
import type { Family } from '../../net/address.ts';
import { formatPrefix, parsePrefix } from '../../net/prefix.ts';
import { type Protocol, protocolName } from '../../net/protocol.ts';
import { ApiError } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { checkDescription } from './description.ts';
import { type Traffic, trafficOf } from './traffic.ts';

/** What a permission says of one rule: all but its id, its tags and its direction. */
export type RuleBody = Omit<SecurityGroupRule, 'id' | 'tags' | 'direction'>;

/** Find the group, or the prefix list, that a peer of a permission means, or throw AWS's words. */
export type FindPeers = Readonly<{
  group: (pair: ec2.UserIdGroupPair) => GroupPeer;
  list: (id: string) => GroupPeer;
}>;

/**
 * One rule for each peer of each permission: IPv4 ranges, IPv6 ranges, prefix lists, groups, in that order (EC2 API
 * Reference, IpPermission). CIDR blocks come out canonical.
 */
export function rulesOf(permissions: readonly ec2.IpPermission[], find: FindPeers): readonly RuleBody[] {
  return permissions.flatMap((permission) => {
    const traffic = trafficOf(permission);
    const peers = peersOf(permission, find);
    if (peers.length === 0) throw noPeer();
    return peers.map(([peer, description]) => ({ ...traffic, peer, ...checkDescription(description) }));
  });
}

export function noPeer(): ApiError {
  return new ApiError(
    'MissingParameter',
    'The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId',
  );
}

/** What makes two rules of one direction of one group the same: protocol, range and peer; never the description. */
export function identityOf({ protocol, ports, icmp, peer }: Traffic & Readonly<{ peer: GroupPeer }>): string {
  const range = ports === undefined ? icmp && `${icmp.type}/${icmp.code}` : `${ports.first}-${ports.last}`;
  return `${protocol} ${range ?? ''} ${peerText(peer)}`;
}

export function peerText(peer: GroupPeer): string {
  switch (peer.kind) {
    case 'prefix':
      return formatPrefix(peer.prefix);
    case 'group':
      return peer.group;
    case 'prefix-list':
      return peer.list;
  }
}

/** As InvalidPermission.Duplicate spells a rule: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`. */
export function spelledOut(rule: RuleBody): string {
  return `peer: ${peerText(rule.peer)}, ${trafficText(rule)}, ALLOW`;
}

function trafficText({ protocol, ports, icmp }: RuleBody): string {
  if (protocol === 'any') return 'ALL';
  if (ports !== undefined) return `${upperName(protocol)}, from port: ${ports.first}, to port: ${ports.last}`;
  // AWS's words for ICMP are not known; these are in the manner of the others.
  if (icmp !== undefined) return `${upperName(protocol)}, type: ${orAll(icmp.type)}, code: ${orAll(icmp.code)}`;
  return `protocol: ${protocol}`;
}

function upperName(protocol: Protocol): string {
  return protocolName(protocol).toUpperCase();
}

function orAll(number: number): string {
  return number === -1 ? 'ALL' : String(number);
}

type DescribedPeer = readonly [peer: GroupPeer, description: string | undefined];

function peersOf(permission: ec2.IpPermission, find: FindPeers): readonly DescribedPeer[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return [
    ...IpRanges.map((range): DescribedPeer => [prefixPeer(range.CidrIp, 4, 'cidrIp'), range.Description]),
    ...Ipv6Ranges.map((range): DescribedPeer => [prefixPeer(range.CidrIpv6, 6, 'cidrIpv6'), range.Description]),
    ...PrefixListIds.map((list): DescribedPeer => [listPeer(list.PrefixListId, find), list.Description]),
    ...UserIdGroupPairs.map((pair): DescribedPeer => [find.group(pair), pair.Description]),
  ];
}

function prefixPeer(text: string | undefined, family: Family, parameter: string): GroupPeer {
  if (text === undefined || text === '') throw missingParameter(parameter);
  const prefix = parsePrefix(text);
  if (prefix?.base.family !== family) throw new ApiError('InvalidParameterValue', `CIDR block ${text} is malformed`);
  return { kind: 'prefix', prefix };
}

function listPeer(id: string | undefined, find: FindPeers): GroupPeer {
  if (id === undefined || id === '') throw missingParameter('prefixListId');
  return find.list(id);
}
