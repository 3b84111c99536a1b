import type { Direction } from '../contract/flow-event.ts';
import type { EniProgram, Target } from '../contract/program.ts';
import type {
  Arrival,
  Because,
  Disposition,
  Entry,
  Flow,
  FlowView,
  GatewayId,
  GatewayReason,
  Stage,
  Step,
  Walk,
} from '../contract/verdict.ts';
import type { EniId, GroupId, NatGatewayId, RouteTableId, SubnetId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import type { Course } from './course.ts';
import { enterFromService } from './endpoint.ts';
import { farEndOverPeering } from './far-end.ts';
import { leaveByGateway } from './gateways.ts';
import { enterFromInternet } from './internet.ts';
import { arriveAtNat } from './nat.ts';
import { isBroadcastOrMulticast, isForThePlatform, isGuestsOwnSource } from './platform.ts';
import type { ProgramIndex } from './program-index.ts';
import { aclEntryFor, groupRuleFor } from './rules.ts';
import { trackedFlow } from './tracking.ts';

/** One packet on its way: each stage adds a step and says whether the packet passed. */
export class Path implements Course {
  readonly index: ProgramIndex;
  readonly flows: FlowView;
  readonly now: Instant;
  readonly sent: Packet;
  sender: EniId | undefined;
  readonly #steps: Step[] = [];
  readonly #remember: Flow[] = [];
  #met: GatewayId[] | undefined;
  #cameBack: NatGatewayId[] | undefined;

  constructor(index: ProgramIndex, flows: FlowView, packet: Packet, now: Instant) {
    this.index = index;
    this.flows = flows;
    this.sent = packet;
    this.now = now;
  }

  enter(from: Entry): Walk {
    if (from.kind === 'eni') return this.#fromEni(from.eni);
    if (this.sent.fragment === 'orphan') return this.end('denied-fragment');
    return from.kind === 'internet' ? enterFromInternet(this, this.sent) : enterFromService(this, from.endpoint);
  }

  #fromEni(sender: EniId): Walk {
    const packet = this.sent;
    const eni = this.index.eni(sender);
    if (!this.#sourceCheck(sender, eni)) return this.end('denied-source-check');
    if (isForThePlatform(this.index, eni.vpc, packet)) return this.end('exempt');
    if (isBroadcastOrMulticast(this.index, eni.subnet, packet.destination)) return this.end('denied-broadcast');
    const owner = this.index.ownerOf(eni.vpc, packet.destination);
    if (owner === sender) return this.end('delivered', { at: sender, packet }); // over its own loopback
    if (packet.fragment === 'orphan') return this.end('denied-fragment');
    this.sender = sender;
    const farEnd = owner ?? farEndOverPeering(this.index, eni, packet.destination);
    if (!this.#groups(sender, eni, 'egress', packet, farEnd)) return this.end('denied-group');
    return this.leave(sender, eni, packet, owner);
  }

  leave(id: EniId, eni: EniProgram, packet: Packet, owner = this.index.ownerOf(eni.vpc, packet.destination)): Walk {
    const { destination } = packet;
    if (this.index.isInSubnet(eni.subnet, destination)) return this.#toOwner(owner, packet, id);
    if (!this.acl(eni, 'egress', packet)) return this.end('denied-acl');
    const subnet = this.index.subnet(eni.subnet);
    const target = this.route(eni.subnet, subnet.routeTable, packet);
    if (target === undefined) return this.end('no-route');
    switch (target.kind) {
      case 'blackhole':
        return this.end('blackhole');
      case 'local':
        return this.#toOwner(owner, packet, id);
      case 'eni':
        return this.arrive(target.id, packet, id, true);
      default:
        return leaveByGateway(this, target, id, eni, packet);
    }
  }

  #toOwner(owner: EniId | undefined, packet: Packet, from: EniId): Walk {
    return owner === undefined ? this.end('no-such-host') : this.arrive(owner, packet, from, true);
  }

  arrive(id: EniId, packet: Packet, from: EniId | undefined, isDirect: boolean): Walk {
    const eni = this.index.eni(id);
    if (eni === undefined) return this.end('no-such-host'); // closed
    const crosses = from === undefined || this.index.eni(from)?.subnet !== eni.subnet;
    if (crosses && !this.acl(eni, 'ingress', packet)) return this.end('denied-acl');
    if (eni.natGateway !== undefined) return arriveAtNat(this, eni.natGateway, id, eni, packet);
    const farEnd = isDirect && from !== undefined && this.index.owns(from, packet.source) ? from : undefined;
    if (!this.#groups(id, eni, 'ingress', packet, farEnd)) return this.end('denied-group');
    if (!this.index.owns(id, packet.destination)) {
      const because = eni.sourceDestCheck ? 'foreign-address' : 'unchecked';
      if (!this.#step('destination-check', id, !eni.sourceDestCheck, because)) {
        return this.end('denied-destination-check');
      }
    }
    return this.end('delivered', { at: id, packet });
  }

  #sourceCheck(id: EniId, eni: EniProgram | undefined): eni is EniProgram {
    const step = (passed: boolean, because: Because) => this.#step('source-check', id, passed, because);
    if (eni === undefined || eni.natGateway !== undefined) return step(false, 'foreign-address');
    const { source } = this.sent;
    const isOwn =
      this.index.owns(id, source) || (isGuestsOwnSource(source) && isForThePlatform(this.index, eni.vpc, this.sent));
    if (isOwn) return step(true, 'own-address');
    return eni.sourceDestCheck ? step(false, 'foreign-address') : step(true, 'unchecked');
  }

  #groups(id: EniId, eni: EniProgram, direction: Direction, packet: Packet, farEnd: EniId | undefined): boolean {
    const isTracked = this.flows.tracked(id, packet, this.now);
    if (!this.#step(`group-${direction}`, id, ...this.#groupVerdict(eni, direction, packet, isTracked, farEnd))) {
      return false;
    }
    const knownTo = isTracked ? this.flows : undefined;
    const flow = trackedFlow(this.index, id, eni, direction, packet, knownTo, this.now);
    if (flow !== undefined) this.#remember.push(flow);
    return true;
  }

  #groupVerdict(
    eni: EniProgram,
    direction: Direction,
    packet: Packet,
    isTracked: boolean,
    farEnd: EniId | undefined,
  ): [passed: boolean, because: Because] {
    if (isTracked) return [true, 'tracked-flow'];
    const farGroups: ReadonlySet<GroupId> | undefined = farEnd && this.index.groupsOf(farEnd);
    const rule = groupRuleFor(this.index, eni.groups, direction, packet, farGroups);
    return rule === undefined ? [false, 'implicit-deny'] : [true, rule.origin];
  }

  acl({ subnet: id }: Readonly<{ subnet: SubnetId }>, direction: Direction, packet: Packet): boolean {
    const { action, origin } = aclEntryFor(this.index, this.index.subnet(id).acl, direction, packet);
    return this.#step(`acl-${direction}`, id, action === 'allow', origin);
  }

  route(at: Step['at'], table: RouteTableId, { destination }: Packet): Target | undefined {
    const route = this.index.route(table, destination);
    this.#step('route', at, route !== undefined && route.target.kind !== 'blackhole', route?.origin ?? 'implicit-deny');
    return route?.target;
  }

  meets(gateway: GatewayId): boolean {
    this.#met ??= [];
    return isFirst(this.#met, gateway);
  }

  comesBackTo(gateway: NatGatewayId): boolean {
    this.#cameBack ??= [];
    return isFirst(this.#cameBack, gateway);
  }

  pass(at: GatewayId, becomes?: Packet): void {
    this.#steps.push(
      becomes === undefined
        ? { stage: 'gateway', at, passed: true, because: 'forwarded' }
        : { stage: 'gateway', at, passed: true, because: 'translated', becomes },
    );
  }

  deny(at: Step['at'], because: GatewayReason, answer?: Packet): Walk {
    this.#step('gateway', at, false, because);
    const walk = this.end('denied-gateway');
    return answer === undefined ? walk : { ...walk, answer };
  }

  remember(flow: Flow): void {
    this.#remember.push(flow);
  }

  end(disposition: Disposition, arrived?: Arrival): Walk {
    const walk = { disposition, steps: this.#steps, remember: this.#remember };
    return arrived === undefined ? walk : { ...walk, arrived };
  }

  #step(stage: Stage, at: Step['at'], passed: boolean, because: Because): boolean {
    this.#steps.push({ stage, at, passed, because });
    return passed;
  }
}

function isFirst<Id extends GatewayId>(met: Id[], gateway: Id): boolean {
  if (met.includes(gateway)) return false;
  met.push(gateway);
  return true;
}
