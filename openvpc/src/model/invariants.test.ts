import { describe, expect, it } from 'vitest';
import { snapshotOf, withResources, without, type World } from '../../../test/world.ts';
import { peering, publicAccess } from '../../../test/world-gateways.ts';
import { address } from '../net/address.ts';
import { prefix } from '../net/prefix.ts';
import { checkInvariants, INVARIANTS, type Touched } from './invariants.ts';
import { COLLECTION, EMPTY_SNAPSHOT, type Resource, type ResourceKind, type Snapshot } from './snapshot.ts';

const WORLD: World = {
  subnets: {
    one: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes: ['0.0.0.0/0 igw'], acl: 'one' },
    two: { cidrs: '10.0.1.0/24', routes: ['pl:far vpce:s3'] },
  },
  eigw: true,
  nats: {
    a: { subnet: 'one', at: '10.0.0.20', public: '198.51.100.20' },
    old: { subnet: 'one', at: '10.0.0.21', state: 'deleted' },
  },
  lists: { far: ['192.0.2.0/24', '198.51.100.0/24'] },
  endpoints: { s3: { service: 's3', list: 'far' } },
  gatewayRoutes: ['10.0.1.0/24 eni:a'],
  associated: { shared: 'b' },
  groups: {
    shared: ['in all from pl:far', 'in all from far'],
    web: ['in tcp 80 from app', 'in icmp 8/-1 from ::/0'],
    app: ['out all to 0.0.0.0/0'],
  },
  acls: { one: ['in 100 allow tcp 80 from 0.0.0.0/0', 'out 100 allow 47 to 10.0.0.0/8'] },
  enis: {
    a: { subnet: 'one', at: '10.0.0.10 2001:db8:a::10', groups: 'web app' },
    b: { subnet: 'two', at: '10.0.1.10', groups: 'app', public: '198.51.100.10', prefixes: '10.0.1.32/28' },
  },
};
const other: World = {
  vpc: 'b',
  cidrs: '10.1.0.0/16 2001:db8:b::/56',
  subnets: { far: { cidrs: '10.1.0.0/24' } },
  groups: { far: [] },
  enis: { far: { subnet: 'far', at: '10.1.0.10', groups: 'far shared', autoPublic: '198.51.100.30' } },
};
const sound = withResources(snapshotOf(WORLD, other), [
  peering('ab', 'a', 'b'),
  ...publicAccess('block-ingress', { 'vpc-a': 'allow-egress' }),
]);

/** A snapshot that a change to one resource has broken, and that resource. */
type Broken = Readonly<{ view: Snapshot; touched: Touched }>;

/** One resource made different; the id must be there. */
function changed(id: string, change: (resource: never) => object): Broken {
  const found = resourceIn(sound, id);
  const resource = { ...found, ...change(found as never) } as Resource;
  return { view: withResources(sound, [resource]), touched: new Map([[id, resource]]) };
}

function removed(kind: ResourceKind, id: string): Broken {
  return { view: without(sound, kind, id), touched: new Map([[id, { kind }]]) };
}

function resourceIn(snapshot: Snapshot, id: string): Resource {
  for (const collection of Object.values(COLLECTION)) {
    const found = (snapshot[collection] as ReadonlyMap<string, Resource>).get(id);
    if (found !== undefined) return found;
  }
  throw new Error(`there is no ${id}`);
}
function added(resource: Resource): Broken {
  return { view: withResources(sound, [resource]), touched: new Map([[resource.id, resource]]) };
}

function renamed(id: string, to: string): Resource {
  return { ...resourceIn(sound, id), id: to } as Resource;
}
const first = <T>([head]: readonly T[]): T => head as T;

const toList = { destination: { prefixList: 'pl-far' }, target: { kind: 'local' }, origin: 'CreateRoute' };

