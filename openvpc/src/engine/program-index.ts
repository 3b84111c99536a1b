import type { AclEntry, EniProgram, GroupRule, Program, Route, SubnetProgram } from '../contract/program.ts';
import { NEVER_FORWARDED, PLATFORM_ADDRESSES } from '../contract/platform.ts';
import type { Direction } from '../contract/flow-event.ts';
import type { AclId, EniId, GroupId, RouteTableId, SetId, SubnetId, VpcId } from '../name/id.ts';
import { type Address, addressPlus, sameAddress } from '../net/address.ts';
import { hostPrefix, prefixHolds } from '../net/prefix.ts';
import { type AddressKey, addressKey, PrefixIndex } from './prefix-index.ts';
import { RuleIndex } from './rule-index.ts';

/** A program ready for questions. Each part is indexed when it is first asked about. */
export type ProgramIndex = Readonly<{
  program: Program;
  eni(id: EniId): EniProgram | undefined;
  subnet(id: SubnetId): SubnetProgram;
  /** The ENI of the VPC that has the address, itself or in a delegated prefix. */
  ownerOf(vpc: VpcId, address: Address): EniId | undefined;
  owns(eni: EniId, address: Address): boolean;
  isInSubnet(id: SubnetId, address: Address): boolean;
  isInVpc(id: VpcId, address: Address): boolean;
  /** Exempt by its address, in that VPC; link-local ones aside. */
  isPlatformAddress(vpc: VpcId, address: Address): boolean;
  /** The groups that an ENI carries, as a set. */
  groupsOf(id: EniId): ReadonlySet<GroupId>;
  groupRules(id: GroupId, direction: Direction): RuleIndex<GroupRule>;
  aclEntries(id: AclId, direction: Direction): RuleIndex<AclEntry>;
  /** By the longest prefix; none for the ranges that are never forwarded. */
  route(id: RouteTableId, destination: Address): Route | undefined;
  /** The public address of a private one of that VPC. */
  publicOf(vpc: VpcId, own: Address): Address | undefined;
  /** Whose public address it is. */
  named(outside: Address): Readonly<{ eni: EniId; private: Address }> | undefined;
  /** ENIs, of any VPC and in order of id, that have the IPv6 address. */
  ipv6Owners(address: Address): readonly EniId[];
}>;

const known = new WeakMap<Program, ProgramIndex>();

/** Programs never change, so each is indexed once. */
export function indexOf(program: Program): ProgramIndex {
  const index = known.get(program) ?? createProgramIndex(program);
  known.set(program, index);
  return index;
}

function createProgramIndex(program: Program): ProgramIndex {
  const sets = (id: SetId) => program.sets.get(id) ?? [];
  const owners = lazily((vpc: VpcId) => ownersIn(program, vpc));
  const platform = lazily((vpc: VpcId) => platformIn(program, vpc));
  const routes = lazily((id: RouteTableId) => routesOf(program, id));
  const carried = lazily((id: EniId): ReadonlySet<GroupId> => new Set(program.enis.get(id)?.groups));
  const names = lazily((_all: 'all') => namesIn(program));
  const holders = lazily((_all: 'all') => ipv6Holders(program));
  const groups = {
    ingress: lazily((id: GroupId) => new RuleIndex(program.groups.get(id)?.ingress ?? [], sets)),
    egress: lazily((id: GroupId) => new RuleIndex(program.groups.get(id)?.egress ?? [], sets)),
  };
  const acls = {
    ingress: lazily((id: AclId) => new RuleIndex(program.acls.get(id)?.ingress ?? [], sets)),
    egress: lazily((id: AclId) => new RuleIndex(program.acls.get(id)?.egress ?? [], sets)),
  };
  const subnet = (id: SubnetId): SubnetProgram => {
    const found = program.subnets.get(id);
    if (found === undefined) throw new Error(`the program has an ENI in ${id} and no such subnet`);
    return found;
  };
  const ownerOf = (vpc: VpcId, address: Address) => owners(vpc).owner(address);
  const owns = (id: EniId, address: Address): boolean => {
    const eni = program.enis.get(id);
    return eni !== undefined && ownerOf(eni.vpc, address) === id;
  };
  return {
    program,
    eni: (id) => program.enis.get(id),
    subnet,
    ownerOf,
    owns,
    isInSubnet: (id, address) => subnet(id).prefixes.some((prefix) => prefixHolds(prefix, address)),
    isInVpc: (id, address) => program.vpcs.get(id)?.prefixes.some((prefix) => prefixHolds(prefix, address)) === true,
    isPlatformAddress: (vpc, address) => platform(vpc).has(addressKey(address)),
    groupsOf: carried,
    groupRules: (id, direction) => groups[direction](id),
    aclEntries: (id, direction) => acls[direction](id),
    route: (id, destination) =>
      NEVER_FORWARDED.some((range) => prefixHolds(range, destination)) ? undefined : routes(id).longest(destination),
    publicOf: (vpc, own) => {
      const owner = ownerOf(vpc, own);
      const listed = owner === undefined ? undefined : program.enis.get(owner)?.publicAddresses;
      return listed?.find((one) => sameAddress(one.private, own))?.public;
    },
    named: (outside) => names('all').get(addressKey(outside)),
    ipv6Owners: (address) => holders('all')(address).filter((id) => owns(id, address)),
  };
}

