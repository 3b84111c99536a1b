import type { Direction } from '../contract/flow-event.ts';
import type { AclEntry, EniProgram, GroupRule, Program } from '../contract/program.ts';
import { listSet } from '../contract/program.ts';
import type { Because } from '../contract/verdict.ts';
import type { EniId, GroupId } from '../name/id.ts';
import { hostPrefix, type Prefix } from '../net/prefix.ts';
import { AddressTable } from './address-table.ts';
import { FlowCache } from './flow-cache.ts';
import { DESTINATION, DETAIL, FAMILY, PROTOCOL, SOURCE } from './packed.ts';
import { indexOf } from './program-index.ts';
import { RuleIndex } from './rule-index.ts';
import { NONE } from './traffic-table.ts';

/**
 * What the rules at one ENI say of packed packets, as numbers: its groups, and its subnet's ACL when the far end is outside
 * the subnet; egress the groups first, ingress the ACL. Of flows that are tracked it knows nothing: ask the flow table
 * before. The sender's and the receiver's place in one VPC are taken from the addresses.
 */
export interface Verdicts {
  /** Where packets are judged; -1 when the program has no such ENI. */
  place(eni: EniId, direction: Direction): number;
  /** The verdict on the packet that stands at `at`. Allocates nothing. */
  judge(place: number, words: Uint32Array, at: number): number;
  /** Whether it passes. */
  passes(verdict: number): boolean;
  /** The rules that decided, in the order in which they were asked. */
  because(place: number, verdict: number): readonly Because[];
}

type Place = Readonly<{
  eni: EniProgram;
  isEgress: boolean;
  rules: RuleIndex<GroupRule>;
  entries: RuleIndex<AclEntry>;
  /** Blocks of the subnet: what is in them does not cross its boundary. */
  inside: AddressTable;
  /** Whose address the far end is. */
  owners: Owners;
}>;
type Owners = Readonly<{ table: AddressTable; groups: ReadonlyArray<ReadonlySet<GroupId>> }>;

/** A verdict is `group + GROUPS * acl`: 0 for not asked, then what denied or allowed. */
const GROUPS = 2 ** 24;
const NO_RULE = 1;
const FIRST_RULE = 2;

