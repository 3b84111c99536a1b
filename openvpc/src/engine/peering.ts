import type { EniProgram } from '../contract/program.ts';
import type { Walk } from '../contract/verdict.ts';
import type { EniId, PeeringId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import type { Course } from './course.ts';
import { BETWEEN_REGIONS_MTU, isTooBig, tooBig } from './mtu.ts';

/** Into the VPC at the other end: no route of its own is asked there. */
export function leaveByPeering(course: Course, at: PeeringId, id: EniId, { vpc }: EniProgram, packet: Packet): Walk {
  const peering = course.index.program.peerings.get(at);
  if (peering === undefined) return course.end('blackhole'); // closed: compile makes no such route
  const peer = peering.vpcs[0] === vpc ? peering.vpcs[1] : peering.vpcs[0];
  if (!course.index.isInVpc(vpc, packet.source) || !course.index.isInVpc(peer, packet.destination)) {
    return course.deny(at, 'outside-vpc');
  }
  if (!peering.isWithinRegion && isTooBig(packet, BETWEEN_REGIONS_MTU))
    return course.deny(at, 'too-big', tooBig(course));
  course.pass(at);
  const receiver = course.index.ownerOf(peer, packet.destination);
  return receiver === undefined
    ? course.end('no-such-host')
    : course.arrive(receiver, packet, id, peering.isWithinRegion);
}
