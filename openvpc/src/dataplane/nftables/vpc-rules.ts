import type { Direction } from '../../contract/flow-event.ts';
import {
  LIMITED_BROADCAST,
  LINK_LOCAL,
  MULTICAST,
  NEVER_FORWARDED,
  PLATFORM_ADDRESSES,
} from '../../contract/platform.ts';
import type { EniProgram, Program } from '../../contract/program.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { EniId, GroupId, VpcId } from '../../name/id.ts';
import { addressPlus, type Family } from '../../net/address.ts';
import { hostPrefix, lastAddress, type Prefix } from '../../net/prefix.ts';
import { addAcl } from './acl-rules.ts';
import { disjointPrefixes } from './disjoint.ts';
import { emptyDraft, finished, type RulesetDraft } from './draft.ts';
import { addAnswers } from './everyone-rules.ts';
import { addGroup } from './group-rules.ts';
import { answerChain, groupChain, groupsChain, peerSet, subnetChain } from './names.ts';
import { MARK, SENDER_SHIFT } from './marks.ts';
import { numberEnis } from './numbers.ts';
import { addPath } from './path-rules.ts';
import { addRouteTable } from './route-rules.ts';
import type { Field, Key, MapEntry, Ruleset } from './ruleset.ts';
import { addSubnet } from './subnet-rules.ts';
import { addressKey, call, destination, FAMILIES, one, prefixKey, rule, source } from './terms.ts';
import { type VpcView, viewOf } from './vpc-view.ts';

const DIRECTIONS: readonly Direction[] = ['egress', 'ingress'];

/** Everything of a program that one VPC's router enforces. */
export function vpcRuleset(program: Program, vpc: VpcId): Ruleset {
  const draft = emptyDraft();
  const view = viewOf(program, vpc);
  addPath(draft);
  addPlaces(draft, view);
  addEnis(draft, view);
  for (const [id, subnet] of view.subnets) addSubnet(draft, id, subnet);
  for (const direction of DIRECTIONS) {
    for (const [id, acl] of view.acls) addAcl(draft, id, acl, direction);
    for (const [id, group] of view.groups) {
      addGroup(draft, id, group, direction);
      addAnswers(draft, id, group, direction);
    }
  }
  for (const [id, routes] of view.routeTables) addRouteTable(draft, id, routes);
  for (const [peer, members] of view.sets) {
    for (const family of FAMILIES) {
      const own = members.filter(({ base }) => base.family === family);
      draft.sets.set(peerSet(peer, family), {
        fields: [source(family)],
        ranges: true,
        elements: disjointPrefixes(own).map((prefix) => [prefixKey(prefix)]),
      });
    }
  }
  return finished(draft);
}

/** Addresses that are the platform's, nobody's, or everybody's. */
function addPlaces(draft: RulesetDraft, { subnets, vpc }: VpcView): void {
  const routers = subnets.flatMap(([, { prefixes }]) => prefixes.map(({ base }) => addressPlus(base, 1)));
  const platform = [...PLATFORM_ADDRESSES, ...routers, ...(vpc === undefined ? [] : [vpc.resolver])].map(hostPrefix);
  const places: ReadonlyArray<readonly [string, readonly Prefix[]]> = [
    ['platform', [...platform, LINK_LOCAL]],
    ['multicast', [...MULTICAST, hostPrefix(LIMITED_BROADCAST)]],
    ['never-forwarded', NEVER_FORWARDED],
  ];
  for (const [name, prefixes] of places) {
    for (const family of FAMILIES) {
      const own = disjointPrefixes(prefixes.filter(({ base }) => base.family === family));
      draft.sets.set(`${name}-${family}`, {
        fields: [destination(family)],
        ranges: true,
        elements: own.map((p) => [prefixKey(p)]),
        refuses: true,
      });
    }
  }
}

