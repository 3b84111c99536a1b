import {
  LIMITED_BROADCAST,
  LINK_LOCAL,
  MULTICAST,
  NEVER_FORWARDED,
  PLATFORM_ADDRESSES,
} from '../../contract/platform.ts';
import type { EniProgram, Program, SubnetProgram } from '../../contract/program.ts';
import type { Direction } from '../../contract/flow-event.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { EniId, SubnetId, VpcId } from '../../name/id.ts';
import { addressPlus, type Family } from '../../net/address.ts';
import { hostPrefix, lastAddress, type Prefix } from '../../net/prefix.ts';
import { aclChain, aclChainName } from './acl-rules.ts';
import { disjointPrefixes } from './disjoint.ts';
import { FAMILIES, groupChain, groupChainName, memberSetName } from './group-rules.ts';
import { interfaceChain } from './interface-rules.ts';
import { elsewhere } from './routes.ts';
import { groupsName, linkGroup, nftName } from './names.ts';
import { forwardChains, HOSTS_ONLY, sourceChain } from './skeleton.ts';
import type { Chain, Element, NftSet, Ruleset, VerdictMap } from './ruleset.ts';

/** Everything of a program that one VPC's router enforces. */
export function vpcRuleset(program: Program, vpc: VpcId): Ruleset {
  const enis = [...program.enis].filter(([, eni]) => eni.vpc === vpc);
  const subnets = [...program.subnets].filter(([, subnet]) => subnet.vpc === vpc);
  const chains = new Map<string, Chain>([...HOSTS_ONLY, ['sources', sourceChain()], ...forwardChains()]);
  const sets = new Map<string, NftSet>([...sourceSets(enis), ...placeSets(program, vpc, subnets)]);
  const maps = new Map<string, VerdictMap>();
  addGroups(program, enis, chains, sets, maps);
  addAcls(program, subnets, chains, maps);
  return { chains, sets, maps };
}

type Enis = ReadonlyArray<readonly [EniId, EniProgram]>;
type Subnets = ReadonlyArray<readonly [SubnetId, SubnetProgram]>;

const text = (value: string) => ({ kind: 'text', text: value }) as const;
const number = (value: number) => ({ kind: 'number', number: value }) as const;
const prefixPart = (prefix: Prefix) => ({ kind: 'prefix', prefix }) as const;

/** Who may send from where: device, MAC and address; and the devices whose source check is off. */
function sourceSets(enis: Enis): ReadonlyArray<readonly [string, NftSet]> {
  const own = (family: Family): NftSet => ({
    key: ['input-device', 'source-mac', family === 4 ? 'source-4' : 'source-6'],
    interval: false,
    elements: enis.flatMap(([id, eni]) =>
      eni.addresses
        .filter((address) => address.family === family)
        .map((address) => [text(routerDevice(id)), text(eni.mac), prefixPart(hostPrefix(address))]),
    ),
  });
  const unchecked: Element[] = enis
    .filter(([, eni]) => !eni.sourceDestCheck)
    .map(([id, eni]) => [text(routerDevice(id)), text(eni.mac)]);
  return [
    ['own_sources_4', own(4)],
    ['own_sources_6', own(6)],
    ['unchecked_sources', { key: ['input-device', 'source-mac'], interval: false, elements: unchecked }],
  ];
}

