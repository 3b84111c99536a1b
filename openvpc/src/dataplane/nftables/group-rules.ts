import type { GroupProgram, GroupRule, Match } from '../../contract/program.ts';
import type { Direction } from '../../contract/flow-event.ts';
import type { Family } from '../../net/address.ts';
import { ALL_PORTS, isAllPorts } from '../../net/port-range.ts';
import type { Prefix } from '../../net/prefix.ts';
import { ICMP, isIcmp, TCP, UDP } from '../../net/protocol.ts';
import { disjoint, disjointPrefixes, merged } from './disjoint.ts';
import { MARK } from './marks.ts';
import { nftName } from './names.ts';
import type { Chain, Condition, NftSet, Rule } from './ruleset.ts';

export const FAMILIES: readonly Family[] = [4, 6];

/** The bit that a matching rule sets. */
const allowed = (direction: Direction): number => (direction === 'egress' ? MARK.egressAllowed : MARK.ingressAllowed);

/** The far end of a packet: destination of an egress packet, source of an ingress one. */
const farEnd = (direction: Direction): 'source' | 'destination' => (direction === 'egress' ? 'destination' : 'source');

export const groupChainName = (group: string, direction: Direction): string => nftName(group, direction);

/** One security group in one direction: a chain, and the sets that keep it short however many rules there are. */
export function groupChain(
  group: string,
  program: GroupProgram,
  direction: Direction,
): { chain: Chain; sets: ReadonlyMap<string, NftSet> } {
  const sets = new Map<string, NftSet>();
  const rules: Rule[] = [];
  const allow = (...when: Condition[]): void => {
    rules.push({ when, then: [{ kind: 'mark', bits: allowed(direction) }, { kind: 'return' }] });
  };
  const end = farEnd(direction);
  for (const family of FAMILIES) {
    const own = program[direction].filter(({ match }) => canMatch(match, family));
    const address = end === 'source' ? (`source-${family}` as const) : (`destination-${family}` as const);
    const everything = disjointPrefixes(own.flatMap((rule) => anyProtocolPrefix(rule)));
    if (everything.length > 0) {
      const name = nftName(group, direction, `any${family}`);
      const elements = everything.map((prefix) => [{ kind: 'prefix', prefix } as const]);
      sets.set(name, { key: [address], interval: true, elements });
      allow({ kind: 'family', family }, { kind: 'in-set', set: name });
    }
    for (const protocol of [TCP, UDP]) {
      const blocks = disjoint(own.flatMap((rule) => portBlocks(rule, protocol)));
      if (blocks.length === 0) continue;
      const name = nftName(group, direction, `${protocol === TCP ? 'tcp' : 'udp'}${family}`);
      const elements = blocks.map(({ prefix, ports }) => [
        { kind: 'prefix', prefix } as const,
        { kind: 'ports', ports } as const,
      ]);
      sets.set(name, { key: [address, 'destination-port'], interval: true, elements });
      allow({ kind: 'family', family }, { kind: 'protocol', protocol }, { kind: 'in-set', set: name });
    }
    for (const rule of own) if (!isInSets(rule)) allow(...conditionsOf(rule, family, end));
  }
  return { chain: { rules }, sets };
}

/**
 * Whether the rule can match packets of that family. A set of members holds both families; a rule with an ICMP type is for
 * ICMP in IPv4 or for ICMPv6 in IPv6, and matches nothing else.
 */
export function canMatch({ protocol, icmp, peer }: Match, family: Family): boolean {
  if (peer.kind === 'prefix' && peer.prefix.base.family !== family) return false;
  return !isIcmp(protocol) || icmp?.type === undefined || (protocol === ICMP) === (family === 4);
}

function anyProtocolPrefix({ match }: GroupRule): readonly Prefix[] {
  return match.peer.kind === 'prefix' && match.protocol === 'any' ? [match.peer.prefix] : [];
}

function portBlocks({ match }: GroupRule, protocol: number): readonly { prefix: Prefix; ports: typeof ALL_PORTS }[] {
  if (match.peer.kind !== 'prefix' || match.protocol !== protocol) return [];
  return [{ prefix: match.peer.prefix, ports: match.ports ?? ALL_PORTS }];
}

/** Rules on prefixes for all traffic, tcp and udp live in sets; the others have a line each. */
function isInSets({ match }: GroupRule): boolean {
  return match.peer.kind === 'prefix' && (match.protocol === 'any' || match.protocol === TCP || match.protocol === UDP);
}

function conditionsOf({ match }: GroupRule, family: Family, end: 'source' | 'destination'): Condition[] {
  const conditions: Condition[] = [{ kind: 'family', family }];
  if (match.protocol !== 'any') conditions.push({ kind: 'protocol', protocol: match.protocol });
  if (match.peer.kind === 'prefix') conditions.push({ kind: 'address', end, prefix: match.peer.prefix });
  else {
    // A packet that its sender forwards for someone else never matches a reference (Reachability Analyzer's code
    // SG_REFERENCES_NOT_PRESERVED).
    if (end === 'source') conditions.push({ kind: 'mark', mask: MARK.ownSource, is: MARK.ownSource });
    conditions.push({ kind: 'in-set', set: memberSetName(match.peer.set, end, family) });
  }
  if (match.ports !== undefined) conditions.push({ kind: 'port', end: 'destination', ports: match.ports });
  conditions.push(...icmpCondition(match, family));
  return conditions;
}

/** None for all types of a protocol. The rule is one that `canMatch`. */
export function icmpCondition({ protocol, icmp }: Match, family: Family): readonly Condition[] {
  if (!isIcmp(protocol) || icmp?.type === undefined) return [];
  return [{ kind: 'icmp', family, type: icmp.type, ...(icmp.code !== undefined && { code: icmp.code }) }];
}

/** A set of members has an entry of each family, looked up by one end of the packet. */
export function memberSetName(set: string, end: 'source' | 'destination', family: Family): string {
  return nftName(set, end, String(family));
}

/** Ports of tcp or udp that the everyone rules of these groups open in that direction (family's 0.0.0.0/0 or ::/0). */
export function everyonePorts(
  programs: readonly GroupProgram[],
  direction: Direction,
  family: Family,
  protocol: number,
): readonly (typeof ALL_PORTS)[] {
  const open = programs.flatMap((program) =>
    program[direction].flatMap(({ match }) => {
      if (match.peer.kind !== 'prefix') return [];
      const { base, length } = match.peer.prefix;
      if (length !== 0 || base.family !== family) return [];
      if (match.protocol === 'any') return [ALL_PORTS];
      return match.protocol === protocol ? [match.ports ?? ALL_PORTS] : [];
    }),
  );
  return open.some(isAllPorts) ? [ALL_PORTS] : separately(open);
}

/** Many ranges that add up to all ports are not one rule that covers them: that one alone makes a flow untracked. */
function separately(ranges: readonly (typeof ALL_PORTS)[]): readonly (typeof ALL_PORTS)[] {
  const joined = merged(ranges);
  const [only] = joined;
  if (only === undefined || !isAllPorts(only)) return joined;
  return [
    { first: 0, last: 32_767 },
    { first: 32_768, last: 65_535 },
  ];
}
