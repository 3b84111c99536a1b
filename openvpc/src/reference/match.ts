import type { Protocol } from '../net/protocol.ts';
import { type Packet, destinationPortOf, protocolOf } from '../net/packet.ts';
import { isAllPorts, type PortRange, portRangeHolds } from '../net/port-range.ts';

/** What group rules and ACL entries have in common, the peer aside. */
export type Traffic = Readonly<{
  protocol: Protocol;
  ports?: PortRange;
  icmp?: Readonly<{ type: number; code: number }>;
}>;

/**
 * Protocol by number; destination port for tcp and udp; type and code for ICMP, where -1 is all. There is no match on
 * source ports (VPC User Guide, "Security group rules" and "Network ACL rules"). A type or code never matches what is
 * not ICMP, nor a port what has none; all ports are the protocol.
 */
export function trafficMatches(rule: Traffic, packet: Packet): boolean {
  if (rule.protocol === 'any') return true;
  if (rule.protocol !== protocolOf(packet)) return false;
  if (rule.ports !== undefined && !isAllPorts(rule.ports)) {
    const port = destinationPortOf(packet);
    return port !== undefined && portRangeHolds(rule.ports, port);
  }
  if (rule.icmp === undefined || rule.icmp.type === -1) return true;
  if (packet.transport.kind !== 'icmp' || packet.transport.type !== rule.icmp.type) return false;
  return rule.icmp.code === -1 || packet.transport.code === rule.icmp.code;
}
