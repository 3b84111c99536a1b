import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wideDrawArbitrary, wideSent } from '../../../test/differential/wide-packets.ts';
import { snapshotOfWide, wideArbitrary } from '../../../test/differential/wide-worlds.ts';
import { compile } from '../compile/compile.ts';
import type { Direction } from '../contract/flow-event.ts';
import type { Program } from '../contract/program.ts';
import type { Because } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Packet } from '../net/packet.ts';
import { packInto, PACKED_WORDS } from './packed.ts';
import { indexOf } from './program-index.ts';
import { aclEntryFor, groupRuleFor } from './rules.ts';
import { createVerdicts } from './verdicts.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 150);
const seed = Number(process.env['OPENVPC_SEED'] ?? 1);

/** The same by the indexes that walks use, rule by rule in objects. */
function expected(program: Program, id: EniId, direction: Direction, packet: Packet): readonly Because[] {
  const index = indexOf(program);
  const eni = program.enis.get(id) as NonNullable<ReturnType<typeof index.eni>>;
  const far = direction === 'ingress' ? packet.source : packet.destination;
  const owner = index.ownerOf(eni.vpc, far);
  const rule = groupRuleFor(index, eni.groups, direction, packet, owner && index.groupsOf(owner));
  const group: Because = rule?.origin ?? 'implicit-deny';
  if (index.isInSubnet(eni.subnet, far)) return [group];
  const entry = aclEntryFor(index, index.subnet(eni.subnet).acl, direction, packet);
  if (direction === 'ingress') return entry.action === 'deny' ? [entry.origin] : [entry.origin, group];
  return rule === undefined ? [group] : [group, entry.origin];
}

describe('verdicts', () => {
  it('are what the rules say, from a cache of any size and without one, also after a change of program', () => {
    let passed = 0;
    let judged = 0;
    fc.assert(
      fc.property(
        fc.tuple(wideArbitrary, wideArbitrary),
        fc.array(fc.tuple(wideDrawArbitrary, fc.nat(9)), { minLength: 20, maxLength: 60 }),
        fc.constantFrom(1, 2, 16, 1024),
        (worlds, draws, size) => {
          for (const snapshot of worlds.map(snapshotOfWide)) {
            const program = compile(snapshot);
            const enis = [...program.enis.keys()];
            const cached = createVerdicts(program, size);
            const uncached = createVerdicts(program, 0);
            const words = new Uint32Array(PACKED_WORDS * draws.length);
            const sent = draws.map(([draw, n], i) => {
              const { packet } = wideSent(snapshot, draw);
              packInto(words, i * PACKED_WORDS, packet);
              return { packet, eni: enis[n % enis.length] as EniId, at: i * PACKED_WORDS }; // there are some
            });
            // Twice, so that most answers of the second round come from the cache.
            for (const { packet, eni, at } of [...sent, ...sent]) {
              for (const direction of ['ingress', 'egress'] as const) {
                const place = cached.place(eni, direction);
                const verdict = cached.judge(place, words, at);
                expect(cached.because(place, verdict)).toEqual(expected(program, eni, direction, packet));
                expect(uncached.judge(uncached.place(eni, direction), words, at)).toBe(verdict);
                judged++;
                if (cached.passes(verdict)) passed++;
              }
            }
          }
        },
      ),
      { numRuns, seed },
    );
    expect(passed).toBeGreaterThan(judged / 50);
  });

  it('knows no place at an ENI that is not there', () => {
    const verdicts = createVerdicts(
      compile(snapshotOfWide(fc.sample(wideArbitrary, { numRuns: 1, seed: 1 })[0] as never)),
    );
    expect(verdicts.place('eni-gone' as EniId, 'ingress')).toBe(-1);
  });
});
