import { describe, expect, it } from 'vitest';
import { eniId, groupId, snapshotOf, vpcId, withResources, type World } from '../../../test/world.ts';
import { memberSet, type Program } from '../contract/program.ts';
import { EMPTY_SNAPSHOT, type Resource, type Snapshot } from '../model/snapshot.ts';
import type { AclId, RouteTableId, VpcId } from '../name/id.ts';
import { formatAddress } from '../net/address.ts';
import { formatPrefix } from '../net/prefix.ts';
import { compile } from './compile.ts';

const WORLD: World = {
  subnets: {
    one: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes: ['0.0.0.0/0 igw', '203.0.113.0/24 gone'], acl: 'one' },
    two: { cidrs: '10.0.1.0/24' },
  },
  groups: {
    web: ['in tcp 80-90 from app', 'in icmp 8/-1 from 0.0.0.0/0', 'in icmp from 10.0.0.0/8', 'out all to ::/0'],
    app: ['out udp 53 to web'],
    idle: ['in tcp 1 from 0.0.0.0/0'],
  },
  acls: { one: ['in 200 allow all from 0.0.0.0/0', 'in 100 deny tcp 22-23 from 10.0.0.0/8'], idle: [] },
  enis: {
    b: { subnet: 'one', at: '10.0.0.20 10.0.0.12 2001:db8:a::10', groups: 'web app' },
    a: { subnet: 'two', at: '10.0.1.10', groups: 'app' },
  },
};
const snapshot = snapshotOf(WORLD);
const program = compile(snapshot);

/** The same resources, made in the opposite order. */
function madeBackwards(world: World): Snapshot {
  const resources = Object.values(snapshotOf(world)).flatMap((collection): Resource[] =>
    collection instanceof Map ? [...(collection.values() as Iterable<Resource>)] : [],
  );
  return withResources(EMPTY_SNAPSHOT, resources.reverse());
}

