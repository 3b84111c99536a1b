import type { Program } from '../../contract/program.ts';
import type { Disposition, Entry, FlowView } from '../../contract/verdict.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { EniId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { type Address, sameAddress } from '../../net/address.ts';
import { destinationPortOf, type Packet, protocolOf } from '../../net/packet.ts';
import { portRangeHolds } from '../../net/port-range.ts';
import { prefixHolds } from '../../net/prefix.ts';
import { FLOW_MARK, MARK } from './marks.ts';
import { linkGroup } from './names.ts';
import { vpcRuleset } from './policy.ts';
import type { Condition, Element, ElementPart, Field, Rule, Ruleset, Statement } from './ruleset.ts';

/** What the typed rules do with a packet, without a kernel: the ruleset is interpreted, statement by statement. */
export type RulesetWalk = Readonly<{
  /** `dropped-unseen`: no rule that records show was asked (source check, platform, broadcast). */
  outcome: 'delivered' | 'denied-egress' | 'denied-ingress' | 'nowhere' | 'dropped-unseen';
  /** Which ENIs' groups now track the flow, by what was written to the connection's mark. */
  remember: readonly EniId[];
}>;

/** A walker of one program, whose rulesets are made once. */
export function createRulesetWalker(
  program: Program,
): (flows: FlowView, packet: Packet, from: Entry, now: Instant) => RulesetWalk {
  const rulesets = new Map([...program.vpcs.keys()].map((vpc) => [vpc, vpcRuleset(program, vpc)]));
  return (flows, packet, from, now) => {
    const sender = program.enis.get(from.eni);
    const ruleset = sender && rulesets.get(sender.vpc);
    if (sender === undefined || ruleset === undefined) return { outcome: 'dropped-unseen', remember: [] };
    const receiver = [...program.enis].find(
      ([, eni]) => eni.vpc === sender.vpc && owns(eni.addresses, packet.destination),
    );
    const tracked = (eni: EniId | undefined, bit: number): number =>
      eni !== undefined && flows.tracked(eni, packet, now) ? bit : 0;
    const state: State = {
      packet,
      inputDevice: routerDevice(from.eni),
      inputGroup: linkGroup(sender.subnet),
      outputDevice: receiver === undefined ? 'void' : routerDevice(receiver[0]),
      outputGroup: receiver === undefined ? 0 : linkGroup(receiver[1].subnet),
      sourceMac: sender.mac,
      mark: 0,
      // The walked packet is taken as the original direction of its connection.
      flowMark: tracked(from.eni, FLOW_MARK.original) | tracked(receiver?.[0], FLOW_MARK.reply),
    };
    const before = state.flowMark;
    const passed = ['sources', 'judge', 'verdict'].every((chain) => callBase(ruleset, chain, state));
    const added = state.flowMark & ~before;
    return {
      outcome: passed ? 'delivered' : outcomeOf(state),
      remember: [
        ...(added & FLOW_MARK.original ? [from.eni] : []),
        ...(added & FLOW_MARK.reply && receiver !== undefined ? [receiver[0]] : []),
      ],
    };
  };
}

/** What a walk of the reference comes to in these words. */
export function outcomeFor(disposition: Disposition, deniedStage: string | undefined): RulesetWalk['outcome'] {
  switch (disposition) {
    case 'delivered':
      return 'delivered';
    case 'exempt':
    case 'denied-source-check':
    case 'denied-broadcast':
      return 'dropped-unseen';
    case 'denied-group':
    case 'denied-acl':
      return deniedStage?.endsWith('egress') === true ? 'denied-egress' : 'denied-ingress';
    case 'no-route':
    case 'blackhole':
    case 'no-such-host':
    case 'denied-gateway':
      return 'nowhere';
  }
}

type State = {
  readonly packet: Packet;
  readonly inputDevice: string;
  readonly outputDevice: string;
  readonly inputGroup: number;
  readonly outputGroup: number;
  readonly sourceMac: string;
  mark: number;
  flowMark: number;
};

/** Read off the bits, as the counting rules do. */
function outcomeOf({ mark }: State): RulesetWalk['outcome'] {
  if ((mark & MARK.judged) === 0) return 'dropped-unseen';
  if ((mark & (MARK.egressTracked | MARK.egressAllowed)) === 0 || (mark & MARK.egressAcl) === 0) return 'denied-egress';
  return (mark & MARK.arriving) === 0 ? 'nowhere' : 'denied-ingress';
}

/** True when the packet goes on to the next hook. */
function callBase(ruleset: Ruleset, name: string, state: State): boolean {
  const chain = ruleset.chains.get(name);
  const verdict = callChain(ruleset, name, state);
  return (verdict === 'return' ? chain?.base?.policy : verdict) === 'accept';
}

type Verdict = 'accept' | 'drop' | 'return';

