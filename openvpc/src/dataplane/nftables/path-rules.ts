import type { Direction } from '../../contract/flow-event.ts';
import { DHCPV6_SERVERS, LIMITED_BROADCAST, LINK_LOCAL } from '../../contract/platform.ts';
import { ICMP, ICMPV6, TCP, UDP } from '../../net/protocol.ts';
import type { RulesetDraft } from './draft.ts';
import { ENDINGS, endingChains } from './endings.ts';
import { GROUP_BITS, MARK, OUTCOME, TRACKED_BY } from './marks.ts';
import type { Chain, Rule } from './ruleset.ts';
import {
  ACCEPT,
  addressKey,
  call,
  clearBits,
  connectionMarked,
  connectionUnmarked,
  DROP,
  destination,
  FAMILIES,
  go,
  going,
  is,
  isIn,
  isNot,
  markBy,
  marked,
  OF_CONNECTION,
  ofFamily,
  ofProtocol,
  one,
  prefixKey,
  RETURN,
  rule,
  setConnectionBits,
  source,
  unmarked,
  verdictBy,
} from './terms.ts';

/**
 * The rules that are the same in every VPC: the order of the checks (contract/verdict.ts). They stand before
 * routing, so that the kernel's route follows from the verdict: a packet that did not get to `end-delivered` is routed
 * into `void` (see wires.ts), whatever is missing here.
 *
 * Between -150 and -130 the flow table counts (flow-table.ts).
 */
export function addPath(draft: RulesetDraft): void {
  const chains: ReadonlyArray<readonly [string, Chain]> = [
    // Before the kernel joins fragments (-400): a forged one would become part of another guest's packet. And before
    // connection tracking (-200): a forged packet neither makes nor changes a connection's state.
    ['check-source', { base: { hook: 'prerouting', priority: -450, policy: 'drop' }, rules: sourceRules() }],
    // From a link-local address, or from none: to the platform only.
    ['guests-own', { rules: guestsOwnRules() }],
    ['hear-arp', { arp: true, base: { hook: 'input', priority: 0, policy: 'drop' }, rules: arpRules() }],
    ['judge', { base: { hook: 'prerouting', priority: -150, policy: 'drop' }, rules: judgeRules() }],
    ['exempt', { rules: exemptRules() }],
    ['leave-groups', { rules: groupRules('egress') }],
    ['arrive-groups', { rules: groupRules('ingress') }],
    ['trackable', { rules: trackableRules() }],
    ['closing', { base: { hook: 'prerouting', priority: -130, policy: 'drop' }, rules: closingRules() }],
    ['forward', { base: { hook: 'forward', priority: 0, policy: 'drop' }, rules: forwardRules() }],
    // The router itself speaks ARP and neighbour discovery, and nothing else to anyone.
    ['input', { base: { hook: 'input', priority: 0, policy: 'drop' }, rules: [NEIGHBOURS] }],
    ['output', { base: { hook: 'output', priority: 0, policy: 'drop' }, rules: [NEIGHBOURS] }],
    ...endingChains(),
  ];
  for (const [name, chain] of chains) draft.chains.set(name, chain);
}

const NEIGHBOUR_DISCOVERY = [ofFamily(6), ofProtocol(ICMPV6), is('icmpv6-type', { first: 133n, last: 136n })];
const NEIGHBOURS: Rule = rule(NEIGHBOUR_DISCOVERY, ACCEPT);

/** Device, MAC and address must be of one ENI (EC2 User Guide, "Source/destination checking"). */
function sourceRules(): readonly Rule[] {
  const own = FAMILIES.map((family) =>
    rule([ofFamily(family)], markBy(['device', 'source-mac', source(family)], `own-sources-${family}`), ACCEPT),
  );
  return [
    ...own,
    rule([], markBy(['device', 'source-mac'], 'unchecked-sources'), ACCEPT),
    rule([is('source4', one(0))], go('guests-own')),
    rule([is('source6', one(0), prefixKey(LINK_LOCAL))], go('guests-own')),
    rule([], go(ENDINGS.sourceCheck)),
  ];
}

/**
 * Neighbour discovery from a link-local address that is not made of the MAC is answered by nobody: each source would take
 * a place in the machine's table of neighbours, which all namespaces share.
 */
function guestsOwnRules(): readonly Rule[] {
  return [
    rule([is('source6', one(0)), ...NEIGHBOUR_DISCOVERY], ACCEPT),
    rule([isIn(['device', 'source-mac', 'source6'], 'link-locals'), ...NEIGHBOUR_DISCOVERY], ACCEPT),
    rule(NEIGHBOUR_DISCOVERY, go(ENDINGS.exempt)),
    rule([], call('exempt')),
    rule([], go(ENDINGS.sourceCheck)),
  ];
}

/** For the same reason ARP is heard from an ENI's own addresses only, or from none (which asks who has an address). */
function arpRules(): readonly Rule[] {
  return [
    // The router answers for every address, and must not for the guest's own: it would seem to be taken.
    rule([isIn(['device', 'arp-target'], 'arp-own-targets')], DROP),
    rule([isIn(['device', 'arp-sender-mac', 'arp-sender'], 'arp-senders')], ACCEPT),
    rule([is('arp-sender', one(0))], ACCEPT),
  ];
}