describe('a program', () => {
  it('is canonical: the order in which things were made does not show', () => {
    const again = compile(madeBackwards(WORLD));
    expect(again.digest).toBe(program.digest);
    expect([...again.enis.keys()]).toEqual([...program.enis.keys()]);
    const shuffled: World = {
      ...WORLD,
      enis: { ...WORLD.enis, b: { subnet: 'one', at: '10.0.0.20 2001:db8:a::10 10.0.0.12', groups: 'app web' } },
      acls: { ...WORLD.acls, one: [...(WORLD.acls?.['one'] ?? [])].reverse() },
    };
    expect(compile(snapshotOf(shuffled)).digest).toBe(program.digest);
  });

  it('has another digest when anything in it differs, and not for another revision', () => {
    expect(compile({ ...snapshot, revision: 99 as Snapshot['revision'] }).digest).toBe(program.digest);
    const changes: readonly World[] = [
      { ...WORLD, groups: { ...WORLD.groups, app: ['out udp 54 to web'] } },
      { ...WORLD, acls: { ...WORLD.acls, one: ['in 201 allow all from 0.0.0.0/0'] } },
      { ...WORLD, enis: { ...WORLD.enis, a: { subnet: 'two', at: '10.0.1.11', groups: 'app' } } },
      { ...WORLD, enis: { ...WORLD.enis, a: { subnet: 'two', at: '10.0.1.10', groups: 'web' } } },
      {
        ...WORLD,
        enis: { ...WORLD.enis, a: { subnet: 'two', at: '10.0.1.10', groups: 'app', sourceDestCheck: false } },
      },
      { ...WORLD, subnets: { ...WORLD.subnets, two: { cidrs: '10.0.1.0/25' } } },
      { ...WORLD, cidrs: '10.0.0.0/15 2001:db8:a::/56' },
    ];
    const digests = changes.map((world) => compile(snapshotOf(world)).digest);
    expect(new Set([program.digest, ...digests]).size).toBe(changes.length + 1);
  });

  it('has a digest of SHA-256', () => {
    expect(program.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not hold what means nothing to packets', () => {
    expect([...program.groups.keys()]).toEqual(['sg-app', 'sg-web']);
    expect([...program.acls.keys()]).toEqual(['acl-default-a', 'acl-one']);
    expect([...program.routeTables.keys()]).toEqual(['rtb-main-a', 'rtb-one']);
    const busier = { ...WORLD, groups: { ...WORLD.groups, idle: ['in all from web'] } };
    expect(compile(snapshotOf(busier)).digest).toBe(program.digest);
  });

  it('is local: a member more or less changes one set and no rule', () => {
    const before = compile(snapshotOf(WORLD));
    const after = compile(
      snapshotOf({ ...WORLD, enis: { ...WORLD.enis, c: { subnet: 'two', at: '10.0.1.30', groups: 'app' } } }),
    );
    expect(setOf(after, 'app')).toEqual([
      '10.0.0.12/32',
      '10.0.0.20/32',
      '10.0.1.10/32',
      '10.0.1.30/32',
      '2001:db8:a::10/128',
    ]);
    expect(setOf(before, 'app')).toEqual(['10.0.0.12/32', '10.0.0.20/32', '10.0.1.10/32', '2001:db8:a::10/128']);
    expect(after.groups).toEqual(before.groups);
    expect(setOf(after, 'web')).toEqual(setOf(before, 'web'));
  });

  it('is total: an empty snapshot has an empty program', () => {
    expect(compile(EMPTY_SNAPSHOT).enis.size).toBe(0);
  });
});

describe('in a program', () => {
  it('ranges stay ranges, -1 is left out, and every rule keeps its id', () => {
    const rules = program.groups.get(groupId('web'));
    expect(rules?.ingress.map(({ match, origin }) => [origin.rule, match.protocol, match.ports, match.icmp])).toEqual([
      ['sgr-web-1', 6, { first: 80, last: 90 }, undefined],
      ['sgr-web-2', 1, undefined, { type: 8 }],
      ['sgr-web-3', 1, undefined, undefined],
    ]);
    expect(rules?.egress.map(({ origin }) => origin)).toEqual([{ resource: 'sg-web', rule: 'sgr-web-4' }]);
    expect(rules?.ingress[0]?.match.peer.kind).toBe('members');
  });

  it('entries stand in number order, and `*` ends them for both families', () => {
    const entries = program.acls.get('acl-one' as AclId);
    expect(entries?.ingress.map(({ number, action, origin }) => [number, action, origin.rule])).toEqual([
      [100, 'deny', '100'],
      [200, 'allow', '200'],
      [32767, 'deny', '*'],
      [32768, 'deny', '*'],
    ]);
    const withoutIpv6 = compile(
      snapshotOf({ ...WORLD, cidrs: '10.0.0.0/16', subnets: { two: { cidrs: '10.0.1.0/24' } }, enis: {} }),
    );
    expect(withoutIpv6.acls.get('acl-default-a' as AclId)?.ingress.map(({ number }) => number)).toEqual([
      100, 32767, 32768,
    ]);
  });

  it('a route to a gateway that is gone, or another VPC’s, is a black hole', () => {
    expect(targets(program, 'rtb-one')).toEqual({
      '0.0.0.0/0': 'internet-gateway',
      '10.0.0.0/16': 'local',
      '203.0.113.0/24': 'blackhole',
      '2001:db8:a::/56': 'local',
    });
    const gateway = [...snapshot.internetGateways.values()][0] as NonNullable<Resource & { kind: 'internet-gateway' }>;
    const { vpc: _detached, ...detached } = gateway;
    expect(targets(compile(withResources(snapshot, [detached])), 'rtb-one')['0.0.0.0/0']).toBe('blackhole');
    const moved = { ...gateway, vpc: vpcId('b') };
    expect(targets(compile(withResources(snapshot, [moved])), 'rtb-one')['0.0.0.0/0']).toBe('blackhole');
  });

  it('a subnet without an association of its own uses the main table', () => {
    expect([...program.subnets.values()].map(({ routeTable }) => routeTable)).toEqual(['rtb-one', 'rtb-main-a']);
  });

  it('an ENI’s primary address comes first, the others in order', () => {
    expect(program.enis.get(eniId('b'))?.addresses.map(formatAddress)).toEqual([
      '10.0.0.20',
      '10.0.0.12',
      '2001:db8:a::10',
    ]);
  });

  it('the resolver is at the primary block’s base + 2', () => {
    const two = compile(snapshotOf({ ...WORLD, cidrs: '10.0.0.0/16 10.9.0.0/16 2001:db8:a::/56' }));
    expect(
      formatAddress((two.vpcs.get('vpc-a' as VpcId) as NonNullable<ReturnType<typeof two.vpcs.get>>).resolver),
    ).toBe('10.0.0.2');
  });

  it('VPCs stand side by side', () => {
    const twin: World = {
      ...WORLD,
      vpc: 'b',
      subnets: { three: { cidrs: '10.0.0.0/24' } },
      groups: {},
      acls: {},
      enis: {},
    };
    expect([...compile(snapshotOf(WORLD, twin)).vpcs.keys()]).toEqual(['vpc-a', 'vpc-b']);
  });
});

function setOf(of: Program, name: string): readonly string[] | undefined {
  return of.sets.get(memberSet(groupId(name), vpcId('a')))?.map(formatPrefix);
}
function targets(of: Program, table: string): Readonly<Record<string, string>> {
  const routes = of.routeTables.get(table as RouteTableId) ?? [];
  return Object.fromEntries(routes.map(({ destination, target }) => [formatPrefix(destination), target.kind]));
}
