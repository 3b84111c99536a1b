import type { Direction, FlowEvent } from '../contract/flow-event.ts';
import type { EniProgram, Program } from '../contract/program.ts';
import { isNeighbourDiscovery } from '../contract/platform.ts';
import type { Because, Disposition } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { farEndSeen } from './far-end.ts';
import { FlowTable } from './flow-table.ts';
import { isBroadcastOrMulticast, isForThePlatform, isGuestsOwnSource } from './platform.ts';
import { indexOf, type ProgramIndex } from './program-index.ts';
import { aclEntryFor, groupRuleFor } from './rules.ts';
import { trackedFlow } from './tracking.ts';

/**
 * `because`: what decided, in the order in which it was asked; the last is the denier of what was rejected, a disposition's
 * word where no rule was asked.
 */
export type AtEniVerdict = Readonly<{
  direction: Direction;
  action: FlowEvent['action'] | 'EXEMPT';
  because: readonly AtEniReason[];
}>;
export type AtEniReason = Because | Extract<Disposition, 'denied-fragment' | 'denied-broadcast'>;

/**
 * Judges packets as they were seen at one ENI, one after the other: its groups with their tracking, and its subnet's ACL
 * when the far end is outside the subnet. What it forwards for others is not judged. That is what of a packet's path can be known at that place; a walk
 * from a sender that reaches it directly says the same there.
 */
export class EniJudge {
  readonly #index: ProgramIndex;
  readonly #id: EniId;
  readonly #eni: EniProgram;
  readonly #flows = new FlowTable();

  /** Throws when the program has no such ENI, or it is a NAT gateway's, where no guest captures packets. */
  constructor(program: Program, id: EniId) {
    this.#index = indexOf(program);
    const eni = this.#index.eni(id);
    if (eni === undefined) throw new Error(`the program has no ${id}`);
    if (eni.natGateway !== undefined)
      throw new Error(`${id} is the interface of ${eni.natGateway}: nobody captures there`);
    this.#id = id;
    this.#eni = eni;
  }

  /** Undefined for a packet that is neither from the ENI nor to it. */
  judge(packet: Packet, now: Instant): AtEniVerdict | undefined {
    const direction = this.#directionOf(packet);
    if (direction === undefined) return undefined;
    if (this.#isThePlatforms(direction, packet)) return { direction, action: 'EXEMPT', because: [] };
    if (packet.fragment === 'orphan') return reject(direction, ['denied-fragment']);
    return direction === 'egress' ? this.#egress(packet, now) : this.#ingress(packet, now);
  }

  #directionOf({ source, destination }: Packet): Direction | undefined {
    if (this.#index.owns(this.#id, source)) return 'egress';
    if (this.#index.owns(this.#id, destination)) return 'ingress';
    return undefined;
  }

  #isThePlatforms(direction: Direction, packet: Packet): boolean {
    const { vpc } = this.#eni;
    if (direction === 'egress') return isForThePlatform(this.#index, vpc, packet);
    // What the platform itself sends: its answers, seen from the other side. Neighbours are on the link, and nowhere else.
    const isNear = isGuestsOwnSource(packet.source) || this.#index.isInSubnet(this.#eni.subnet, packet.source);
    if (isNeighbourDiscovery(packet) && !isNear) return false;
    const answered = { ...packet, source: packet.destination, destination: packet.source };
    return isForThePlatform(this.#index, vpc, answered);
  }

  #egress(packet: Packet, now: Instant): AtEniVerdict {
    if (isBroadcastOrMulticast(this.#index, this.#eni.subnet, packet.destination))
      return reject('egress', ['denied-broadcast']);
    const group = this.#groups('egress', packet, now);
    if (group === 'implicit-deny') return reject('egress', [group]);
    const entry = this.#entry('egress', packet);
    if (entry === undefined) return accept('egress', [group]);
    return entry.action === 'allow' ? accept('egress', [group, entry.origin]) : reject('egress', [entry.origin]);
  }

  #ingress(packet: Packet, now: Instant): AtEniVerdict {
    const entry = this.#entry('ingress', packet);
    if (entry?.action === 'deny') return reject('ingress', [entry.origin]);
    const group = this.#groups('ingress', packet, now);
    const before = entry === undefined ? [] : [entry.origin];
    return group === 'implicit-deny' ? reject('ingress', [group]) : accept('ingress', [...before, group]);
  }

  /** What lets it pass, remembered where it is tracked; or that nothing does. */
  #groups(direction: Direction, packet: Packet, now: Instant): Because {
    const isTracked = this.#flows.tracked(this.#id, packet, now);
    const farEnd = farEndSeen(this.#index, this.#eni, direction, packet);
    const farGroups = farEnd && this.#index.groupsOf(farEnd);
    const rule = isTracked ? undefined : groupRuleFor(this.#index, this.#eni.groups, direction, packet, farGroups);
    if (!isTracked && rule === undefined) return 'implicit-deny';
    const knownTo = isTracked ? this.#flows : undefined;
    const flow = trackedFlow(this.#index, this.#id, this.#eni, direction, packet, knownTo, now);
    if (flow !== undefined) this.#flows.remember([flow], now);
    return rule?.origin ?? 'tracked-flow';
  }

  #entry(direction: Direction, packet: Packet) {
    const { subnet } = this.#eni;
    if (this.#index.isInSubnet(subnet, direction === 'ingress' ? packet.source : packet.destination)) return undefined;
    return aclEntryFor(this.#index, this.#index.subnet(subnet).acl, direction, packet);
  }
}

function accept(direction: Direction, because: readonly AtEniReason[]): AtEniVerdict {
  return { direction, action: 'ACCEPT', because };
}

function reject(direction: Direction, because: readonly AtEniReason[]): AtEniVerdict {
  return { direction, action: 'REJECT', because };
}
