import { compile } from '../../openvpc/src/compile/compile.ts';
import type { EniProgram, Program } from '../../openvpc/src/contract/program.ts';
import type { Entry, FlowView, Step, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Ruleset } from '../../openvpc/src/dataplane/nftables/ruleset.ts';
import { vpcRuleset } from '../../openvpc/src/dataplane/nftables/vpc-rules.ts';
import { walkRules } from '../../openvpc/src/dataplane/nftables/walk-program.ts';
import { createEngine } from '../../openvpc/src/engine/walk.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { GroupId, RouteTableId, VpcId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { sameAddress } from '../../openvpc/src/net/address.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { prefixHolds } from '../../openvpc/src/net/prefix.ts';
import { walkResources } from '../../openvpc/src/reference/walk.ts';

export type Judge = (flows: FlowView, packet: Packet, from: Entry, now: Instant) => Walk;

/** Something that answers about packets and is held to the reference. */
export type Evaluator = Readonly<{
  name: string;
  judge(program: Program): Judge;
  /** What of a walk this evaluator claims to know; all of it when absent. */
  claim?(walk: Walk, program: Program): unknown;
  /** Why it is not asked about this packet; undefined when it is. */
  excuse?(packet: Packet, expected: Walk, from: Entry, program: Program): string | undefined;
}>;

const engine: Evaluator = { name: 'engine', judge: (program) => createEngine(program).walk };

/** The kernel's rules as typed values, before they are text: where the packet ends, and which checks it met. */
const nftables: Evaluator = {
  name: 'nftables',
  judge(program) {
    const rulesets = new Map<VpcId, Ruleset>();
    const rulesetOf = (vpc: VpcId): Ruleset => {
      const known = rulesets.get(vpc) ?? vpcRuleset(program, vpc);
      rulesets.set(vpc, known);
      return known;
    };
    return (flows, packet, from, now) => {
      const { disposition, stages } = walkRules(program, rulesetOf, flows, packet, from, now);
      return { disposition, steps: stages.map((stage) => ({ stage })), remember: [] } as unknown as Walk; // see claim
    };
  },
  claim: closedAtGateways,
  excuse: refusedByNftables,
};

/** The driver drops what a route sends anywhere but to the VPC itself: it ends there, and knows nothing of what would follow. */
function closedAtGateways({ disposition, steps }: Walk, program: Program): unknown {
  const stages = steps.map(({ stage }) => stage);
  const at = steps.findIndex((step) => step.stage === 'route' && leavesVpc(program, step));
  return at < 0 ? [disposition, ...stages] : ['denied-gateway', ...stages.slice(0, at + 1)];
}

function leavesVpc(program: Program, { because, passed }: Step): boolean {
  if (typeof because === 'string' || !passed) return false;
  const routes = program.routeTables.get(because.resource as RouteTableId) ?? [];
  return routes.find(({ origin }) => origin.rule === because.rule)?.target.kind !== 'local';
}

/** What the driver's refusals name: it is not asked about that. */
function refusedByNftables(packet: Packet, { steps }: Walk, from: Entry, program: Program): string | undefined {
  if (from.kind !== 'eni') return 'nothing comes in by a gateway';
  if (packet.fragment !== undefined) return 'the kernel reassembles before rules are asked';
  if (steps[0]?.because === 'unchecked') return 'a sender without source check forwards for others only closed';
  if (program.enis.get(from.eni)?.natGateway !== undefined) return 'no guest is behind a NAT gateway’s interface';
  if (isByPeerReference(packet, steps, from, program)) return 'references over a peering connection match nothing';
  const enis = [...program.enis.values()];
  if (enis.some(({ natGateway }) => natGateway !== undefined && isTo(packet, enis))) return 'NAT gateways are closed';
  if (enis.some(({ prefixes }) => prefixes !== undefined)) return 'delegated prefixes are closed';
  return undefined;
}

/** A packet that leaves the VPC, let out by a rule that refers to a group. */
function isByPeerReference({ destination }: Packet, steps: readonly Step[], from: Entry, program: Program): boolean {
  const vpc = from.kind === 'eni' ? program.enis.get(from.eni)?.vpc : undefined;
  const isInside = vpc && program.vpcs.get(vpc)?.prefixes.some((prefix) => prefixHolds(prefix, destination));
  const because = steps.find(({ stage }) => stage === 'group-egress')?.because;
  if (isInside === true || typeof because !== 'object') return false;
  const rules = program.groups.get(because.resource as GroupId)?.egress ?? [];
  return rules.some(({ origin, match }) => origin.rule === because.rule && match.peer.kind === 'members');
}

function isTo({ destination }: Packet, enis: readonly EniProgram[]): boolean {
  return enis.some(({ natGateway, addresses }) => natGateway && addresses.some((own) => sameAddress(own, destination)));
}

/** Every evaluator of programs; a driver that can walk its own output joins here. */
export const evaluators: readonly Evaluator[] = [engine, nftables];

/** All of them and the reference, over one snapshot. */
export type Bench = Readonly<{ program: Program; reference: Judge; judges: ReadonlyArray<Evaluator & { ask: Judge }> }>;

export function benchOf(snapshot: Snapshot, among: readonly Evaluator[] = evaluators): Bench {
  const program = compile(snapshot);
  return {
    program,
    reference: (flows, packet, from, now) => walkResources(snapshot, flows, packet, from, now),
    judges: among.map((evaluator) => ({ ...evaluator, ask: evaluator.judge(program) })),
  };
}

/** The reference's answer, and the evaluators that answer something else. */
export function judged(
  bench: Bench,
  flows: FlowView,
  packet: Packet,
  from: Entry,
  now: Instant,
): Readonly<{ walk: Walk; dissent: ReadonlyArray<Readonly<{ name: string; said: unknown; expected: unknown }>> }> {
  const walk = bench.reference(flows, packet, from, now);
  const dissent = bench.judges.flatMap(({ name, ask, claim = whole, excuse }) => {
    if (excuse?.(packet, walk, from, bench.program) !== undefined) return [];
    const said = claim(ask(flows, packet, from, now), bench.program);
    const expected = claim(walk, bench.program);
    return sameValue(said, expected) ? [] : [{ name, said, expected }];
  });
  return { walk, dissent };
}

function whole(walk: Walk): unknown {
  return walk;
}

/** Deep equality of plain values; vitest's own is too slow for a million walks. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
