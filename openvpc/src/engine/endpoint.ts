import { listSet } from '../contract/program.ts';
import type { Walk } from '../contract/verdict.ts';
import type { EndpointId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import type { Course } from './course.ts';

/** ICMP types by address family: 128 is an echo in ICMPv6 and nothing that IPv4 knows (RFC 792, RFC 4443). */
const ECHO = { 4: 8, 6: 128 } as const;
const ECHO_REPLY = { 4: 0, 6: 129 } as const;

/** Out to the service behind a gateway endpoint, with the private source address. */
export function leaveByEndpoint(course: Course, at: EndpointId, packet: Packet): Walk {
  const endpoint = course.index.program.endpoints.get(at);
  if (endpoint === undefined) return course.end('blackhole'); // closed: compile makes no such route
  if (!course.index.isInVpc(endpoint.vpc, packet.source)) return course.deny(at, 'outside-vpc');
  if (!isServed(packet, ECHO)) return course.deny(at, 'protocol');
  course.pass(at);
  return course.end('exited', { at, packet });
}

/** Back from the service: only from its own addresses, to an ENI of the endpoint's VPC. */
export function enterFromService(course: Course, at: EndpointId): Walk {
  const packet = course.sent;
  const { program } = course.index;
  const endpoint = program.endpoints.get(at);
  const receiver = endpoint && course.index.ownerOf(endpoint.vpc, packet.destination);
  const addresses = endpoint === undefined ? [] : (program.sets.get(listSet(endpoint.list)) ?? []);
  if (receiver === undefined || !addresses.some((block) => prefixHolds(block, packet.source))) {
    return course.deny(at, 'outside-vpc');
  }
  if (!isServed(packet, ECHO_REPLY)) return course.deny(at, 'protocol');
  course.pass(at);
  return course.arrive(receiver, packet, undefined, false);
}

/** TCP, or that ICMP type. */
function isServed({ source, transport }: Packet, icmp: Readonly<Record<4 | 6, number>>): boolean {
  return transport.kind === 'tcp' || (transport.kind === 'icmp' && transport.type === icmp[source.family]);
}
