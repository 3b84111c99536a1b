import type { Direction } from '../../contract/flow-event.ts';
import type { Match } from '../../contract/program.ts';
import type { Family } from '../../net/address.ts';
import { isAllPorts, type PortRange } from '../../net/port-range.ts';
import { hasPorts } from '../../net/protocol.ts';
import { merged } from './disjoint.ts';
import type { Condition } from './ruleset.ts';
import { destination, is, ofProtocol, portKey, source } from './terms.ts';

/** Protocol, ports, type and code. */
export function trafficConditions(
  { protocol, icmp }: Match,
  family: Family,
  ports: readonly PortRange[],
): readonly Condition[] {
  if (protocol === 'any') return [];
  const conditions = [ofProtocol(protocol)];
  if (hasPorts(protocol) && !ports.some(isAllPorts))
    conditions.push(is('destination-port', ...merged(ports).map(portKey)));
  const name = family === 4 ? 'icmp' : 'icmpv6';
  if (icmp?.type !== undefined)
    conditions.push(is(`${name}-type`, { first: BigInt(icmp.type), last: BigInt(icmp.type) }));
  if (icmp?.code !== undefined)
    conditions.push(is(`${name}-code`, { first: BigInt(icmp.code), last: BigInt(icmp.code) }));
  return conditions;
}

/** A type or code is of one family's ICMP; asked of the other's packets it matches nothing. */
export function fitsFamily({ protocol, icmp }: Match, family: Family): boolean {
  return icmp?.type === undefined || (protocol === 1) === (family === 4);
}

/** The peer's end: source of an ingress packet, destination of an egress one. */
export function farEnd(direction: Direction, family: Family): ReturnType<typeof source> {
  return direction === 'ingress' ? source(family) : destination(family);
}
