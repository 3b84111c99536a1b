import { NEVER_FORWARDED } from '../contract/platform.ts';
import type { Direction } from '../contract/flow-event.ts';
import type { EniProgram, Program, Route } from '../contract/program.ts';
import type { Because, Disposition, Entry, Flow, FlowView, Stage, Step, Walk } from '../contract/verdict.ts';
import type { EniId, SubnetId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import { isBroadcastOrMulticast, isForThePlatform, isGuestsOwnSource } from './platform.ts';
import { indexOf, type ProgramIndex } from './program-index.ts';
import { aclEntryFor, groupRuleFor } from './rules.ts';
import { trackedFlow } from './tracking.ts';

/** What becomes of one packet; the steps and their meaning are those of contract/verdict.ts. Writes nothing. */
export function walk(program: Program, flows: FlowView, packet: Packet, from: Entry, now: Instant): Walk {
  return new Path(indexOf(program), flows, packet, now).from(from.eni);
}

/** The same for many packets of one program. */
export type Engine = Readonly<{ walk(flows: FlowView, packet: Packet, from: Entry, now: Instant): Walk }>;

export function createEngine(program: Program): Engine {
  const index = indexOf(program);
  return { walk: (flows, packet, from, now) => new Path(index, flows, packet, now).from(from.eni) };
}

/** One packet on its way: each stage adds a step and says whether the packet passed. */
class Path {
  readonly #index: ProgramIndex;
  readonly #flows: FlowView;
  readonly #packet: Packet;
  readonly #now: Instant;
  readonly #steps: Step[] = [];
  readonly #remember: Flow[] = [];

  constructor(index: ProgramIndex, flows: FlowView, packet: Packet, now: Instant) {
    this.#index = index;
    this.#flows = flows;
    this.#packet = packet;
    this.#now = now;
  }

  from(sender: EniId): Walk {
    const eni = this.#index.eni(sender);
    if (!this.#sourceCheck(sender, eni)) return this.#end('denied-source-check');
    if (isForThePlatform(this.#index, eni.vpc, this.#packet)) return this.#end('exempt');
    if (isBroadcastOrMulticast(this.#index, eni.subnet, this.#packet.destination)) return this.#end('denied-broadcast');
    const receiver = this.#index.ownerOf(eni.vpc, this.#packet.destination);
    if (receiver === sender) return this.#end('delivered'); // over its own loopback
    if (!this.#groups(sender, eni, 'egress', sender)) return this.#end('denied-group');
    if (this.#index.isInSubnet(eni.subnet, this.#packet.destination)) return this.#arrive(sender, receiver);
    return this.#cross(sender, eni, receiver);
  }

  #cross(sender: EniId, eni: EniProgram, receiver: EniId | undefined): Walk {
    if (!this.#acl(eni.subnet, 'egress')) return this.#end('denied-acl');
    const route = this.#route(eni.subnet);
    switch (route?.target.kind) {
      case undefined:
        return this.#end('no-route');
      case 'blackhole':
        return this.#end('blackhole');
      case 'gateway':
        return this.#end('denied-gateway');
      case 'local':
    }
    const arrival = receiver === undefined ? undefined : this.#index.eni(receiver);
    if (arrival !== undefined && !this.#acl(arrival.subnet, 'ingress')) return this.#end('denied-acl');
    return this.#arrive(sender, receiver);
  }

  #arrive(sender: EniId, receiver: EniId | undefined): Walk {
    const eni = receiver === undefined ? undefined : this.#index.eni(receiver);
    if (receiver === undefined || eni === undefined) return this.#end('no-such-host');
    return this.#end(this.#groups(receiver, eni, 'ingress', sender) ? 'delivered' : 'denied-group');
  }

  /** An ENI that the program does not hold sends nothing. */
  #sourceCheck(sender: EniId, eni: EniProgram | undefined): eni is EniProgram {
    return this.#step('source-check', sender, ...this.#sourceCheckOf(sender, eni));
  }

  #sourceCheckOf(sender: EniId, eni: EniProgram | undefined): [boolean, Because] {
    if (eni === undefined) return [false, 'foreign-address'];
    const { source } = this.#packet;
    if (this.#index.owns(sender, source)) return [true, 'own-address'];
    if (isGuestsOwnSource(source) && isForThePlatform(this.#index, eni.vpc, this.#packet)) return [true, 'own-address'];
    return eni.sourceDestCheck ? [false, 'foreign-address'] : [true, 'unchecked'];
  }

  #groups(id: EniId, eni: EniProgram, direction: Direction, sender: EniId): boolean {
    const tracked = this.#flows.tracked(id, this.#packet, this.#now);
    const isReference = direction === 'egress' || this.#index.owns(sender, this.#packet.source);
    const rule = tracked ? undefined : groupRuleFor(this.#index, eni.groups, direction, this.#packet, isReference);
    const because = tracked ? 'tracked-flow' : (rule?.origin ?? 'implicit-deny');
    if (!this.#step(`group-${direction}`, id, because !== 'implicit-deny', because)) return false;
    const flow = trackedFlow(
      this.#index,
      id,
      eni,
      direction,
      this.#packet,
      tracked ? this.#flows : undefined,
      this.#now,
    );
    if (flow !== undefined) this.#remember.push(flow);
    return true;
  }

  #acl(id: SubnetId, direction: Direction): boolean {
    const { action, origin } = aclEntryFor(this.#index, this.#index.subnet(id).acl, direction, this.#packet);
    return this.#step(`acl-${direction}`, id, action === 'allow', origin);
  }

  #route(id: SubnetId): Route | undefined {
    const { destination } = this.#packet;
    const forwarded = !NEVER_FORWARDED.some((range) => prefixHolds(range, destination));
    const route = forwarded ? this.#index.route(this.#index.subnet(id).routeTable, destination) : undefined;
    const passed = route !== undefined && route.target.kind !== 'blackhole';
    this.#step('route', id, passed, route?.origin ?? 'implicit-deny');
    return route;
  }

  #step(stage: Stage, at: Step['at'], passed: boolean, because: Because): boolean {
    this.#steps.push({ stage, at, passed, because });
    return passed;
  }

  #end(disposition: Disposition): Walk {
    return { disposition, steps: this.#steps, remember: this.#remember };
  }
}