/** What is nobody's business (the platform's addresses), nowhere (broadcast), or inside the sender's subnet. */
function placeSets(program: Program, vpc: VpcId, subnets: Subnets): ReadonlyArray<readonly [string, NftSet]> {
  const resolver = program.vpcs.get(vpc)?.resolver;
  const routers = subnets.flatMap(([, { prefixes }]) => prefixes.map(({ base }) => addressPlus(base, 1)));
  const platform = [...PLATFORM_ADDRESSES, ...routers, ...(resolver ? [resolver] : [])].map(hostPrefix);
  return FAMILIES.flatMap((family) => {
    const destination = `destination-${family}` as const;
    const ours = ({ base }: Prefix): boolean => base.family === family;
    const inSubnet = (make: (prefix: Prefix) => Prefix) =>
      subnets.flatMap(([id, { prefixes }]) =>
        prefixes.filter(ours).map((prefix) => [number(linkGroup(id)), prefixPart(make(prefix))]),
      );
    const key = ['input-group', destination] as const;
    const anywhere = (prefixes: readonly Prefix[]): NftSet => ({
      key: [destination],
      interval: true,
      elements: disjointPrefixes(prefixes.filter(ours)).map((prefix) => [prefixPart(prefix)]),
    });
    const last = (prefix: Prefix): Prefix => hostPrefix(lastAddress(prefix));
    return [
      [`platform_${family}`, anywhere([...platform, LINK_LOCAL])],
      [`multicast_${family}`, anywhere([...MULTICAST, hostPrefix(LIMITED_BROADCAST)])],
      [`broadcast_${family}`, { key, interval: true, elements: family === 4 ? inSubnet(last) : [] }],
      [`never_forwarded_${family}`, anywhere(NEVER_FORWARDED)],
      [
        `not_local_${family}`,
        { key, interval: true, elements: subnets.flatMap(([id, subnet]) => notLocal(program, id, subnet, family)) },
      ],
      [`own_subnet_${family}`, { key, interval: true, elements: inSubnet((prefix) => prefix) }],
    ] as ReadonlyArray<readonly [string, NftSet]>;
  });
}

/** Where a subnet's table sends packets elsewhere, or nowhere, though a shorter prefix is local. */
function notLocal(program: Program, id: SubnetId, subnet: SubnetProgram, family: Family): readonly Element[] {
  const routes = (program.routeTables.get(subnet.routeTable) ?? []).filter(
    ({ destination }) => destination.base.family === family,
  );
  return elsewhere(routes).map((prefix) => [number(linkGroup(id)), prefixPart(prefix)]);
}

const DIRECTIONS: readonly Direction[] = ['egress', 'ingress'];

function addGroups(
  program: Program,
  enis: Enis,
  chains: Map<string, Chain>,
  sets: Map<string, NftSet>,
  maps: Map<string, VerdictMap>,
): void {
  const used = new Set(enis.flatMap(([, eni]) => eni.groups));
  for (const direction of DIRECTIONS) {
    for (const group of used) {
      const rules = program.groups.get(group);
      if (rules === undefined) continue;
      const made = groupChain(group, rules, direction);
      chains.set(groupChainName(group, direction), made.chain);
      for (const [name, set] of made.sets) sets.set(name, set);
      for (const { match } of rules[direction]) {
        if (match.peer.kind === 'set')
          addMembers(program.sets.get(match.peer.set) ?? [], match.peer.set, direction, sets);
      }
    }
    const jumps = new Map<string, string>();
    for (const [id, eni] of enis) {
      const name = nftName(groupsName(eni.groups), direction);
      if (!chains.has(name)) chains.set(name, interfaceChain(eni.groups, program.groups, direction));
      jumps.set(routerDevice(id), name);
    }
    maps.set(`groups_${direction}`, { key: direction === 'egress' ? 'input-device' : 'output-device', jumps });
  }
}

function addMembers(members: readonly Prefix[], set: string, direction: Direction, sets: Map<string, NftSet>): void {
  const end = direction === 'egress' ? 'destination' : 'source';
  for (const family of FAMILIES) {
    const elements = members.filter(({ base }) => base.family === family).map((prefix) => [prefixPart(prefix)]);
    sets.set(memberSetName(set, end, family), { key: [`${end}-${family}`], interval: false, elements });
  }
}

function addAcls(program: Program, subnets: Subnets, chains: Map<string, Chain>, maps: Map<string, VerdictMap>): void {
  for (const direction of DIRECTIONS) {
    const jumps = new Map<string, string>();
    for (const [id, { acl }] of subnets) {
      const entries = program.acls.get(acl);
      if (entries === undefined) continue;
      chains.set(aclChainName(acl, direction), aclChain(entries, direction));
      jumps.set(String(linkGroup(id)), aclChainName(acl, direction));
    }
    maps.set(`acls_${direction}`, { key: direction === 'egress' ? 'input-group' : 'output-group', jumps });
  }
}
