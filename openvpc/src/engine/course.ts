import type { Direction } from '../contract/flow-event.ts';
import type { EniProgram, Target } from '../contract/program.ts';
import type {
  Arrival,
  Disposition,
  Flow,
  FlowView,
  GatewayId,
  GatewayReason,
  Step,
  Walk,
} from '../contract/verdict.ts';
import type { EniId, NatGatewayId, RouteTableId, SubnetId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import type { ProgramIndex } from './program-index.ts';

/** One packet's way as the gateways see it: what is known of it, what they may say, and where they may send it on. */
export interface Course {
  readonly index: ProgramIndex;
  readonly flows: FlowView;
  readonly now: Instant;
  /** As it was sent, and by whom; undefined from outside. */
  readonly sent: Packet;
  readonly sender: EniId | undefined;

  /** On from an interface: within its subnet, or across the boundary and along the route. */
  leave(id: EniId, eni: EniProgram, packet: Packet): Walk;
  /** Into an interface. `from` put the packet into the network last; none when it came by a gateway. */
  arrive(id: EniId, packet: Packet, from: EniId | undefined, isDirect: boolean): Walk;

  /** Whether the ACL of that subnet lets it pass. */
  acl(at: Readonly<{ subnet: SubnetId }>, direction: Direction, packet: Packet): boolean;
  /** The target, a blackhole too; undefined without a route. */
  route(at: Step['at'], table: RouteTableId, packet: Packet): Target | undefined;
  /** False when the packet was at this gateway before, on its way out. */
  meets(gateway: GatewayId): boolean;
  /**
   * The same of an answer that arrives at its interface. A guest whose source check is off may begin a flow as the gateway
   * itself: turned back inside, the answer is for the gateway again, and without this for ever.
   */
  comesBackTo(gateway: NatGatewayId): boolean;
  /** A gateway lets it pass, as what it becomes. */
  pass(at: GatewayId, becomes?: Packet): void;
  deny(at: Step['at'], because: GatewayReason, answer?: Packet): Walk;
  remember(flow: Flow): void;
  end(disposition: Disposition, arrived?: Arrival): Walk;
}
