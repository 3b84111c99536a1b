import type { Program } from '../../contract/program.ts';
import type { Disposition, Entry, FlowView, Origin, Stage } from '../../contract/verdict.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { EniId, VpcId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { sameAddress } from '../../net/address.ts';
import { isIcmpQueryOrReply, type Packet, protocolOf } from '../../net/packet.ts';
import { MARK, TRACKED_BY } from './marks.ts';
import { CONNECTION_DIRECTION, CONNECTION_STATE, type Field, type Ruleset, type Value } from './ruleset.ts';
import { type Fields, type RulesetWalk, walkRuleset } from './walk.ts';

/** What the rendered rules of a program do with one packet, in the words of the contract where they have them. */
export type RulesWalk = Readonly<{
  disposition: Disposition;
  /** The kernel would send it to its destination's ENI. */
  passes: boolean;
  stages: readonly Stage[];
  /** ENIs whose groups track the flow after the packet. */
  tracking: readonly EniId[];
  /** Network ACL entries that matched, in order. */
  origins: readonly Origin[];
}>;

/** `began`: which end's packet was the connection's first, as the kernel knows it; no verdict may depend on it. */
export type WalkOptions = Readonly<{ began?: 'sender' | 'receiver' }>;

export function walkRules(
  program: Program,
  rulesetOf: (vpc: VpcId) => Ruleset,
  flows: FlowView,
  packet: Packet,
  from: Entry,
  now: Instant,
  { began = 'sender' }: WalkOptions = {},
): RulesWalk {
  const id = from.kind === 'eni' ? from.eni : undefined;
  const sender = id && program.enis.get(id);
  if (id === undefined || sender === undefined)
    return { disposition: 'denied-source-check', passes: false, stages: ['source-check'], tracking: [], origins: [] };
  const receiver = [...program.enis].find(
    ([, eni]) => eni.vpc === sender.vpc && eni.addresses.some((a) => sameAddress(a, packet.destination)),
  )?.[0];
  const along = began === 'sender' ? TRACKED_BY.original : TRACKED_BY.reply;
  const against = began === 'sender' ? TRACKED_BY.reply : TRACKED_BY.original;
  const tracked = (eni: EniId | undefined, bit: number): number =>
    eni !== undefined && flows.tracked(eni, packet, now) ? bit : 0;
  const connectionMark = tracked(id, along) | tracked(receiver, against);
  const fields = new Map<Field, Value>([
    ...fieldsOf(packet),
    ['device', routerDevice(id)],
    ['source-mac', BigInt(`0x${sender.mac.replaceAll(':', '')}`)],
    ...connectionFields(packet, connectionMark, began),
  ]);
  const walk = walkRuleset(rulesetOf(sender.vpc), 'prerouting', fields);
  if (walk.ends === undefined) throw new Error(`a packet that comes to no end: ${walk.chains.join(' ')}`);
  const stages = stagesOf(walk);
  return {
    disposition: walk.ends,
    passes: walk.accepted && (walk.mark & MARK.pass) !== 0,
    stages,
    tracking: [
      ...(stages.includes('group-egress') && (walk.connectionMark & along) !== 0 ? [id] : []),
      ...(stages.includes('group-ingress') && (walk.connectionMark & against) !== 0 && receiver !== undefined
        ? [receiver]
        : []),
    ],
    origins: walk.origins,
  };
}

/** What nft loads of a packet. */
export function fieldsOf({ source, destination, transport, ...rest }: Packet): Fields {
  const family = source.family;
  const icmp = family === 4 ? (['icmp-type', 'icmp-code'] as const) : (['icmpv6-type', 'icmpv6-code'] as const);
  const fields = new Map<Field, Value>([
    ['family', BigInt(family)],
    ['protocol', BigInt(protocolOf({ source, destination, transport, ...rest }))],
    [family === 4 ? 'source4' : 'source6', source.bits],
    [family === 4 ? 'destination4' : 'destination6', destination.bits],
  ]);
  if (transport.kind === 'tcp' || transport.kind === 'udp') {
    fields.set('source-port', BigInt(transport.sourcePort));
    fields.set('destination-port', BigInt(transport.destinationPort));
  }
  if (transport.kind === 'icmp') {
    fields.set(icmp[0], BigInt(transport.type));
    fields.set(icmp[1], BigInt(transport.code));
  }
  return fields;
}

/** ICMP that neither asks nor answers is of no connection (or only "related" to one, which the rules treat alike). */
function connectionFields({ source, transport }: Packet, mark: number, began: 'sender' | 'receiver'): Fields {
  if (transport.kind === 'icmp' && !isIcmpQueryOrReply(source.family, transport.type)) return new Map();
  return new Map<Field, Value>([
    ['connection-mark', BigInt(mark)],
    ['connection-state', mark === 0 ? CONNECTION_STATE.new : CONNECTION_STATE.established],
    ['connection-direction', CONNECTION_DIRECTION[began === 'sender' ? 'original' : 'reply']],
  ]);
}

/** Which checks were made, by the chains that make them. */
function stagesOf({ chains, mark }: RulesetWalk): readonly Stage[] {
  const passed = (test: (chain: string) => boolean): boolean => chains.some(test);
  const stages: ReadonlyArray<readonly [Stage, boolean]> = [
    ['source-check', passed((chain) => chain === 'check-source')],
    ['group-egress', passed((chain) => chain === 'leave-groups')],
    ['acl-egress', passed((chain) => /^acl-.*-egress$/.test(chain))],
    ['route', (mark & MARK.crosses) !== 0 && passed((chain) => chain.startsWith('rtb-') || chain === 'end-no-route')],
    ['acl-ingress', passed((chain) => /^acl-.*-ingress$/.test(chain))],
    ['group-ingress', passed((chain) => chain === 'arrive-groups')],
  ];
  return stages.flatMap(([stage, made]) => (made ? [stage] : []));
}