/** A row for each promise, and for each way to break it: the promise, where it is broken, by what. */
const BREAKS: ReadonlyArray<readonly [invariant: string, resource: string, Broken]> = [
  ['vpc-has-primary-block', 'vpc-b', changed('vpc-b', () => ({ ipv4: [] }))],
  ['vpc-has-primary-block', 'vpc-b', changed('vpc-b', (vpc) => ({ ipv4: twice(first(vpcBlocks(vpc))) }))],
  ['vpc-dhcp-options-exist', 'vpc-a', removed('dhcp-options', 'dopt-a')],
  ['vpc-has-one-main-route-table', 'vpc-a', removed('route-table', 'rtb-main-a')],
  ['vpc-has-one-default-group', 'vpc-a', removed('security-group', 'sg-default-a')],
  ['vpc-has-one-default-acl', 'vpc-a', removed('network-acl', 'acl-default-a')],
  ['vpc-has-at-most-one-gateway', 'vpc-a', changed('igw-b', () => ({ vpc: 'vpc-a' }))],
  ['gateway-attached-to-vpc', 'igw-b', changed('igw-b', () => ({ vpc: 'vpc-gone' }))],
  ['gateway-attached-to-vpc', 'igw-b', removed('vpc', 'vpc-b')],
  ['subnets-do-not-overlap', 'vpc-a', changed('subnet-two', () => ({ ipv4: prefix('10.0.0.0/23') }))],
  ['subnet-in-vpc', 'subnet-far', changed('subnet-far', () => ({ ipv4: prefix('10.2.0.0/24') }))],
  ['subnet-in-vpc', 'subnet-far', removed('vpc', 'vpc-b')],
  ['subnet-has-acl-of-its-vpc', 'subnet-two', changed('subnet-two', () => acl('acl-default-b'))],
  ['subnet-has-acl-of-its-vpc', 'subnet-one', removed('network-acl', 'acl-one')],
  ['eni-in-subnet', 'eni-b', changed('eni-b', () => ({ ipv4: [address('10.0.0.11')] }))],
  ['eni-in-subnet', 'eni-b', changed('eni-b', () => ({ ipv4: [address('10.0.1.1')] }))],
  ['eni-in-subnet', 'eni-b', changed('eni-b', () => ({ ipv4: [address('10.0.1.255')] }))],
  ['eni-in-subnet', 'eni-b', changed('eni-b', () => ({ ipv4: [] }))],
  ['eni-in-subnet', 'eni-b', removed('subnet', 'subnet-two')],
  ['eni-addresses-unique', 'vpc-a', changed('eni-a', () => ({ ipv4: twice(address('10.0.0.10')) }))],
  ['eni-macs-unique', 'vpc-a', changed('eni-b', () => ({ mac: '02:00:00:00:00:00' }))],
  ['eni-has-groups-of-its-vpc', 'eni-b', changed('eni-b', () => ({ groups: [] }))],
  ['eni-has-groups-of-its-vpc', 'eni-b', changed('eni-b', () => ({ groups: ['sg-far'] }))],
  ['eni-has-groups-of-its-vpc', 'eni-b', changed('eni-b', () => ({ groups: twice('sg-app') }))],
  ['eni-has-groups-of-its-vpc', 'eni-b', removed('security-group', 'sg-app')],
  ['eni-attached-to-instance', 'eni-b', removed('instance', 'i-b')],
  ['attachments-unique', 'vpc-a', changed('eni-b', () => attachedTo('i-a'))],
  ['route-table-in-vpc', 'rtb-main-b', removed('vpc', 'vpc-b')],
  ['route-destinations-unique', 'rtb-one', changed('rtb-one', (t) => ({ routes: [...routes(t), first(routes(t))] }))],
  ['route-table-has-local-routes', 'rtb-two', changed('rtb-two', () => ({ routes: [] }))],
  ['route-table-has-local-routes', 'rtb-main-b', changed('vpc-b', () => ({ ipv6: [] }))],
  ['route-lists-exist', 'rtb-two', removed('prefix-list', 'pl-far')],
  ['gateway-table-leads-inside', 'rtb-gateway-a', removed('internet-gateway', 'igw-a')],
  ['gateway-table-leads-inside', 'rtb-gateway-a', changed('rtb-gateway-a', (t) => routed(t, 'nat-gateway'))],
  [
    'gateway-table-leads-inside',
    'rtb-gateway-a',
    changed('rtb-gateway-a', (t) => ({ routes: [...routes(t), toList] })),
  ],
  [
    'gateway-has-one-route-table',
    'igw-a',
    changed('rtb-two', () => ({ associations: [{ id: 'x', gateway: 'igw-a' }] })),
  ],
  ['egress-only-gateway-in-vpc', 'eigw-a', removed('vpc', 'vpc-a')],
  ['nat-gateway-has-its-interface', 'nat-a', removed('eni', 'eni-nat-a')],
  ['nat-gateway-has-its-interface', 'nat-a', changed('nat-a', () => ({ subnet: 'subnet-two' }))],
  ['nat-gateway-has-its-interface', 'nat-old', changed('nat-old', () => ({ state: 'pending' }))],
  ['gateway-interface-is-a-gateways', 'eni-nat-a', removed('nat-gateway', 'nat-a')],
  ['gateway-interface-is-a-gateways', 'eni-nat-a', changed('nat-a', () => ({ state: 'deleted' }))],
  ['gateway-interface-is-a-gateways', 'eni-nat-a', changed('eni-nat-a', () => ({ groups: ['sg-app'] }))],
  ['endpoint-in-vpc', 'vpce-s3', removed('prefix-list', 'pl-far')],
  ['endpoint-in-vpc', 'vpce-s3', removed('vpc', 'vpc-a')],
  ['peers-exist', 'pcx-ab', removed('vpc', 'vpc-b')],
  ['peers-exist', 'pcx-ab', changed('pcx-ab', () => ({ accepter: 'vpc-a' }))],
  ['peers-do-not-overlap', 'pcx-ab', changed('vpc-b', () => ({ ipv4: [block('10.0.128.0/17')] }))],
  ['prefix-list-well-formed', 'pl-far', changed('pl-far', () => ({ maxEntries: 1 }))],
  ['prefix-list-well-formed', 'pl-far', changed('pl-far', () => ({ family: 6 }))],
  ['prefix-list-well-formed', 'pl-far', changed('pl-far', (list) => ({ entries: twice(first(entries(list))) }))],
  ['elastic-ip-association-exists', 'eipalloc-b-0', removed('eni', 'eni-b')],
  ['elastic-ip-association-exists', 'eipalloc-b-0', changed('eni-b', () => ({ ipv4: [address('10.0.1.11')] }))],
  ['public-addresses-unique', 'eipalloc-b-0', changed('eipalloc-b-0', () => ({ public: address('198.51.100.20') }))],
  ['public-addresses-unique', 'eipalloc-b-0', changed('eni-far', () => ({ autoPublic: address('198.51.100.10') }))],
  ['public-addresses-unique', 'eipalloc-b-0', changed('eipalloc-nat-a-0', () => associationOf('eipalloc-b-0'))],
  ['one-public-access-block', 'vpcbpa-own', added(renamed('vpcbpa-own', 'vpcbpa-second'))],
  ['one-public-access-exclusion', 'vpcbpa-exclude-vpc-a', added(renamed('vpcbpa-exclude-vpc-a', 'vpcbpa-exclude-b'))],
  ['eni-prefixes-in-subnet', 'eni-b', changed('eni-b', () => ({ prefixes: [prefix('10.0.2.0/28')] }))],
  ['eni-prefixes-unique', 'vpc-a', changed('eni-b', () => ({ prefixes: [prefix('10.0.1.0/28')] }))],
  ['group-lists-exist', 'sg-shared', removed('prefix-list', 'pl-far')],
  ['group-associations-exist', 'sg-shared', removed('vpc', 'vpc-b')],
  ['group-associations-exist', 'sg-shared', changed('sg-shared', () => ({ associatedVpcs: ['vpc-a'] }))],
  ['group-associations-exist', 'sg-shared', changed('sg-shared', () => ({ associatedVpcs: twice('vpc-b') }))],
  ['eni-has-groups-of-its-vpc', 'eni-far', changed('sg-shared', () => ({ associatedVpcs: [] }))],
  ['route-table-associations-exist', 'rtb-two', changed('rtb-two', () => associated('far'))],
  ['route-table-associations-exist', 'rtb-two', removed('subnet', 'subnet-two')],
  ['subnet-has-one-route-table', 'vpc-a', changed('rtb-two', () => associated('one'))],
  ['group-in-vpc', 'sg-far', removed('vpc', 'vpc-b')],
  ['group-names-unique', 'vpc-a', changed('sg-app', () => ({ name: 'web' }))],
  [
    'group-rule-ids-unique',
    'vpc-a',
    changed('sg-app', () => ({ rules: entries(resourceIn(sound, 'sg-web') as object) })),
  ],
  ['group-rules-well-formed', 'sg-web', changed('sg-web', (g) => ({ rules: entries(g).map(dropPorts) }))],
  ['group-references-exist', 'sg-web', removed('security-group', 'sg-app')],
  ['acl-in-vpc', 'acl-default-b', removed('vpc', 'vpc-b')],
  ['acl-numbers-unique', 'acl-one', changed('acl-one', (a) => ({ entries: [...entries(a), first(entries(a))] }))],
  ['acl-entries-well-formed', 'acl-one', changed('acl-one', (a) => ({ entries: entries(a).map(dropPorts) }))],
  ['acl-ends-with-denials', 'acl-one', changed('acl-one', (a) => ({ entries: entries(a).slice(0, 2) }))],
];

