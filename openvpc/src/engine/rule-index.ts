import { listSet, type Match } from '../contract/program.ts';
import type { GroupId, SetId } from '../name/id.ts';
import type { Address, Family } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { protocolOf } from '../net/packet.ts';
import { everyone, type Prefix } from '../net/prefix.ts';
import { AddressTable } from './address-table.ts';
import { detailOf, writeAddress } from './packed.ts';
import { isLong, joinUpwards, RuleLists } from './rule-lists.ts';
import { NONE, type Placed, TrafficTable } from './traffic-table.ts';

/**
 * A list of rules of one direction, group rules or ACL entries, indexed by peer and then by traffic. A question costs a
 * binary search among the blocks in use and a look into each that holds the address, and not one step a rule.
 */
export class RuleIndex<R extends Readonly<{ match: Match }>> {
  readonly rules: readonly R[];
  readonly #blocks: AddressTable;
  /** Of each block: the short list that answers for it, the table of its many rules if it has those, the block asked next. */
  readonly #lists: RuleLists;
  readonly #tables: ReadonlyArray<TrafficTable | undefined>;
  readonly #next: Int32Array;
  readonly #members: ReadonlyArray<Readonly<{ group: GroupId; traffic: TrafficTable }>>;
  readonly #everyone: Readonly<Record<Family, TrafficTable | undefined>>;

  constructor(rules: readonly R[], setNamed: (id: SetId) => readonly Prefix[]) {
    this.rules = rules;
    const byBlock = new Map<string, BlockRules>();
    const byGroup = new Map<GroupId, Placed[]>();
    for (const [position, { match }] of rules.entries()) {
      const { peer } = match;
      if (peer.kind === 'members') append(byGroup, peer.group, { position, match });
      // A prefix list is each of its entries.
      const blocks =
        peer.kind === 'members' ? [] : peer.kind === 'prefix' ? [peer.prefix] : setNamed(listSet(peer.list));
      for (const block of blocks) appendBlock(byBlock, block, { position, match });
    }
    this.#blocks = new AddressTable([...byBlock.values()].map(({ block }) => block));
    const own = [...byBlock.values()].map(({ placed }) => placed);
    const { lists, next } = joinUpwards(own, this.#blocks.parents);
    this.#lists = new RuleLists(lists);
    for (const entry of byBlock.values()) if (isLong(entry.placed)) entry.table = new TrafficTable(entry.placed);
    this.#tables = [...byBlock.values()].map(({ table }) => table);
    this.#next = next;
    this.#members = [...byGroup].map(([group, placed]) => ({ group, traffic: new TrafficTable(placed) }));
    const everyoneOf = (family: Family) => forEveryone(byBlock.get(blockKey(everyone(family))));
    this.#everyone = { 4: everyoneOf(4), 6: everyoneOf(6) };
  }

  /** Whether a rule's peer is a group, so that `farGroups` matters. */
  get hasMembers(): boolean {
    return this.#members.length > 0;
  }

  /**
   * The first rule in the list's order that matches. `farEnd`: the source of an ingress packet, the destination of an
   * egress one; `farGroups`: the groups of the ENI there, when that is reached directly.
   */
  first(farEnd: Address, packet: Packet, farGroups: ReadonlySet<GroupId> | undefined): R | undefined {
    writeAddress(SCRATCH, 0, farEnd);
    const at = this.firstOf(farEnd.family, SCRATCH, 0, protocolOf(packet), detailOf(packet), farGroups);
    return this.rules[at];
  }

  /** The same of packed words: the position of the rule, or NONE. Allocates nothing. */
  firstOf(
    family: number,
    words: Uint32Array,
    at: number,
    protocol: number,
    detail: number,
    farGroups: ReadonlySet<GroupId> | undefined,
  ): number {
    let first = NONE;
    for (let block = this.#blocks.narrowest(family, words, at); block >= 0; block = this.#next[block] as number) {
      const table = this.#tables[block];
      if (table === undefined) first = this.#lists.first(block, protocol, detail, first);
      else if (table.least < first) first = Math.min(first, table.first(protocol, detail));
    }
    if (farGroups === undefined) return first;
    for (const { group, traffic } of this.#members) {
      if (traffic.least < first && farGroups.has(group)) first = Math.min(first, traffic.first(protocol, detail));
    }
    return first;
  }

  /** What the rules whose peer is everyone (`0.0.0.0/0` or `::/0`) say of a packet of that family. */
  everyone(packet: Packet, protocol: number): Readonly<{ matches: boolean; allPorts: boolean }> {
    const traffic = this.#everyone[packet.source.family];
    if (traffic === undefined) return { matches: false, allPorts: false };
    return {
      matches: traffic.first(protocol, detailOf(packet)) !== NONE,
      allPorts: traffic.coversAllPorts(protocol),
    };
  }
}

/** For one question at a time; nothing of it outlives the call. */
const SCRATCH = new Uint32Array(4);

/** The rules of one block; with a table of them when they are many. */
type BlockRules = { block: Prefix; placed: Placed[]; table?: TrafficTable };

/** Only rules that say so themselves: a prefix list is never everyone. */
function forEveryone({ placed = [], table }: Partial<BlockRules> = {}): TrafficTable | undefined {
  const own = placed.filter(({ match }) => match.peer.kind === 'prefix');
  if (own.length === 0) return undefined;
  return (own.length === placed.length ? table : undefined) ?? new TrafficTable(own);
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function appendBlock(lists: Map<string, BlockRules>, block: Prefix, placed: Placed): void {
  const key = blockKey(block);
  const list = lists.get(key);
  if (list === undefined) lists.set(key, { block, placed: [placed] });
  else list.placed.push(placed);
}

function blockKey({ base, length }: Prefix): string {
  return `${base.family} ${base.bits.toString(16)} ${length}`;
}
