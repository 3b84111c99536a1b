import type { PortRange } from '../net/port-range.ts';
import { everyone, samePrefix } from '../net/prefix.ts';
import { hasPorts, ICMP, ICMPV6, isIcmp, type Protocol } from '../net/protocol.ts';
import { firstRepeated, type Invariant, invariant } from './invariant.ts';
import { LAST_ENTRY, LAST_ENTRY_IPV6, type NetworkAcl, type NetworkAclEntry } from './network-acl.ts';
import { homeless } from './network-invariants.ts';

/** Security groups and network ACLs. */
export const RULE_INVARIANTS: readonly Invariant[] = [
  invariant('group-in-vpc', 'security-group', ['vpc'], ({ vpc }, view) => homeless(view, vpc)),
  invariant('group-names-unique', 'vpc', ['security-group'], (vpc, view) => {
    const inVpc = [...view.securityGroups.values()].filter((group) => group.vpc === vpc.id);
    const repeated = firstRepeated(inVpc.map(({ name }) => name.toLowerCase()));
    return repeated === undefined ? undefined : `has two security groups named ${repeated}`;
  }),
  invariant('group-rule-ids-unique', 'vpc', ['security-group'], (vpc, view) => {
    const inVpc = [...view.securityGroups.values()].filter((group) => group.vpc === vpc.id);
    const repeated = firstRepeated(inVpc.flatMap(({ rules }) => rules.map(({ id }) => id)));
    return repeated && `has two rules ${repeated}`;
  }),
  invariant('group-rules-well-formed', 'security-group', [], ({ rules }) => {
    const bad = rules.find((rule) => !isWellFormed(rule, isIcmp(rule.protocol)));
    return bad && `has ${bad.id}, whose ports or ICMP type do not go with its protocol`;
  }),
  invariant('group-references-exist', 'security-group', ['security-group'], ({ rules }, view) => {
    // One of another VPC may have gone since: the rule is stale, and matches nothing.
    const bad = rules.find(
      ({ peer }) => peer.kind === 'group' && peer.vpc === undefined && !view.securityGroups.has(peer.group),
    );
    return bad && `has ${bad.id}, whose peer is a group that does not exist`;
  }),
  invariant('group-lists-exist', 'security-group', ['prefix-list'], ({ rules }, view) => {
    const bad = rules.find(({ peer }) => peer.kind === 'prefix-list' && !view.prefixLists.has(peer.list));
    return bad && `has ${bad.id}, whose peer is a prefix list that does not exist`;
  }),
  invariant('group-associations-exist', 'security-group', ['vpc'], ({ vpc, associatedVpcs = [] }, view) => {
    const bad = associatedVpcs.find((other) => other === vpc || !view.vpcs.has(other));
    if (bad !== undefined) return `is associated with ${bad}, which is its own or does not exist`;
    const repeated = firstRepeated(associatedVpcs);
    return repeated && `is associated with ${repeated} twice`;
  }),
  invariant('acl-in-vpc', 'network-acl', ['vpc'], ({ vpc }, view) => homeless(view, vpc)),
  invariant('acl-numbers-unique', 'network-acl', [], ({ entries }) => {
    const repeated = firstRepeated(entries.map(({ direction, number }) => `${direction} entry ${number}`));
    return repeated && `has ${repeated} twice`;
  }),
  invariant('acl-entries-well-formed', 'network-acl', [], ({ entries }) => {
    const bad = entries.find((entry) => !isWellFormed(entry, wantsIcmpType(entry)) || entry.number < 1);
    return bad && `has ${bad.direction} entry ${bad.number}, whose ports or ICMP type do not go with its protocol`;
  }),
  invariant('acl-ends-with-denials', 'network-acl', ['vpc'], (acl, view) => {
    const needed = view.vpcs.get(acl.vpc)?.ipv6.length === 0 ? [LAST_ENTRY] : [LAST_ENTRY, LAST_ENTRY_IPV6];
    for (const direction of ['ingress', 'egress'] as const) {
      const missing = needed.find((number) => !hasLast(acl, direction, number));
      if (missing !== undefined) return `has no ${direction} entry ${missing} that denies everything`;
    }
    const other = acl.entries.find(({ number, direction }) => number >= LAST_ENTRY && !hasLast(acl, direction, number));
    return other && `has ${other.direction} entry ${other.number}, a number that is reserved`;
  }),
];

/** Ports exactly with tcp and udp, type and code exactly where they belong, all codes with all types. */
function isWellFormed(
  rule: Readonly<{ protocol: Protocol; ports?: PortRange; icmp?: Readonly<{ type: number; code: number }> }>,
  wantsType: boolean,
): boolean {
  const { protocol, ports, icmp } = rule;
  if ((ports !== undefined) !== hasPorts(protocol) || (icmp !== undefined) !== wantsType) return false;
  if (ports !== undefined) return 0 <= ports.first && ports.first <= ports.last && ports.last <= 65_535;
  return icmp === undefined || icmp.type !== -1 || icmp.code === -1;
}

/** Of icmpv6 with an IPv4 block the type is not stored (EC2 API Reference, CreateNetworkAclEntry). */
function wantsIcmpType({ protocol, prefix }: NetworkAclEntry): boolean {
  return protocol === ICMP || (protocol === ICMPV6 && prefix.base.family === 6);
}

function hasLast(acl: NetworkAcl, direction: NetworkAclEntry['direction'], number: number): boolean {
  return acl.entries.some(
    (entry) =>
      entry.number === number &&
      entry.direction === direction &&
      entry.action === 'deny' &&
      entry.protocol === 'any' &&
      samePrefix(entry.prefix, everyone(number === LAST_ENTRY ? 4 : 6)),
  );
}
