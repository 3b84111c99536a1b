import type { Match } from '../contract/program.ts';
import type { SetId } from '../name/id.ts';
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
  readonly #sets: ReadonlyArray<Readonly<{ set: AddressSet; traffic: TrafficIndex }>>;
  readonly #everyone: Readonly<Record<Family, TrafficIndex | undefined>>;

  constructor(rules: readonly R[], setNamed: (id: SetId) => AddressSet) {
    this.#rules = rules;
    const byPrefix = new Map<string, { prefix: Prefix; placed: Array<{ position: number; match: Match }> }>();
    const bySet = new Map<SetId, Array<{ position: number; match: Match }>>();
    for (const [position, { match }] of rules.entries()) {
      const placed = { position, match };
      if (match.peer.kind === 'set') append(bySet, match.peer.set, placed);
      else appendPrefix(byPrefix, match.peer.prefix, placed);
    }
    for (const { prefix, placed } of byPrefix.values()) this.#prefixes.at(prefix, () => new TrafficIndex(placed));
    this.#sets = [...bySet].map(([id, placed]) => ({ set: setNamed(id), traffic: new TrafficIndex(placed) }));
    const forEveryone = (family: Family) => {
      const found = byPrefix.get(prefixKey(everyone(family)));
      return found && new TrafficIndex(found.placed);
    };
    this.#everyone = { 4: forEveryone(4), 6: forEveryone(6) };
  }

  /**
   * The first rule in the list's order that matches. `farEnd`: the source of an ingress packet, the destination of an
   * egress one; `isReference`: whether it may be taken for a member of a set (not when the packet is forwarded for
   * someone else).
   */
  first(farEnd: Address, packet: Packet, isReference: boolean): R | undefined {
    let first = NONE;
    for (const traffic of this.#prefixes.holding(farEnd)) first = Math.min(first, traffic.first(packet));
    if (isReference) {
      for (const { set, traffic } of this.#sets) {
        const position = traffic.first(packet);
        if (position < first && set.has(farEnd)) first = position;
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
