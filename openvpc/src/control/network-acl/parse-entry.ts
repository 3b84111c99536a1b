import type { CreateNetworkAclEntryRequest, IcmpTypeCode, PortRange } from '../../aws/ec2.types.ts';
import { LAST_ENTRY, type NetworkAclEntry } from '../../model/network-acl.ts';
import type { Prefix } from '../../net/prefix.ts';
import { hasPorts, ICMP, ICMPV6, parseProtocolNumber, type Protocol } from '../../net/protocol.ts';
import { cidrOf } from '../cidr.ts';
import { ApiError } from '../operation.ts';
import { exactlyOne, invalidValue, missingParameter, oneOf, required } from '../required.ts';

/** An entry as a client gives it; what its protocol has no use for is dropped, as AWS does. */
export function parseEntry(input: CreateNetworkAclEntryRequest): NetworkAclEntry {
  const number = entryNumber(input.RuleNumber);
  const protocol = entryProtocol(required(input.Protocol, 'protocol'));
  const action = oneOf(required(input.RuleAction, 'ruleAction'), ['allow', 'deny'], 'ruleAction');
  const prefix = entryPrefix(input);
  return {
    number,
    direction: directionOf(input),
    protocol,
    action,
    prefix,
    ...(hasPorts(protocol) ? { ports: portsOf(input.PortRange) } : {}),
    ...(hasTypes(protocol, prefix) ? { icmp: icmpOf(input.IcmpTypeCode) } : {}),
  };
}

/** `Egress` left out means ingress (Amazon EC2 API Reference, ReplaceNetworkAclEntry). */
export function directionOf(input: Readonly<{ Egress?: boolean | undefined }>): NetworkAclEntry['direction'] {
  return input.Egress === true ? 'egress' : 'ingress';
}

/** From 32767 on numbers belong to AWS; so the `*` entries can be neither made, replaced nor deleted. */
export function entryNumber(number: number): number {
  if (Number.isInteger(number) && number >= 1 && number < LAST_ENTRY) return number;
  throw invalidValue(number, 'ruleNumber', `Rule numbers are from 1 to ${LAST_ENTRY - 1}.`);
}

function entryProtocol(text: string): Protocol {
  const protocol = parseProtocolNumber(text);
  if (protocol !== undefined) return protocol;
  throw new ApiError('InvalidParameterValue', `Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

function entryPrefix(input: CreateNetworkAclEntryRequest): Prefix {
  const name = exactlyOne(input, ['CidrBlock', 'Ipv6CidrBlock']);
  const text = input[name] ?? '';
  return name === 'CidrBlock' ? cidrOf(text, 4, 'cidrBlock') : cidrOf(text, 6, 'ipv6CidrBlock');
}

function portsOf(range: PortRange | undefined): NonNullable<NetworkAclEntry['ports']> {
  if (range === undefined) throw missingParameter('portRange');
  const first = required(range.From, 'portRange.from');
  const last = required(range.To, 'portRange.to');
  checkPort(first, 'from');
  checkPort(last, 'to');
  if (first > last) throw new ApiError('InvalidParameterValue', `Invalid TCP/UDP port range (${first}:${last})`);
  return { first, last };
}

function checkPort(port: number, end: 'from' | 'to'): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw new ApiError('InvalidParameterValue', `TCP/UDP (${end}) port (${port}) out of range`);
}

/** ICMPv6 in an IPv4 entry has no types: it means the whole protocol 58 over IPv4. */
function hasTypes(protocol: Protocol, prefix: Prefix): boolean {
  return protocol === ICMP || (protocol === ICMPV6 && prefix.base.family === 6);
}

function icmpOf(given: IcmpTypeCode | undefined): NonNullable<NetworkAclEntry['icmp']> {
  const type = required(given?.Type, 'icmpTypeCode.type');
  const code = required(given?.Code, 'icmpTypeCode.code');
  checkIcmp(type, 'type');
  checkIcmp(code, 'code');
  if (type === -1 && code !== -1) {
    throw invalidValue(code, 'icmpTypeCode.code', 'All ICMP types include all codes; the code must then be -1.');
  }
  return { type, code };
}

function checkIcmp(value: number, what: 'type' | 'code'): void {
  if (Number.isInteger(value) && value >= -1 && value <= 255) return;
  throw new ApiError('InvalidParameterValue', `ICMP ${what} (${value}) out of range`);
}