/** With `cached` answers remembered (a power of two, 0 for none), the verdicts are the same. */
export function createVerdicts(program: Program, cached = 2 ** 16): Verdicts {
  const places: Place[] = [];
  const numbers = new Map<string, number>();
  const cache = cached === 0 ? undefined : new FlowCache(cached);
  const shared = sharedIndexes(program);

  const place = (id: EniId, direction: Direction): number => {
    const key = `${id} ${direction}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const eni = program.enis.get(id);
    if (eni === undefined) return -1;
    const subnet = indexOf(program).subnet(eni.subnet);
    const number = places.length;
    places.push({
      eni,
      isEgress: direction === 'egress',
      rules: shared.rules(eni.groups, direction),
      entries: shared.entries(subnet.acl, direction),
      inside: shared.blocks(subnet.prefixes),
      owners: shared.owners(eni.vpc),
    });
    numbers.set(key, number);
    return number;
  };

  const decide = (number: number, words: Uint32Array, at: number): number => {
    const { isEgress, rules, entries, inside, owners } = places[number] as Place; // made by place()
    const family = words[at + FAMILY] as number;
    const protocol = words[at + PROTOCOL] as number;
    const detail = words[at + DETAIL] as number;
    const far = at + (isEgress ? DESTINATION : SOURCE);
    const crosses = inside.narrowest(family, words, far) < 0;
    let acl = 0;
    if (crosses && !isEgress) {
      acl = entryOf(entries, family, words, far, protocol, detail);
      if (acl % 2 === 0) return acl * GROUPS;
    }
    const owner = rules.hasMembers ? owners.table.narrowest(family, words, far) : -1;
    const position = rules.firstOf(family, words, far, protocol, detail, owner < 0 ? undefined : owners.groups[owner]);
    if (position === NONE) return NO_RULE + acl * GROUPS;
    if (crosses && isEgress) acl = entryOf(entries, family, words, far, protocol, detail);
    return FIRST_RULE + position + acl * GROUPS;
  };

  return {
    place,
    judge(number, words, at) {
      if (cache === undefined) return decide(number, words, at);
      const slot = cache.slot(number, words, at);
      const known = cache.get(slot, number, words, at);
      if (known >= 0) return known;
      const verdict = decide(number, words, at);
      cache.set(slot, number, words, at, verdict);
      return verdict;
    },
    passes,
    because: (number, verdict) => reasons(places[number] as Place, verdict), // made by place()
  };
}

function passes(verdict: number): boolean {
  const acl = Math.floor(verdict / GROUPS);
  return verdict % GROUPS >= FIRST_RULE && (acl === 0 || acl % 2 === 1);
}

/** 0 is not asked; `2 * position + 1` allowed by that entry, `+ 2` denied by it. Compiled ACLs always have one. */
function entryOf(
  entries: RuleIndex<AclEntry>,
  family: number,
  words: Uint32Array,
  at: number,
  protocol: number,
  detail: number,
): number {
  const position = entries.firstOf(family, words, at, protocol, detail, undefined);
  if (position === NONE) return 2 * entries.rules.length + 2; // closed
  return 2 * position + (entries.rules[position]?.action === 'allow' ? 1 : 2);
}

function reasons({ isEgress, rules, entries, eni }: Place, verdict: number): readonly Because[] {
  const group = verdict % GROUPS;
  const acl = Math.floor(verdict / GROUPS);
  const ofGroup: readonly Because[] =
    group === 0 ? [] : [group === NO_RULE ? 'implicit-deny' : (rules.rules[group - FIRST_RULE] as GroupRule).origin];
  const entry = entries.rules[Math.floor((acl - 1) / 2)];
  const ofAcl: readonly Because[] = acl === 0 ? [] : [entry?.origin ?? { resource: String(eni.subnet), rule: '*' }];
  return isEgress ? [...ofGroup, ...ofAcl] : [...ofAcl, ...ofGroup];
}

/** Indexes that several ENIs have in common, each made when it is first wanted. */
function sharedIndexes(program: Program) {
  const index = indexOf(program);
  const pooled = new Map<string, RuleIndex<GroupRule>>();
  const tables = new Map<readonly Prefix[], AddressTable>();
  const owners = new Map<string, Owners>();
  const setNamed = (id: ReturnType<typeof listSet>) => program.sets.get(id) ?? [];
  return {
    /** Of ENIs with the same groups: all their rules in order of group and rule id. */
    rules(groups: readonly GroupId[], direction: Direction): RuleIndex<GroupRule> {
      const key = `${direction} ${groups.join()}`;
      const known =
        pooled.get(key) ??
        new RuleIndex(
          groups.flatMap((group) => program.groups.get(group)?.[direction] ?? []),
          setNamed,
        );
      pooled.set(key, known);
      return known;
    },
    entries: (acl: Parameters<typeof index.aclEntries>[0], direction: Direction) => index.aclEntries(acl, direction),
    blocks(prefixes: readonly Prefix[]): AddressTable {
      const known = tables.get(prefixes) ?? new AddressTable(prefixes);
      tables.set(prefixes, known);
      return known;
    },
    owners(vpc: EniProgram['vpc']): Owners {
      const known = owners.get(vpc) ?? ownersOf(program, vpc);
      owners.set(vpc, known);
      return known;
    },
  };
}

function ownersOf(program: Program, vpc: EniProgram['vpc']): Owners {
  const blocks: Prefix[] = [];
  const groups: Array<ReadonlySet<GroupId>> = [];
  for (const eni of program.enis.values()) {
    if (eni.vpc !== vpc) continue;
    const carried = new Set(eni.groups);
    for (const block of [...eni.addresses.map(hostPrefix), ...(eni.prefixes ?? [])]) {
      blocks.push(block);
      groups.push(carried);
    }
  }
  return { table: new AddressTable(blocks), groups };
}
