import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawArbitrary, sentIn } from '../../../test/differential/boundary-packets.ts';
import { worldArbitrary } from '../../../test/differential/worlds.ts';
import { packet } from '../../../test/packet-text.ts';
import { eniId, snapshotOf, withResources, type World } from '../../../test/world.ts';
import { peering } from '../../../test/world-gateways.ts';
import { compile } from '../compile/compile.ts';
import { programFromJson, programToJson } from '../contract/program-text.ts';
import type { Direction } from '../contract/flow-event.ts';
import type { Walk } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { FlowTable } from './flow-table.ts';
import { EniJudge } from './judge-at-eni.ts';
import { walk } from './walk.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 200);

/** What a walk says of one end: REJECT when its group or ACL denied there. */
function atEnd(steps: Walk['steps'], direction: Direction): string | undefined {
  const own = steps.filter(({ stage }) => stage === `group-${direction}` || stage === `acl-${direction}`);
  if (own.length === 0) return undefined;
  return own.every(({ passed }) => passed) ? 'ACCEPT' : 'REJECT';
}

describe('judged at one ENI', () => {
  it('packets are what walks say of them there, flows in time included', () => {
    let rejected = 0;
    let accepted = 0;
    fc.assert(
      fc.property(
        worldArbitrary,
        fc.array(fc.tuple(drawArbitrary, fc.boolean()), { maxLength: 40 }),
        (world, draws) => {
          const snapshot = snapshotOf(world);
          const program = programFromJson(programToJson(compile(snapshot)));
          const judges = new Map([...program.enis.keys()].map((id) => [id, new EniJudge(program, id)]));
          const flows = new FlowTable();
          let now = 1_700_000_000_000;
          for (const [draw, isLate] of draws) {
            now += isLate ? 31_000 : 10;
            const { from, packet } = sentIn(snapshot, { ...draw, isForged: false });
            const result = walk(program, flows, packet, { kind: 'eni', eni: from }, now as Instant);
            flows.remember(result.remember, now as Instant);
            const expected = atEnd(result.steps, 'egress');
            const seen = judges.get(from)?.judge(packet, now as Instant);
            if (expected !== undefined) expect([seen?.direction, seen?.action]).toEqual(['egress', expected]);
            // What an ENI sends to itself never comes to be seen.
            if (expected === undefined && result.disposition !== 'delivered') expect(seen?.action).not.toBe('ACCEPT');
            const receiver = result.steps.find(({ stage }) => stage === 'group-ingress')?.at as EniId | undefined;
            const there = receiver && judges.get(receiver)?.judge(packet, now as Instant);
            if (there === undefined) continue;
            expect([there.direction, there.action]).toEqual(['ingress', atEnd(result.steps, 'ingress')]);
            if (there.action === 'ACCEPT') accepted++;
            else rejected++;
          }
        },
      ),
      { numRuns, seed: 1 },
    );
    if (numRuns >= 100) expect(Math.min(accepted, rejected)).toBeGreaterThan(numRuns / 8); // fewer may miss one
  });

  it('knows the groups of an ENI in a peer VPC, where the peering is active', () => {
    const near: World = {
      subnets: { a1: { cidrs: '10.0.0.0/24', routes: ['10.1.0.0/16 pcx:ab'] } },
      groups: { app: ['in tcp 8080 from caller', 'out tcp 90 to caller'] },
      enis: { app: { subnet: 'a1', at: '10.0.0.10', groups: 'app' } },
    };
    const far: World = {
      vpc: 'b',
      cidrs: '10.1.0.0/16',
      subnets: { b1: { cidrs: '10.1.0.0/24', routes: ['10.0.0.0/16 pcx:ab'] } },
      groups: { caller: [], other: [] },
      enis: {
        caller: { subnet: 'b1', at: '10.1.0.10', groups: 'caller' },
        other: { subnet: 'b1', at: '10.1.0.11', groups: 'other' },
      },
    };
    const seen = (status: 'active' | 'pending-acceptance', text: string) => {
      const program = compile(withResources(snapshotOf(near, far), [peering('ab', 'a', 'b', status)]));
      return new EniJudge(program, eniId('app')).judge(packet(text), 0 as Instant)?.action;
    };
    const call = 'tcp 10.1.0.10:40000 > 10.0.0.10:8080';
    expect([seen('active', call), seen('pending-acceptance', call)]).toEqual(['ACCEPT', 'REJECT']);
    expect(seen('active', call.replace('10.1.0.10', '10.1.0.11'))).toBe('REJECT');
    const out = 'tcp 10.0.0.10:40000 > 10.1.0.10:90';
    expect([seen('active', out), seen('pending-acceptance', out)]).toEqual(['ACCEPT', 'REJECT']);
  });

  it('is not for a NAT gateway’s interface', () => {
    const nats = { a: { subnet: 's', at: '10.0.0.9', public: '198.51.100.9' } };
    const program = compile(snapshotOf({ subnets: { s: { cidrs: '10.0.0.0/24' } }, groups: {}, enis: {}, nats }));
    expect(() => new EniJudge(program, eniId('nat-a'))).toThrow('interface of nat-a: nobody captures there');
  });

  it('wants an ENI that is there', () => {
    const program = compile(snapshotOf({ subnets: { s: { cidrs: '10.0.0.0/24' } }, groups: {}, enis: {} }));
    expect(() => new EniJudge(program, 'eni-gone' as EniId)).toThrow('has no eni-gone');
  });
});
