import { describe, expect, it } from 'vitest';
import { snapshotOf, type World } from '../../../../test/world.ts';
import { compile } from '../../compile/compile.ts';
import { routerNamespace } from '../../contract/wiring.ts';
import type { VpcId } from '../../name/id.ts';
import { neighbourText, type ObservedWires, routeText } from './observe.ts';
import { rulesetDigest } from './observe-rules.ts';
import { isEmpty, type ObservedRouter, planFor } from './plan.ts';
import { refusalsOf } from './refusals.ts';
import { SETTINGS } from './settings.ts';
import { vpcRuleset } from './vpc-rules.ts';
import { FIXTURES } from './wires.ts';

const WORLD: World = {
  subnets: { s: { cidrs: '10.0.0.0/24' } },
  groups: { g: ['in tcp 80 from 0.0.0.0/0'] },
  enis: { a: { subnet: 's', at: '10.0.0.4', groups: 'g' }, b: { subnet: 's', at: '10.0.0.5', groups: 'g' } },
};
const PROGRAM = compile(snapshotOf(WORLD));
const VPC = 'vpc-a' as VpcId;
const NAME = routerNamespace('t', VPC);
const MACS = { a: '02:00:00:00:00:00', b: '02:00:00:00:00:01' };
const WIRES: ObservedWires = {
  settings: SETTINGS,
  fixtures: new Set(FIXTURES.keys()),
  strangeRules: [],
  cables: new Map([
    ['ea', { up: true }],
    ['eb', { up: true }],
  ]),
  routes: new Set([routeText(4, '10.0.0.4', 'ea'), routeText(4, '10.0.0.5', 'eb')]),
  neighbours: new Set([neighbourText(4, '10.0.0.4', MACS.a, 'ea'), neighbourText(4, '10.0.0.5', MACS.b, 'eb')]),
};
const RULESET = vpcRuleset(PROGRAM, VPC);
const WHOLE: ObservedRouter = {
  wires: WIRES,
  rules: { digest: rulesetDigest(RULESET), counting: true },
  known: RULESET,
};

const planOf = (observed: ObservedRouter | undefined, program = PROGRAM) =>
  planFor('t', program, { routers: observed === undefined ? new Map() : new Map([[NAME, observed]]) });
const lines = (observed: ObservedRouter, program = PROGRAM) => {
  const [router] = planOf(observed, program).routers;
  return { close: router?.close.map(({ line }) => line) ?? [], open: router?.open.map(({ line }) => line) ?? [] };
};

describe('a plan', () => {
  it('is empty when nothing differs', () => {
    expect(isEmpty(planOf(WHOLE))).toBe(true);
    const { known: _known, ...byAnother } = WHOLE;
    expect(isEmpty(planOf(byAnother))).toBe(true);
  });

  it('makes everything where nothing is', () => {
    const [router] = planOf(undefined).routers;
    expect(router).toMatchObject({ name: NAME, prepare: true, count: true, close: [] });
    expect(router?.transactions[0]?.[0]).toBe('add table inet openvpc');
    expect(router?.open.map(({ line }) => line)).toContain('route replace 10.0.0.4 dev ea table 100');
  });

  it('changes one element for one rule more, when it knows what is loaded', () => {
    const more = compile(
      snapshotOf({ ...WORLD, groups: { g: ['in tcp 80 from 0.0.0.0/0', 'in tcp 90 from 0.0.0.0/0'] } }),
    );
    const [router] = planOf(WHOLE, more).routers;
    expect(router?.transactions).toEqual([['add element inet openvpc sg-g-ingress-everyone4 { 6 . 90 }']]);
  });

  it('loads anew what somebody changed, and what another process loaded for another program', () => {
    const more = compile(snapshotOf({ ...WORLD, groups: { g: [] } }));
    const { known: _known, ...byAnother } = WHOLE;
    for (const plan of [planOf({ ...WHOLE, rules: { counting: true } }), planOf(byAnother, more)]) {
      expect(plan.routers[0]?.transactions[0]?.slice(0, 2)).toEqual([
        'add table inet openvpc',
        'delete table inet openvpc',
      ]);
    }
  });

  it('takes an address away from one ENI before the rules, and gives it to another after them', () => {
    const moved = compile(
      snapshotOf({
        ...WORLD,
        enis: {
          a: { subnet: 's', at: '10.0.0.6', groups: 'g' },
          b: { subnet: 's', at: '10.0.0.5 10.0.0.4', groups: 'g' },
        },
      }),
    );
    const { close, open } = lines(WHOLE, moved);
    expect(close).toEqual(['route delete 10.0.0.4 table 100', 'neigh delete 10.0.0.4 dev ea']);
    expect(open).toContain('route replace 10.0.0.4 dev eb table 100');
  });

  it('cuts cables of ENIs that are gone, and routing rules of strangers', () => {
    const { b: _gone, ...enis } = WORLD.enis;
    const strange = { ...WIRES, strangeRules: [{ family: 6 as const, preference: 5 }] };
    expect(lines({ ...WHOLE, wires: strange }, compile(snapshotOf({ ...WORLD, enis }))).close).toEqual([
      'rule delete pref 5',
      'link delete dev eb',
    ]);
  });

  it('gives a cable that was down its ways again', () => {
    const down = {
      ...WIRES,
      cables: new Map([
        ['ea', { up: false }],
        ['eb', { up: true }],
      ]),
    };
    expect(lines({ ...WHOLE, wires: down }).open).toEqual([
      'link set dev ea up',
      'address replace fe80:ec2::1/64 dev ea nodad',
      `neigh replace 10.0.0.4 lladdr ${MACS.a} dev ea nud permanent`,
      'route replace 10.0.0.4 dev ea table 100',
    ]);
  });

  it('removes routers of VPCs that are gone', () => {
    const other = compile(snapshotOf({ ...WORLD, vpc: 'b' }));
    expect(planFor('t', other, { routers: new Map([[NAME, WHOLE]]) }).remove).toEqual([NAME]);
  });
});

describe('refusals', () => {
  it('names what is not enforced exactly', () => {
    expect(refusalsOf(PROGRAM)).toEqual([]);
    const forwarder = { a: { subnet: 's', at: '10.0.0.4', groups: 'g', sourceDestCheck: false as const } };
    expect(refusalsOf(compile(snapshotOf({ ...WORLD, enis: forwarder })))).toMatchObject([
      { origin: { resource: 'eni-a', rule: 'sourceDestCheck' } },
    ]);
  });
});