function callChain(ruleset: Ruleset, name: string, state: State): Verdict {
  const chain = ruleset.chains.get(name);
  if (chain === undefined) throw new Error(`the ruleset calls ${name}, which it does not have`);
  for (const rule of chain.rules) {
    if (!rule.when.every((condition) => holds(ruleset, condition, state))) continue;
    const verdict = runRule(ruleset, rule, state);
    if (verdict !== undefined) return verdict;
  }
  return 'return';
}

/** Undefined: on to the next rule. A called chain that returns is such a case, too. */
function runRule(ruleset: Ruleset, rule: Rule, state: State): Verdict | undefined {
  for (const statement of rule.then) {
    const verdict = runStatement(ruleset, statement, state);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function runStatement(ruleset: Ruleset, statement: Statement, state: State): Verdict | undefined {
  switch (statement.kind) {
    case 'mark':
      state.mark |= statement.bits;
      return undefined;
    case 'flow-mark':
      state.flowMark |= statement.bits;
      return undefined;
    case 'jump':
      return final(callChain(ruleset, statement.chain, state));
    case 'jump-by': {
      const map = ruleset.maps.get(statement.map);
      const chain = map?.jumps.get(String(field(map.key, state)));
      return chain === undefined ? undefined : final(callChain(ruleset, chain, state));
    }
    default:
      return statement.kind;
  }
}

function final(verdict: Verdict): Verdict | undefined {
  return verdict === 'return' ? undefined : verdict;
}

function holds(ruleset: Ruleset, condition: Condition, state: State): boolean {
  const { packet } = state;
  switch (condition.kind) {
    case 'family':
      return packet.source.family === condition.family;
    case 'protocol':
      return protocolOf(packet) === condition.protocol;
    case 'mark':
      return (state.mark & condition.mask) === condition.is;
    case 'flow-mark':
      return (state.flowMark & condition.mask) === condition.is;
    case 'flow-direction':
      return condition.direction === 'original';
    case 'not-related':
      return !isIcmpError(packet);
    case 'in-set': {
      const set = ruleset.sets.get(condition.set);
      if (set === undefined) throw new Error(`the ruleset asks ${condition.set}, which it does not have`);
      const values = set.key.map((key) => field(key, state));
      return set.elements.some((element) => inElement(element, values));
    }
    case 'address':
      return prefixHolds(condition.prefix, condition.end === 'source' ? packet.source : packet.destination);
    case 'port': {
      const port = condition.end === 'source' ? sourcePortOf(packet) : destinationPortOf(packet);
      return port !== undefined && portRangeHolds(condition.ports, port);
    }
    case 'icmp': {
      const { transport } = packet;
      if (transport.kind !== 'icmp' || packet.source.family !== condition.family) return false;
      return (
        (condition.type ?? transport.type) === transport.type && (condition.code ?? transport.code) === transport.code
      );
    }
    case 'neighbour-discovery':
      return isNeighbourDiscovery(packet);
    case 'output-group':
      return state.outputGroup === condition.group;
  }
}

type Value = string | number | Address | undefined;

function field(name: Field, state: State): Value {
  const { source, destination } = state.packet;
  switch (name) {
    case 'input-device':
      return state.inputDevice;
    case 'output-device':
      return state.outputDevice;
    case 'input-group':
      return state.inputGroup;
    case 'output-group':
      return state.outputGroup;
    case 'source-mac':
      return state.sourceMac;
    case 'source-4':
      return source.family === 4 ? source : undefined;
    case 'source-6':
      return source.family === 6 ? source : undefined;
    case 'destination-4':
      return destination.family === 4 ? destination : undefined;
    case 'destination-6':
      return destination.family === 6 ? destination : undefined;
    case 'destination-port':
      return destinationPortOf(state.packet);
  }
}

function inElement(element: Element, values: readonly Value[]): boolean {
  return element.every((part, i) => inPart(part, values[i]));
}

function inPart(part: ElementPart, value: Value): boolean {
  switch (part.kind) {
    case 'text':
      return value === part.text;
    case 'number':
      return value === part.number;
    case 'prefix':
      return typeof value === 'object' && prefixHolds(part.prefix, value);
    case 'ports':
      return typeof value === 'number' && portRangeHolds(part.ports, value);
  }
}

function sourcePortOf({ transport }: Packet): number | undefined {
  return 'sourcePort' in transport ? transport.sourcePort : undefined;
}

/** What conntrack relates to another connection: ICMP errors (RFC 792, RFC 4443). */
function isIcmpError({ source, transport }: Packet): boolean {
  if (transport.kind !== 'icmp') return false;
  return source.family === 4 ? [3, 4, 5, 11, 12].includes(transport.type) : transport.type < 128;
}

function isNeighbourDiscovery({ source, transport }: Packet): boolean {
  return source.family === 6 && transport.kind === 'icmp' && transport.type >= 133 && transport.type <= 136;
}

function owns(addresses: readonly Address[], address: Address): boolean {
  return addresses.some((own) => sameAddress(own, address));
}
