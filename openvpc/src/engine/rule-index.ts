import { listSet, type Match } from '../contract/program.ts';
import type { GroupId, SetId } from '../name/id.ts';
import { type Address, type Family } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { everyone, type Prefix } from '../net/prefix.ts';
import { PrefixIndex } from './prefix-index.ts';
import { NONE, TrafficIndex } from './traffic-index.ts';

/** A resolved set of addresses, ready for questions. */
export type AddressSet = Readonly<{ has(address: Address): boolean }>;

/**
 * A list of rules of one direction, group rules or ACL entries, indexed by peer and then by traffic. A question costs
 * one probe per prefix length in use and one per set referred to, not one per rule.
 */
export class RuleIndex<R extends Readonly<{ match: Match }>> {
  readonly #rules: readonly R[];
  readonly #prefixes = new PrefixIndex<TrafficIndex>();
  readonly #lists: ReadonlyArray<Readonly<{ set: AddressSet; traffic: TrafficIndex }>>;
  readonly #members: ReadonlyArray<Readonly<{ group: GroupId; traffic: TrafficIndex }>>;
  readonly #everyone: Readonly<Record<Family, TrafficIndex | undefined>>;

  constructor(rules: readonly R[], setNamed: (id: SetId) => AddressSet) {
    this.#rules = rules;
    const byPrefix = new Map<string, { prefix: Prefix; placed: Array<{ position: number; match: Match }> }>();
    const byList = new Map<SetId, Array<{ position: number; match: Match }>>();
    const byGroup = new Map<GroupId, Array<{ position: number; match: Match }>>();
    for (const [position, { match }] of rules.entries()) {
      const placed = { position, match };
      const { peer } = match;
      if (peer.kind === 'prefix') appendPrefix(byPrefix, peer.prefix, placed);
      else if (peer.kind === 'list') append(byList, listSet(peer.list), placed);
      else append(byGroup, peer.group, placed);
    }
    for (const { prefix, placed } of byPrefix.values()) this.#prefixes.at(prefix, () => new TrafficIndex(placed));
    this.#lists = [...byList].map(([id, placed]) => ({ set: setNamed(id), traffic: new TrafficIndex(placed) }));
    this.#members = [...byGroup].map(([group, placed]) => ({ group, traffic: new TrafficIndex(placed) }));
    const forEveryone = (family: Family) => {
      const found = byPrefix.get(prefixKey(everyone(family)));
      return found && new TrafficIndex(found.placed);
    };
    this.#everyone = { 4: forEveryone(4), 6: forEveryone(6) };
  }

  /**
   * The first rule in the list's order that matches. `farEnd`: the source of an ingress packet, the destination of an
   * egress one; `farGroups`: the groups of the ENI there, when that is reached directly.
   */
  first(farEnd: Address, packet: Packet, farGroups: ReadonlySet<GroupId> | undefined): R | undefined {
    let first = NONE;
    for (const traffic of this.#prefixes.holding(farEnd)) first = Math.min(first, traffic.first(packet));
    for (const { set, traffic } of this.#lists) {
      const position = traffic.first(packet);
      if (position < first && set.has(farEnd)) first = position;
    }
    if (farGroups !== undefined) {
      for (const { group, traffic } of this.#members) {
        if (farGroups.has(group)) first = Math.min(first, traffic.first(packet));
      }
    }
    return this.#rules[first];
  }

  /** What the rules whose peer is everyone (`0.0.0.0/0` or `::/0`) say of a packet of that family. */
  everyone(packet: Packet, protocol: number): Readonly<{ matches: boolean; allPorts: boolean }> {
    const traffic = this.#everyone[packet.source.family];
    if (traffic === undefined) return { matches: false, allPorts: false };
    return { matches: traffic.first(packet) !== NONE, allPorts: traffic.coversAllPorts(protocol) };
  }
}

export function addressSet(members: readonly Prefix[]): AddressSet {
  const index = new PrefixIndex<true>();
  for (const member of members) index.at(member, () => true);
  return { has: (address) => index.longest(address) === true };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function appendPrefix<V>(lists: Map<string, { prefix: Prefix; placed: V[] }>, prefix: Prefix, value: V): void {
  const key = prefixKey(prefix);
  const list = lists.get(key);
  if (list === undefined) lists.set(key, { prefix, placed: [value] });
  else list.placed.push(value);
}

function prefixKey({ base, length }: Prefix): string {
  return `${base.family} ${base.bits.toString(16)} ${length}`;
}