/** Single addresses by one look-up; delegated prefixes only where there are some. */
function ownersIn(program: Program, vpc: VpcId): { owner(address: Address): EniId | undefined } {
  const single = new Map<AddressKey, EniId>();
  const delegated = new PrefixIndex<EniId>();
  let hasDelegated = false;
  for (const [id, eni] of program.enis) {
    if (eni.vpc !== vpc) continue;
    for (const address of eni.addresses) single.set(addressKey(address), id);
    for (const prefix of eni.prefixes ?? []) delegated.at(prefix, () => id);
    hasDelegated ||= eni.prefixes !== undefined;
  }
  return {
    owner: (address) => single.get(addressKey(address)) ?? (hasDelegated ? delegated.longest(address) : undefined),
  };
}

/** In order of id, of all VPCs: who has the IPv6 address, or a delegated prefix that holds it. */
function ipv6Holders(program: Program): (address: Address) => readonly EniId[] {
  const blocks = new PrefixIndex<EniId[]>();
  for (const [id, { addresses, prefixes = [] }] of program.enis) {
    for (const block of [...addresses.map(hostPrefix), ...prefixes]) {
      if (block.base.family === 6) blocks.at(block, () => []).push(id);
    }
  }
  return (address) => [...blocks.holding(address)].flat().sort(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function namesIn(program: Program): ReadonlyMap<AddressKey, Readonly<{ eni: EniId; private: Address }>> {
  const names = new Map<AddressKey, Readonly<{ eni: EniId; private: Address }>>();
  for (const [eni, { publicAddresses = [] }] of program.enis) {
    for (const one of publicAddresses) names.set(addressKey(one.public), { eni, private: one.private });
  }
  return names;
}

/** The services, the VPC's resolver, and its router: base + 1 of every subnet (contract/verdict.ts). */
function platformIn(program: Program, vpc: VpcId): ReadonlySet<AddressKey> {
  const resolver = program.vpcs.get(vpc)?.resolver;
  const routers = [...program.subnets.values()]
    .filter((subnet) => subnet.vpc === vpc)
    .flatMap(({ prefixes }) => prefixes.map(({ base }) => addressPlus(base, 1)));
  return new Set([...PLATFORM_ADDRESSES, ...routers, ...(resolver === undefined ? [] : [resolver])].map(addressKey));
}

function routesOf(program: Program, id: RouteTableId): PrefixIndex<Route> {
  const index = new PrefixIndex<Route>();
  for (const route of program.routeTables.get(id) ?? []) index.at(route.destination, () => route);
  return index;
}

function lazily<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const before = made.get(key);
    if (before !== undefined) return before;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
