import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import { hasPorts, ICMPV6, isIcmp, parseProtocolName, type Protocol } from '../../net/protocol.ts';
import { ApiError } from '../operation.ts';

/** Which packets, whoever the peer: protocol with its ports, or ICMP type and code. */
export type Traffic = Pick<SecurityGroupRule, 'protocol' | 'ports' | 'icmp'>;
/** ModifySecurityGroupRules says that a port is missing in another order of words. */
type RangeWords = 'for portRange.';
type Wanted = Pick<ec2.IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>;

/** Parses protocol and ports, each as its protocol wants it (EC2 API Reference, IpPermission). */
export function trafficOf(wanted: Wanted, words?: RangeWords): Traffic {
  const protocol = protocolOf(wanted.IpProtocol);
  if (hasPorts(protocol)) return { protocol, ports: portsOf(wanted, words) };
  if (isIcmp(protocol)) return { protocol, icmp: icmpOf(wanted, protocol, words) };
  return { protocol }; // ports with any other protocol are ignored, not stored
}

function protocolOf(text: string | undefined): Protocol {
  if (text === undefined || text === '') {
    throw invalid("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.");
  }
  const protocol = parseProtocolName(text);
  if (protocol === undefined) throw invalid(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
  return protocol;
}

function portsOf(
  { FromPort: first, ToPort: last }: Wanted,
  words: RangeWords | undefined,
): NonNullable<Traffic['ports']> {
  if (first === undefined || last === undefined) throw bothWanted('TCP/UDP', words);
  if (!isWithin(first, 0, 65535)) throw invalid(`TCP/UDP (from) port (${first}) out of range`);
  if (!isWithin(last, 0, 65535)) throw invalid(`TCP/UDP (to) port (${last}) out of range`);
  if (first > last) throw invalid(`Invalid TCP/UDP port range (${first}:${last})`);
  return { first, last };
}

function icmpOf(
  { FromPort: type, ToPort: code }: Wanted,
  protocol: Protocol,
  words: RangeWords | undefined,
): NonNullable<Traffic['icmp']> {
  if (type === undefined && code === undefined && protocol === ICMPV6) return { type: -1, code: -1 };
  if (type === undefined || code === undefined) throw bothWanted('ICMP', words);
  if (!isWithin(type, -1, 255)) throw invalid(`ICMP type (${type}) out of range`);
  if (!isWithin(code, -1, 255)) throw invalid(`ICMP code (${code}) out of range`);
  if (type === -1 && code !== -1) throw invalid(`ICMP code (${code}) must be -1 (all) when the ICMP type is -1 (all)`);
  return { type, code };
}

function isWithin(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}

function bothWanted(protocol: string, words: RangeWords | undefined): ApiError {
  const wanted = `Must specify both from and to ports with ${protocol}.`;
  return invalid(words === undefined ? `Invalid value '${wanted}' for portRange.` : `Invalid value ${words} ${wanted}`);
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message);
}