function exemptRules(): readonly Rule[] {
  const dhcp = (field: 'destination4' | 'destination6', server: Parameters<typeof addressKey>[0], port: number): Rule =>
    rule([is(field, addressKey(server)), ofProtocol(UDP), is('destination-port', one(port))], go(ENDINGS.exempt));
  return [
    ...FAMILIES.map((family) => rule([isIn([destination(family)], `platform-${family}`)], go(ENDINGS.exempt))),
    dhcp('destination4', LIMITED_BROADCAST, 67),
    dhcp('destination6', DHCPV6_SERVERS, 547),
  ];
}

function judgeRules(): readonly Rule[] {
  const places = (name: string, ending: string): readonly Rule[] =>
    FAMILIES.map((family) => rule([isIn([destination(family)], `${name}-${family}`)], go(ending)));
  return [
    rule(NEIGHBOUR_DISCOVERY, go(ENDINGS.neighbours)),
    rule([], call('exempt')),
    ...places('multicast', ENDINGS.broadcast),
    rule([isIn(['device', 'destination4'], 'broadcasts')], go(ENDINGS.broadcast)),
    ...FAMILIES.map((family) =>
      rule([isIn(['device', destination(family)], `own-destinations-${family}`)], go(ENDINGS.toItself)),
    ),
    rule([], call('leave-groups')),
    rule([], verdictBy(['device'], 'leave-subnet')),
    rule([unmarked(MARK.leaves)], go(ENDINGS.noRoute)), // of no subnet: no rule says so, and no door opens
    ...FAMILIES.map((family) => rule([ofFamily(family)], verdictBy([destination(family)], `arrive-subnet-${family}`))),
    rule([unmarked(MARK.arrives)], go(ENDINGS.noSuchHost)),
    rule([], call('arrive-groups')),
    rule([], go(ENDINGS.delivered)),
  ];
}

/** A tracked flow passes before any rule is asked; what a rule admits is tracked, unless it need not be. */
function groupRules(direction: Direction): readonly Rule[] {
  // Of the two ENIs of a connection the sender of this packet is the one that began it, if the packet goes that way.
  const [along, against] = direction === 'egress' ? (['original', 'reply'] as const) : (['reply', 'original'] as const);
  const sides = [
    { packet: 'original', tracker: TRACKED_BY[along] },
    { packet: 'reply', tracker: TRACKED_BY[against] },
  ] as const;
  const ask: readonly Rule[] =
    direction === 'egress'
      ? [rule([], verdictBy(['device'], 'egress-groups'))]
      : FAMILIES.map((family) =>
          rule([ofFamily(family)], verdictBy([destination(family)], `ingress-groups-${family}`)),
        );
  return [
    ...sides.map(({ packet, tracker }) =>
      rule([marked(MARK.own), OF_CONNECTION, going(packet), connectionMarked(tracker)], RETURN),
    ),
    ...ask,
    rule([unmarked(MARK.allowed)], go(ENDINGS.group[direction])),
    rule([], call('trackable')),
    ...sides.map(({ packet, tracker }) =>
      rule([marked(MARK.allowed), OF_CONNECTION, going(packet)], setConnectionBits(tracker)),
    ),
    rule([], clearBits(GROUP_BITS)),
  ];
}

/**
 * Takes `allowed` away from a packet that begins nothing to track: an untracked flow (reference/tracking.ts), an ICMP
 * message that asks nothing, or a packet that its sender forwards for another, whose connection is not the sender's own.
 */
function trackableRules(): readonly Rule[] {
  const no = clearBits(MARK.allowed);
  const ports = ofProtocol(TCP, UDP);
  return [
    rule([unmarked(MARK.own)], no),
    rule([ports, marked(MARK.everyoneAllPorts | MARK.answer)], no),
    rule([ports, marked(MARK.everyone | MARK.answerAllPorts)], no),
    rule([ofFamily(4), ofProtocol(ICMP), isNot('icmp-type', one(8), one(13), one(15), one(17))], no),
    rule([ofFamily(6), ofProtocol(ICMPV6), isNot('icmpv6-type', one(128))], no),
  ];
}

/**
 * A refused packet goes on into `void` only for the sake of its connection, which the kernel keeps once a packet has gone
 * all the way: the sender's groups track it although it did not arrive (contract/verdict.ts).
 */
function closingRules(): readonly Rule[] {
  const tracked = TRACKED_BY.original | TRACKED_BY.reply;
  return [
    rule([marked(MARK.pass)], ACCEPT),
    NEIGHBOURS,
    rule([unmarked(OUTCOME.mask)], DROP),
    rule([connectionUnmarked(tracked)], DROP),
    rule([], ACCEPT),
  ];
}

function forwardRules(): readonly Rule[] {
  return [rule([marked(MARK.pass)], ACCEPT), rule([is('out-device', one('void'))], ACCEPT)];
}
