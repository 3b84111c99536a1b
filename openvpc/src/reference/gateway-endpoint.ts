import type { VpcEndpoint } from '../model/gateway.ts';
import type { EndpointId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { isInVpc, ownerOf } from './owner.ts';
import { end, gatewayDenies, gatewayPasses, type Next, type Trip } from './trip.ts';

/**
 * To a service by its gateway endpoint, with the private source address. "Gateway endpoints support only IPv4 traffic" over
 * TCP and pings, from their own VPC (AWS PrivateLink guide, "Gateway endpoints").
 */
export function throughEndpoint(trip: Trip, endpoint: VpcEndpoint, packet: Packet): Next {
  if (!isInVpc(trip.snapshot, endpoint.vpc, packet.source)) return gatewayDenies(trip, endpoint.id, 'outside-vpc');
  if (!isTcpOr(packet, ECHO)) return gatewayDenies(trip, endpoint.id, 'protocol');
  gatewayPasses(trip, endpoint.id);
  return end(trip, 'exited', { arrived: { at: endpoint.id, packet } });
}

/** Back from the service: it answers from the addresses in its prefix list alone. */
export function fromEndpoint(trip: Trip, packet: Packet, id: EndpointId): Next {
  const { snapshot } = trip;
  if (packet.fragment === 'orphan') return end(trip, 'denied-fragment');
  const endpoint = snapshot.endpoints.get(id);
  const entries = endpoint === undefined ? [] : snapshot.prefixLists.get(endpoint.prefixList)!.entries;
  const isFromService = entries.some(({ prefix }) => prefixHolds(prefix, packet.source));
  const receiver = endpoint && ownerOf(snapshot, endpoint.vpc, packet.destination);
  if (!isFromService || receiver === undefined) return gatewayDenies(trip, id, 'outside-vpc');
  if (!isTcpOr(packet, ECHO_REPLY)) return gatewayDenies(trip, id, 'protocol');
  gatewayPasses(trip, id);
  return { go: 'to', receiver: receiver, packet: packet, whence: { isDirect: false } };
}

/** ICMP's numbers and ICMPv6's (RFC 792, RFC 4443). */
const ECHO = { 4: 8, 6: 128 } as const;
const ECHO_REPLY = { 4: 0, 6: 129 } as const;

function isTcpOr({ source, transport }: Packet, type: typeof ECHO | typeof ECHO_REPLY): boolean {
  return transport.kind === 'tcp' || (transport.kind === 'icmp' && transport.type === type[source.family]);
}
