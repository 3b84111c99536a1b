import type { NetworkAcl } from '../../openvpc/src/model/network-acl.ts';
import type { SecurityGroup } from '../../openvpc/src/model/security-group.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { AclId, GroupId } from '../../openvpc/src/name/id.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { packet } from '../packet-text.ts';
import { aclEntry } from '../rule-text.ts';
import { acl, aclId, group, snapshotOf, vpcId, type World } from '../world.ts';

/**
 * Every world of two instances and two groups with up to two rules and up to two ACL entries, over a tiny space: one
 * port, three peers, two kinds of traffic. Both instances stand in one subnet or in two; the ACL is that of the second's.
 */
export type SmallWorld = Readonly<{ rules: readonly string[]; entries: readonly string[]; snapshot: Snapshot }>;

const E1 = '10.0.0.10';
const E2 = { same: '10.0.0.20', apart: '10.0.1.20' } as const;
type Place = keyof typeof E2;

/** Requests of every small world; each that arrives is answered too. */
export function smallPackets(place: Place): ReadonlyArray<Readonly<{ from: 'e1' | 'e2'; packet: Packet }>> {
  return [
    { from: 'e1', packet: packet(`tcp ${E1}:40000 > ${E2[place]}:80`) },
    { from: 'e1', packet: packet(`tcp ${E1}:40000 > ${E2[place]}:81`) },
    { from: 'e1', packet: packet(`udp ${E1}:40000 > ${E2[place]}:80`) },
    { from: 'e2', packet: packet(`tcp ${E2[place]}:40000 > ${E1}:80`) },
  ];
}

export const PLACES: readonly Place[] = ['same', 'apart'];
const MEMBERSHIPS = [
  ['a', 'b'],
  ['a', 'a'],
  ['a b', 'b'],
] as const;

const RULES = ['a', 'b'].flatMap((name) =>
  ['in all from', 'in tcp 80 from', 'out all to', 'out tcp 80 to'].flatMap((start) =>
    ['0.0.0.0/0', `${E1}/32`, 'a'].map((peer) => ({ name, text: `${start} ${peer}` })),
  ),
);
const ENTRIES = ['allow', 'deny'].flatMap((action) => [
  `${action} all WAY 0.0.0.0/0`,
  `${action} tcp 80 WAY 0.0.0.0/0`,
  `${action} all WAY ${E1}/32`,
]);

/** Every `stride`th world from the `first` on: all of them by default. */
export function* smallWorlds(place: Place, { first = 0, stride = 1 } = {}): Iterable<SmallWorld> {
  let count = 0;
  for (const [of1, of2] of MEMBERSHIPS) {
    const base = snapshotOf(worldOf(place, of1, of2));
    for (const rules of subsetsOfTwo(RULES)) {
      const groups = groupsOf(base, rules);
      for (const [entries, acls] of aclsOf(place)) {
        if (count++ % stride !== first) continue;
        const networkAcls = new Map([...base.networkAcls, ...acls]);
        const texts = rules.map(({ name, text }) => `${name}: ${text}`);
        yield { rules: texts, entries, snapshot: { ...base, securityGroups: groups, networkAcls } };
      }
    }
  }
}

function worldOf(place: Place, of1: string, of2: string): World {
  return {
    cidrs: '10.0.0.0/16',
    subnets: {
      s1: { cidrs: '10.0.0.0/24', ...(place === 'same' && { acl: 't' }) },
      s2: { cidrs: '10.0.1.0/24', acl: 't' },
    },
    groups: { a: [], b: [] },
    acls: { t: [] },
    enis: {
      e1: { subnet: 's1', at: E1, groups: of1 },
      e2: { subnet: place === 'same' ? 's1' : 's2', at: E2[place], groups: of2 },
    },
  };
}

function groupsOf(base: Snapshot, rules: ReadonlyArray<(typeof RULES)[number]>): ReadonlyMap<GroupId, SecurityGroup> {
  const of = (name: string) => rules.filter((rule) => rule.name === name).map(({ text }) => text);
  const made = ['a', 'b'].map((name) => group({ id: vpcId('a') }, name, name, of(name)));
  return new Map([...base.securityGroups, ...made.map((one) => [one.id, one] as const)]);
}

/** Inside one subnet no ACL is asked, so that one entry at most is enough to show it. */
function aclsOf(place: Place): typeof ACLS {
  return place === 'same' ? ACLS.filter(([entries]) => entries.length <= 1) : ACLS;
}

/** The ACL under test with no entry, one, or two; the order of two matters within a direction. */
const ACLS = everyAcl();
function everyAcl(): ReadonlyArray<readonly [readonly string[], ReadonlyMap<AclId, NetworkAcl>]> {
  const [vpc] = [...snapshotOf(worldOf('apart', 'a', 'b')).vpcs.values()];
  if (vpc === undefined) throw new Error('the base world has no VPC');
  const way = (direction: 'in' | 'out', number: number) =>
    ENTRIES.map((text) => `${direction} ${number} ${text.replace('WAY', direction === 'in' ? 'from' : 'to')}`);
  const pairs = (first: readonly string[], second: readonly string[]) =>
    first.flatMap((a) => second.map((b) => [a, b]));
  const lists: ReadonlyArray<readonly string[]> = [
    [],
    ...[...way('in', 1), ...way('out', 1)].map((entry) => [entry]),
    ...pairs(way('in', 1), way('in', 2)),
    ...pairs(way('out', 1), way('out', 2)),
    ...pairs(way('in', 1), way('out', 1)),
  ];
  for (const text of lists.flat()) aclEntry(text); // each must be an entry: an empty world would agree with anything
  return lists.map((entries) => [entries, new Map([[aclId('t'), acl(vpc, 't', false, entries)]])] as const);
}

/** None, one, or two of them; their order means nothing. */
function subsetsOfTwo<T>(items: readonly T[]): ReadonlyArray<readonly T[]> {
  return [[], ...items.map((item) => [item]), ...items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b]))];
}