/** Who sends from where, who is where, and whose groups and subnet are asked. */
function addEnis(draft: RulesetDraft, view: VpcView): void {
  const numbers = numberEnis(view.enis.map(([id]) => id));
  const map = (
    name: string,
    fields: readonly Field[],
    gives: 'mark' | 'verdict',
    entries: readonly MapEntry[],
  ): void => {
    draft.maps.set(name, { fields, ranges: false, gives, entries });
  };
  const byDevice = (gives: (eni: EniProgram) => MapEntry['gives']): readonly MapEntry[] =>
    view.enis.map(([id, eni]) => ({ key: [one(routerDevice(id))], gives: gives(eni) }));
  const byAddress = (family: Family, gives: (eni: EniProgram) => MapEntry['gives']): readonly MapEntry[] =>
    view.enis.flatMap(([, eni]) => addressesOf(eni, family).map((key) => ({ key: [key], gives: gives(eni) })));
  const mark = (id: EniId): number => (numbers.get(id) ?? 0) * 2 ** SENDER_SHIFT;

  map(
    'leave-subnet',
    ['device'],
    'verdict',
    byDevice((eni) => call(subnetChain(eni.subnet, 'egress'))),
  );
  map(
    'egress-groups',
    ['device'],
    'verdict',
    byDevice((eni) => call(groupsChain(eni.groups, 'egress'))),
  );
  map(
    'unchecked-sources',
    ['device', 'source-mac'],
    'mark',
    view.enis
      .filter(([, eni]) => !eni.sourceDestCheck)
      .map(([id, eni]) => ({ key: [one(routerDevice(id)), macKey(eni.mac)], gives: mark(id) })),
  );
  for (const family of FAMILIES) {
    const to = destination(family);
    const own = view.enis.flatMap(([id, eni]) => addressesOf(eni, family).map((address) => ({ id, eni, address })));
    map(
      `arrive-subnet-${family}`,
      [to],
      'verdict',
      byAddress(family, (eni) => call(subnetChain(eni.subnet, 'ingress'))),
    );
    map(
      `ingress-groups-${family}`,
      [to],
      'verdict',
      byAddress(family, (eni) => call(groupsChain(eni.groups, 'ingress'))),
    );
    map(
      `own-sources-${family}`,
      ['device', 'source-mac', source(family)],
      'mark',
      own.map(({ id, eni, address }) => ({
        key: [one(routerDevice(id)), macKey(eni.mac), address],
        gives: mark(id) + MARK.own,
      })),
    );
    draft.sets.set(`own-destinations-${family}`, {
      fields: ['device', to],
      ranges: false,
      elements: own.map(({ id, address }) => [one(routerDevice(id)), address]),
      refuses: true,
    });
  }
  const own4 = view.enis.flatMap(([id, eni]) =>
    addressesOf(eni, 4).map((address) => ({ device: one(routerDevice(id)), mac: macKey(eni.mac), address })),
  );
  const set = (name: string, fields: readonly Field[], elements: readonly Key[], arp = false): void => {
    draft.sets.set(name, { fields, ranges: false, elements, ...(arp && { arp }) });
  };
  set(
    'arp-senders',
    ['device', 'arp-sender-mac', 'arp-sender'],
    own4.map(({ device, mac, address }) => [device, mac, address]),
    true,
  );
  set(
    'arp-own-targets',
    ['device', 'arp-target'],
    own4.map(({ device, address }) => [device, address]),
    true,
  );
  set(
    'link-locals',
    ['device', 'source-mac', 'source6'],
    view.enis.map(([id, { mac }]) => [one(routerDevice(id)), macKey(mac), one(linkLocal(mac))]),
  );
  draft.sets.set('broadcasts', {
    fields: ['device', 'destination4'],
    ranges: false,
    elements: broadcasts(view),
    refuses: true,
  });
  addGroupChains(draft, view);
}

/** The last address of its own subnet, as each ENI's device sees it. */
function broadcasts({ enis, subnets }: VpcView): readonly Key[] {
  const prefixes = new Map(
    subnets.map(([id, subnet]) => [id, subnet.prefixes.filter(({ base }) => base.family === 4)]),
  );
  return enis.flatMap(([id, eni]) =>
    (prefixes.get(eni.subnet) ?? []).map((prefix) => [one(routerDevice(id)), addressKey(lastAddress(prefix))]),
  );
}

/** One chain for each combination of groups that some ENI has: their union, and then what tracking asks. */
function addGroupChains(draft: RulesetDraft, { enis, groups }: VpcView): void {
  const known = new Set(groups.map(([id]) => id));
  for (const [, eni] of enis) {
    const own: readonly GroupId[] = eni.groups.filter((group) => known.has(group));
    for (const direction of DIRECTIONS) {
      const back = direction === 'egress' ? 'ingress' : 'egress';
      const chains = [...own.map((id) => groupChain(id, direction)), ...own.map((id) => answerChain(id, back))];
      draft.chains.set(groupsChain(eni.groups, direction), { rules: chains.map((chain) => rule([], call(chain))) });
    }
  }
}

function addressesOf(eni: EniProgram, family: Family): ReadonlyArray<Key[number]> {
  return eni.addresses.filter((address) => address.family === family).map(addressKey);
}

function macKey(mac: string): Key[number] {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) throw new Error(`not a MAC address: ${JSON.stringify(mac)}`);
  return one(BigInt(`0x${mac.replaceAll(':', '')}`));
}

/** fe80:: and the MAC as modified EUI-64 (RFC 4291, appendix A). */
function linkLocal(mac: string): bigint {
  const bytes = mac.split(':').map((byte) => BigInt(`0x${byte}`));
  const [first = 0n, ...rest] = bytes;
  const identifier = [first ^ 2n, ...rest.slice(0, 2), 0xffn, 0xfen, ...rest.slice(2)];
  return identifier.reduce((bits, byte) => (bits << 8n) | byte, 0xfe80_0000_0000_0000n);
}
