import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawArbitrary, sentIn } from '../../../../test/differential/boundary-packets.ts';
import { PLACES, smallPackets, smallWorlds } from '../../../../test/differential/small-worlds.ts';
import { rulesArbitrary, worldArbitrary } from '../../../../test/differential/worlds.ts';
import { eniId, snapshotOf } from '../../../../test/world.ts';
import { compile } from '../../compile/compile.ts';
import { NO_FLOWS, type FlowView, type Walk } from '../../contract/verdict.ts';
import { FlowTable } from '../../engine/flow-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { EniId, VpcId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { sameAddress } from '../../net/address.ts';
import { type Packet, reversed } from '../../net/packet.ts';
import { walkResources } from '../../reference/walk.ts';
import type { Ruleset } from './ruleset.ts';
import { vpcRuleset } from './vpc-rules.ts';
import { walkRules } from './walk-program.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 200);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);
const NOW = 1_700_000_000_000 as Instant;

/** The reference's answer about a packet, which the rendered rules must give too, whichever end began the connection. */
function agreed(snapshot: Snapshot, flows: FlowView, from: EniId, packet: Packet, now: Instant): Walk {
  const expected = closedAtGateways(walkResources(snapshot, flows, packet, { kind: 'eni', eni: from }, now));
  if (isRefused(expected)) return expected;
  const program = programOf(snapshot);
  for (const began of ['sender', 'receiver'] as const) {
    const said = walkRules(program, rulesetOf(snapshot), flows, packet, { kind: 'eni', eni: from }, now, { began });
    expect(said).toMatchObject({
      disposition: expected.disposition,
      passes: expected.disposition === 'delivered' && expected.steps.length > 1,
      stages: expected.steps.map(({ stage }) => stage),
      tracking: tracking(flows, expected, packet, now),
    });
    const entries = expected.steps.filter(({ stage }) => stage.startsWith('acl-')).map(({ because }) => because);
    expect(said.origins.filter(({ rule }) => Number(rule) < 32_767)).toEqual(
      entries.filter((because) => typeof because === 'object' && because.rule !== '*'),
    );
  }
  return expected;
}

/** This driver drops what a route sends to a gateway, and knows nothing of what would follow (refusals.ts). */
function closedAtGateways(walk: Walk): Walk {
  const at = walk.steps.findIndex(({ stage }) => stage === 'gateway');
  if (at < 0) return walk;
  const { arrived: _beyond, ...rest } = walk;
  return { ...rest, disposition: 'denied-gateway', steps: walk.steps.slice(0, at) };
}

/** What refusals.ts says of: a packet that a sender without source check forwards for another. */
function isRefused({ steps }: Walk): boolean {
  return steps[0]?.because === 'unchecked';
}

/** ENIs that came to judge it and track the flow then; each once. */
function tracking(flows: FlowView, { steps, remember }: Walk, packet: Packet, now: Instant): readonly EniId[] {
  const judges = steps.filter(({ stage, passed }) => stage.startsWith('group-') && passed).map(({ at }) => at as EniId);
  return judges.filter((eni) => flows.tracked(eni, packet, now) || remember.some((flow) => flow.at === eni));
}

const programs = new WeakMap<Snapshot, ReturnType<typeof compile>>();
function programOf(snapshot: Snapshot): ReturnType<typeof compile> {
  const known = programs.get(snapshot) ?? compile(snapshot);
  programs.set(snapshot, known);
  return known;
}
const rulesets = new WeakMap<Snapshot, Ruleset>();
function rulesetOf(snapshot: Snapshot): (vpc: VpcId) => Ruleset {
  return (vpc) => {
    const known = rulesets.get(snapshot) ?? vpcRuleset(programOf(snapshot), vpc);
    rulesets.set(snapshot, known);
    return known;
  };
}

describe('the rules as the kernel runs them mean what the reference says', () => {
  it.each(PLACES)('in small worlds, both instances in the %s subnet', (place) => {
    let walks = 0;
    const stride = Number(process.env['OPENVPC_STRIDE'] ?? 23);
    for (const { snapshot } of smallWorlds(place, { first: seed % stride, stride })) {
      for (const { from, packet } of smallPackets(place)) {
        const flows = new FlowTable();
        const walk = agreed(snapshot, flows, eniId(from), packet, NOW);
        flows.remember(walk.remember, NOW);
        agreed(snapshot, flows, eniId(from === 'e1' ? 'e2' : 'e1'), reversed(packet), NOW);
        walks += 2;
      }
    }
    console.log(`small worlds (${place}): ${walks} walks, every ${stride}th world`);
    expect(walks).toBeGreaterThan(80_000 / stride);
  });

  it('in large worlds, for packets near every boundary', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(worldArbitrary, fc.array(drawArbitrary, { minLength: 20, maxLength: 40 }), (world, draws) => {
        const snapshot = snapshotOf(world);
        for (const draw of draws) {
          const { from, packet } = sentIn(snapshot, draw);
          const { disposition } = agreed(snapshot, NO_FLOWS, from, packet, NOW);
          seen.set(disposition, (seen.get(disposition) ?? 0) + 1);
        }
      }),
      { numRuns, seed },
    );
    console.log(`large worlds: ${numRuns}, seed ${seed}:`, Object.fromEntries(seen));
    expect(seen.size).toBe(10);
  });

  it('with flows that are tracked, answered, and judged under other rules later', () => {
    let tracked = 0;
    const script = fc.array(fc.record({ draw: drawArbitrary, answers: fc.boolean(), changes: fc.boolean() }), {
      minLength: 10,
      maxLength: 40,
    });
    fc.assert(
      fc.property(worldArbitrary, rulesArbitrary, script, (world, other, acts) => {
        const snapshots = [snapshotOf(world), snapshotOf({ ...world, ...other })] as const;
        const flows = new FlowTable();
        const arrived: Packet[] = [];
        let rules: 0 | 1 = 0;
        for (const { draw, answers, changes } of acts) {
          if (changes) rules = rules === 0 ? 1 : 0;
          const request = answers ? arrived.at(-1) : undefined;
          const { from, packet } =
            request === undefined ? sentIn(snapshots[rules], draw) : answerTo(snapshots[rules], request);
          const walk = agreed(snapshots[rules], flows, from, packet, NOW);
          flows.remember(walk.remember, NOW);
          if (walk.steps.some(({ because }) => because === 'tracked-flow')) tracked++;
          if (walk.disposition === 'delivered' && walk.steps.length > 1) arrived.push(packet);
        }
      }),
      { numRuns, seed },
    );
    console.log(`flows: ${numRuns} scripts, seed ${seed}: ${tracked} walks passed a group by a tracked flow`);
    expect(tracked).toBeGreaterThan(numRuns);
  });
});

function answerTo(snapshot: Snapshot, packet: Packet): { from: EniId; packet: Packet } {
  const owner = [...snapshot.enis.values()].find((eni) =>
    [...eni.ipv4, ...eni.ipv6].some((a) => sameAddress(a, packet.destination)),
  );
  if (owner === undefined) throw new Error('a packet was delivered to nobody');
  return { from: owner.id, packet: reversed(packet) };
}
