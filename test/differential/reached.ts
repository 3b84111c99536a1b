import type { GroupProgram, Peer, Program, Target } from '../../openvpc/src/contract/program.ts';
import type {
  Because,
  Disposition,
  GatewayReason,
  Origin,
  Stage,
  Step,
  Walk,
} from '../../openvpc/src/contract/verdict.ts';
import type { GroupId, RouteTableId } from '../../openvpc/src/name/id.ts';

/** How often each word of the contract was said: `delivered`, `loop`, `route to a peering`, `rule for a list` … */
export type Reached = Map<string, number>;

/** Every word of contract/verdict.ts and of what it points to: the compiler finds one that is missing. */
const DISPOSITIONS: Readonly<Record<Disposition, true>> = {
  delivered: true,
  exited: true,
  exempt: true,
  'denied-source-check': true,
  'denied-destination-check': true,
  'denied-broadcast': true,
  'denied-fragment': true,
  'denied-group': true,
  'denied-acl': true,
  'no-route': true,
  blackhole: true,
  'no-such-host': true,
  'denied-gateway': true,
};
const REASONS: Readonly<Record<GatewayReason, true>> = {
  loop: true,
  'public-access-blocked': true,
  'private-nat-gateway': true,
  'no-public-address': true,
  'no-private-address': true,
  'private-range': true,
  'too-big': true,
  protocol: true,
  fragment: true,
  'outside-vpc': true,
  'same-subnet': true,
  'no-mapping': true,
  'no-port': true,
  unsolicited: true,
};
const WITHOUT_RULE: Readonly<Record<Exclude<Because, Origin | GatewayReason>, true>> = {
  'tracked-flow': true,
  'implicit-deny': true,
  'own-address': true,
  'foreign-address': true,
  unchecked: true,
  forwarded: true,
  translated: true,
};
const STAGES: Readonly<Record<Stage, true>> = {
  'source-check': true,
  'group-egress': true,
  'acl-egress': true,
  route: true,
  gateway: true,
  'acl-ingress': true,
  'group-ingress': true,
  'destination-check': true,
};
const TARGETS: Readonly<Record<Target['kind'], true>> = {
  local: true,
  blackhole: true,
  'internet-gateway': true,
  'egress-only-gateway': true,
  'nat-gateway': true,
  peering: true,
  endpoint: true,
  eni: true,
};
const PEERS: Readonly<Record<Peer['kind'], true>> = { prefix: true, members: true, list: true };

const WORDS = {
  disposition: Object.keys(DISPOSITIONS),
  'reason of a gateway': Object.keys(REASONS),
  'decided without a rule': Object.keys(WITHOUT_RULE),
  stage: Object.keys(STAGES).map((stage) => `at ${stage}`),
  'target of a route': Object.keys(TARGETS).map((kind) => `route to ${kind}`),
  'peer of a group rule': Object.keys(PEERS).map((kind) => `rule for ${kind}`),
};

/** The words in their kinds, for reports. */
export const WORDS_BY_KIND: Readonly<Record<string, readonly string[]>> = WORDS;

export function reach(reached: Reached, { disposition, steps }: Walk, program: Program): void {
  count(reached, disposition);
  for (const step of steps) for (const word of wordsOf(step, program)) count(reached, word);
}

function count(reached: Reached, word: string): void {
  reached.set(word, (reached.get(word) ?? 0) + 1);
}

function wordsOf({ stage, because }: Step, program: Program): readonly string[] {
  if (typeof because === 'string') return [`at ${stage}`, because];
  if (stage === 'route') return [`at ${stage}`, `route to ${targetKind(because, program)}`];
  if (stage === 'group-ingress' || stage === 'group-egress') {
    return [`at ${stage}`, `rule for ${peerKind(because, program, stage === 'group-ingress' ? 'ingress' : 'egress')}`];
  }
  return [`at ${stage}`];
}

/** Where the route of that name led. */
export function targetKind({ resource, rule }: Origin, { routeTables }: Program): Target['kind'] | undefined {
  return routeTables.get(resource as RouteTableId)?.find(({ origin }) => origin.rule === rule)?.target.kind;
}

function peerKind({ resource, rule }: Origin, { groups }: Program, direction: keyof GroupProgram): string | undefined {
  return groups.get(resource as GroupId)?.[direction].find(({ origin }) => origin.rule === rule)?.match.peer.kind;
}

/** Words that were never said. */
export function reachedNothing(reached: Reached): readonly string[] {
  return Object.values(WORDS)
    .flat()
    .filter((word) => !reached.has(word));
}
