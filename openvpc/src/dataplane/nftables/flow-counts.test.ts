import { describe, expect, it } from 'vitest';
import { snapshotOf, vpcId } from '../../../../test/world.ts';
import { compile } from '../../compile/compile.ts';
import type { EniId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { attributionOf, countsIn, eventsOf } from './flow-counts.ts';
import { MARK, OUTCOME, SENDER_SHIFT } from './marks.ts';
import { numberEnis } from './numbers.ts';
import { totals } from '../../../../test/router-network.ts';

const PROGRAM = compile(
  snapshotOf({
    subnets: { s: { cidrs: '10.0.0.0/24 2001:db8:a::/64' } },
    groups: { g: [] },
    enis: {
      a: { subnet: 's', at: '10.0.0.4 2001:db8:a::4', groups: 'g' },
      b: { subnet: 's', at: '10.0.0.5', groups: 'g' },
    },
  }),
);
const A = numberEnis([...PROGRAM.enis.keys()]).get('eni-a' as EniId) ?? 0;
const element = (outcome: number, ...key: Array<string | number>) => ({
  elem: {
    val: { concat: [((A << SENDER_SHIFT) >>> 0) + outcome + MARK.own, ...key] },
    counter: { packets: 2, bytes: 120 },
  },
});
const set = (name: string, ...elem: unknown[]) => ({ set: { name, elem } });

function told(...objects: object[]): readonly string[] {
  const counts = countsIn(objects as never, 'a');
  return totals(eventsOf(counts, attributionOf(PROGRAM, vpcId('a')), 0 as Instant, 1 as Instant));
}

describe('counts become events', () => {
  it.each([
    ['delivered', OUTCOME.delivered + MARK.pass, ['a egress ACCEPT', 'b ingress ACCEPT']],
    ['refused on arrival', OUTCOME.refusedArriving, ['a egress ACCEPT', 'b ingress REJECT']],
    ['refused on leaving', OUTCOME.refusedLeaving, ['a egress REJECT']],
    ['gone nowhere', OUTCOME.left, ['a egress ACCEPT']],
  ])('%s', (_what, outcome, starts) => {
    const lines = told(set('a_ports4', element(outcome, '10.0.0.4', '10.0.0.5', 40_000, 80)));
    expect(lines).toEqual(starts.map((start) => `${start} tcp 10.0.0.4:40000>10.0.0.5:80 = 2/120`));
  });

  it('by protocol', () => {
    expect(
      told(
        set('a_ports4', element(OUTCOME.left + MARK.udp, '10.0.0.4', '10.0.0.9', 1, 53)),
        set('a_icmp6', element(OUTCOME.left, '2001:db8:a::4', '2001:db8:a::9', 128, 0)),
        set('a_other4', element(OUTCOME.left, '10.0.0.4', '10.0.0.9', 50)),
        set('b_other4', element(OUTCOME.left, '10.0.0.4', '10.0.0.9', 51)),
      ),
    ).toEqual([
      'a egress ACCEPT 50 10.0.0.4>10.0.0.9 = 2/120',
      'a egress ACCEPT icmp 128/0 2001:db8:a::4>2001:db8:a::9 = 2/120',
      'a egress ACCEPT udp 10.0.0.4:1>10.0.0.9:53 = 2/120',
    ]);
  });
});

describe('numbers of ENIs', () => {
  it('differ, fit, and do not depend on the order', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `eni-${i.toString(16).padStart(17, '0')}` as EniId);
    const numbers = numberEnis(ids);
    expect(new Set(numbers.values()).size).toBe(5000);
    expect(Math.min(...numbers.values())).toBeGreaterThan(0);
    expect(Math.max(...numbers.values())).toBeLessThan(65_536);
    expect(numberEnis([...ids].reverse())).toEqual(numbers);
  });
});
