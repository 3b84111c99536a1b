import type { EniProgram, Target } from '../contract/program.ts';
import type { Walk } from '../contract/verdict.ts';
import type { EgressOnlyGatewayId, EndpointId, EniId, InternetGatewayId, NatGatewayId, PeeringId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import type { Course } from './course.ts';
import { leaveByEndpoint } from './endpoint.ts';
import { leaveByEgressOnly, leaveByInternet } from './internet.ts';
import { leaveByNat } from './nat.ts';
import { leaveByPeering } from './peering.ts';

export type GatewayTarget = Extract<
  Target,
  { id: InternetGatewayId | EgressOnlyGatewayId | NatGatewayId | PeeringId | EndpointId }
>;

/** Through the gateway that the route names; `id` is the ENI that the packet left. */
export function leaveByGateway(
  course: Course,
  target: GatewayTarget,
  id: EniId,
  eni: EniProgram,
  packet: Packet,
): Walk {
  switch (target.kind) {
    case 'internet-gateway':
      return leaveByInternet(course, target.id, eni, packet);
    case 'egress-only-gateway':
      return leaveByEgressOnly(course, target.id, eni, packet);
    case 'nat-gateway':
      return leaveByNat(course, target.id, eni, packet);
    case 'peering':
      return leaveByPeering(course, target.id, id, eni, packet);
    case 'endpoint':
      return leaveByEndpoint(course, target.id, packet);
  }
}
