import type { NetworkAclEntry } from '../openvpc/src/model/network-acl.ts';
import type { GroupPeer, SecurityGroupRule } from '../openvpc/src/model/security-group.ts';
import type { GroupId, GroupRuleId, PrefixListId } from '../openvpc/src/name/id.ts';
import { ALL_PORTS, type PortRange } from '../openvpc/src/net/port-range.ts';
import { parsePrefix, prefix } from '../openvpc/src/net/prefix.ts';
import { hasPorts, ICMP, ICMPV6, parseProtocolName, type Protocol } from '../openvpc/src/net/protocol.ts';

/** `in tcp 80 from 0.0.0.0/0`, `out udp 1024-65535 to app`, `in icmp 8/0 from ::/0`, `out all to 10.0.0.0/8`, `in 47 from …`. */
export function groupRule(id: string, text: string): SecurityGroupRule {
  const parts = /^(in|out) (\S+)(?: ([\d/-]+))? (from|to) (\S+)$/.exec(text);
  if (parts === null || (parts[1] === 'in') !== (parts[4] === 'from')) throw new Error(`not a group rule: ${text}`);
  const [, way, protocol = '', detail, , peer = ''] = parts;
  return {
    id: `sgr-${id}` as GroupRuleId,
    direction: way === 'in' ? 'ingress' : 'egress',
    ...traffic(protocol, detail),
    peer: peerOf(peer),
    tags: [],
  };
}

/** A CIDR block, a prefix list as `pl:s3`, or a group's name. */
function peerOf(text: string): GroupPeer {
  const block = parsePrefix(text);
  if (block !== undefined) return { kind: 'prefix', prefix: block };
  if (text.startsWith('pl:')) return { kind: 'prefix-list', list: `pl-${text.slice(3)}` as PrefixListId };
  return { kind: 'group', group: `sg-${text}` as GroupId };
}

/** `in 100 allow tcp 80 from 0.0.0.0/0`. */
export function aclEntry(text: string): NetworkAclEntry {
  const parts = /^(in|out) (\d+) (allow|deny) (\S+)(?: ([\d/-]+))? (from|to) (\S+)$/.exec(text);
  if (parts === null || (parts[1] === 'in') !== (parts[6] === 'from')) throw new Error(`not an ACL entry: ${text}`);
  const [, way, number, action, protocol = '', detail, , block = ''] = parts;
  const shape = traffic(protocol, detail);
  const { icmp: _none, ...withoutIcmp } = shape;
  const isIpv6 = block.includes(':');
  return {
    number: Number(number),
    direction: way === 'in' ? 'ingress' : 'egress',
    action: action as 'allow' | 'deny', // the expression allows no other
    // Of 58 with an IPv4 block the type is not stored (EC2 API Reference, CreateNetworkAclEntry).
    ...(shape.protocol === ICMPV6 && !isIpv6 ? withoutIcmp : shape),
    prefix: prefix(block),
  };
}

function traffic(
  name: string,
  detail: string | undefined,
): Readonly<{ protocol: Protocol; ports?: PortRange; icmp?: Readonly<{ type: number; code: number }> }> {
  const protocol = name === 'all' ? 'any' : parseProtocolName(name);
  if (protocol === undefined) throw new Error(`not a protocol: ${name}`);
  if (hasPorts(protocol)) return { protocol, ports: portsOf(detail) };
  if (protocol === ICMP || protocol === ICMPV6) return { protocol, icmp: icmpOf(detail) };
  return { protocol };
}

function portsOf(text: string | undefined): PortRange {
  if (text === undefined) return ALL_PORTS;
  const [first = '', last = first] = text.split('-');
  return { first: Number(first), last: Number(last) };
}

function icmpOf(text: string | undefined): Readonly<{ type: number; code: number }> {
  const [type = '-1', code = '-1'] = text?.split('/') ?? [];
  return { type: Number(type), code: Number(code) };
}