describe('invariants', () => {
  it('hold in a sound snapshot, and when there is nothing', () => {
    expect(checkInvariants(sound)).toEqual([]);
    expect(checkInvariants(EMPTY_SNAPSHOT)).toEqual([]);
  });

  it.each(BREAKS)('%s, broken at %s', (invariant, resource, { view, touched }) => {
    const found = checkInvariants(view);
    expect(found.map((violation) => [violation.invariant, violation.resource])).toContainEqual([invariant, resource]);
    expect(checkInvariants(view, touched)).toEqual(found); // knowing what was touched, no violation is overlooked
  });

  it('each has a row here', () => {
    expect([...new Set(BREAKS.map(([name]) => name))].sort()).toEqual(INVARIANTS.map(({ name }) => name).sort());
  });
});

function acl(id: string): object {
  return { aclAssociation: { id: 'aclassoc-x', acl: id } };
}
function associated(subnet: string): object {
  return { associations: [{ id: 'rtbassoc-x', subnet: `subnet-${subnet}` }] };
}
function associationOf(id: string): object {
  return { association: (resourceIn(sound, id) as { association?: object }).association };
}
function block(text: string): object {
  return { id: 'vpc-cidr-assoc-x', prefix: prefix(text) };
}
function routed(table: { routes: readonly object[] }, kind: string): object {
  return { routes: table.routes.map((route) => ({ ...route, target: { kind, gateway: 'nat-a' } })) };
}
function routes(table: { routes: readonly object[] }): readonly object[] {
  return table.routes;
}
function entries(holder: { entries?: readonly object[]; rules?: readonly object[] }): readonly object[] {
  return holder.entries ?? holder.rules ?? [];
}
function vpcBlocks(vpc: { ipv4: readonly object[] }): readonly object[] {
  return vpc.ipv4;
}
function attachedTo(instance: string): object {
  return { attachment: { id: 'eni-attach-x', instance, deviceIndex: 0, deleteOnTermination: true, attachedAt: 0 } };
}
function dropPorts(entry: object): object {
  return { ...entry, ports: undefined };
}
function twice<T>(item: T): readonly T[] {
  return [item, item];
}
