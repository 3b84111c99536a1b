import fc from 'fast-check';
import type { PublicAccessBlock, PublicAccessExclusion } from '../../openvpc/src/model/public-access.ts';
import type { PeeringStatus } from '../../openvpc/src/model/peering.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { snapshotOf, withResources, type World } from '../world.ts';
import { peering, publicAccess } from '../world-gateways.ts';
import { aclWordsFor, rulesFor } from './worlds.ts';

/**
 * Random worlds of three VPCs with everything that a packet may meet: gateways of every kind, peering connections, routes
 * to appliances, edge tables, public addresses, delegated prefixes, Block Public Access, groups used across VPCs. B and C
 * may have the same addresses. A failure shows the words.
 */
export type Wide = Readonly<{
  a: World;
  b: World;
  c: World;
  peerings: Readonly<{ ab: PeeringStatus; ac: PeeringStatus }>;
  access: Readonly<{
    mode: PublicAccessBlock['mode'];
    exclusions: Readonly<Record<string, PublicAccessExclusion['mode']>>;
  }>;
}>;

export function snapshotOfWide({ a, b, c, peerings, access }: Wide): Snapshot {
  return withResources(snapshotOf(a, b, c), [
    peering('ab', 'a', 'b', peerings.ab),
    peering('ac', 'a', 'c', peerings.ac),
    ...publicAccess(access.mode, access.exclusions),
  ]);
}

const SUBNETS = {
  pub: '10.0.0.0/24 2001:db8:a:0::/64',
  priv: '10.0.1.0/24 2001:db8:a:1::/64',
  mid: '10.0.2.0/24 2001:db8:a:2::/64',
};
const PLACES = [
  { subnet: 'pub', at: '10.0.0.10 10.0.0.12 2001:db8:a::10', prefixes: '10.0.0.64/28' },
  { subnet: 'pub', at: '10.0.0.11', prefixes: '10.0.0.80/28' },
  { subnet: 'priv', at: '10.0.1.20 2001:db8:a:1::20', prefixes: '2001:db8:a:1:ff::/80' },
  { subnet: 'priv', at: '10.0.1.127', prefixes: '10.0.1.32/28' },
  { subnet: 'mid', at: '10.0.2.30 2001:db8:a:2::30', prefixes: '10.0.2.64/28' },
  { subnet: 'mid', at: '10.0.2.31', prefixes: '10.0.2.80/28' },
];
const GROUPS_A = ['g0', 'g1', 'g2'];
const GROUPS_B = ['k0', 'k1'];
const GROUPS_C = ['m0'];

/** What rules of these worlds may name. */
const PEERS = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '::/0',
  '::/0',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.1.0.0/16',
  '10.0.0.220/32',
  '203.0.113.0/24',
  '203.0.113.0/25',
  '198.51.100.0/24',
  '52.216.0.0/15',
  '2001:db8:a::/56',
  '2001:db8:a:1::/64',
  '2001:db8:b::/56',
  '2001:db8:ffff::/48',
  '64:ff9b::/96',
  '10.0.0.64/29',
  'pl:s3',
  'pl:near',
  'pl:six',
  ...GROUPS_A,
  ...GROUPS_A,
  ...GROUPS_B,
  ...GROUPS_C,
];
const ACL_BLOCKS = PEERS.filter((peer) => peer.includes('/'));

/** Route words by destination: to a VPC's own addresses only what AWS lets stand there. */
const FAR_TARGETS = [
  'igw',
  'nat:a',
  'nat:p',
  'pcx:ab',
  'pcx:ac',
  'eni:e0',
  'eni:e1',
  'gone',
  'nat:gone',
  'eni:gone',
  'vgw',
];
const NEAR_TARGETS = ['eni:e0', 'eni:e1', 'eni:e2', 'nat:a', 'nat:p'];
const ROUTES = [
  ...FAR_TARGETS.flatMap((to) =>
    ['0.0.0.0/0', '203.0.113.0/24', '10.1.0.0/16', '10.1.0.0/24'].map((at) => `${at} ${to}`),
  ),
  ...['igw', 'igw', 'igw', 'nat:a', 'nat:a', 'nat:a', 'nat:p', 'nat:p'].map((to) => `0.0.0.0/0 ${to}`),
  ...['igw', 'eigw', 'eigw', 'nat:a', 'pcx:ab', 'eni:e0', 'gone'].map((to) => `::/0 ${to}`),
  ...['nat:a', 'nat:p'].map((to) => `64:ff9b::/96 ${to}`),
  ...['pcx:ab', 'pcx:ac', 'eigw'].map((to) => `2001:db8:b::/56 ${to}`),
  ...['vpce:s3', 'vpce:ddb', 'nat:a', 'igw', 'eni:e1'].flatMap((to) => [`pl:s3 ${to}`, `pl:near ${to}`]),
  ...NEAR_TARGETS.flatMap((to) =>
    ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.0.0/16'].map((at) => `${at} ${to}`),
  ),
  ...['10.1.0.0/16', '192.168.0.0/16', '203.0.113.0/25'].map((at) => `~${at} vgw`),
  '100.64.0.0/10 igw',
  '10.0.0.0/8 igw',
  '169.254.0.0/16 igw',
  'fd00::/8 igw',
  '2001:db8:a:1::/64 eni:e1',
];

/** Tables as people make them, or hardly a packet would ever get out; and any others. */
const USUAL = [
  ['0.0.0.0/0 igw', '::/0 igw', '10.1.0.0/16 pcx:ab'],
  ['0.0.0.0/0 nat:a', '::/0 eigw', 'pl:s3 vpce:s3', '10.1.0.0/24 pcx:ac', '64:ff9b::/96 nat:a'],
  ['0.0.0.0/0 nat:p', '10.1.0.0/16 pcx:ab', '64:ff9b::/96 nat:p'],
];
const routes = fc
  .tuple(fc.array(fc.constantFrom(...ROUTES), { maxLength: 5 }), fc.constantFrom([], ...USUAL))
  .map(([some, usual]) => [...new Map([...usual, ...some].map((text) => [text.split(' ')[0], text])).values()]);
const subnetWords = (cidrs: string) =>
  fc.record(
    { cidrs: fc.constant(cidrs), acl: fc.constantFrom('x', 'y', 'y', 'y'), routes },
    { requiredKeys: ['cidrs'] },
  );

const PUBLICS = ['198.51.100.10', '198.51.100.11', '198.51.100.12', '198.51.100.13', '198.51.100.14', '198.51.100.15'];
const eniWords = fc.record({
  hasPublic: fc.nat(2),
  prefixes: fc.nat(3),
  unchecked: fc.nat(3),
  stopped: fc.nat(9),
  groups: fc.subarray(GROUPS_A, { minLength: 1 }),
  timeouts: fc.constantFrom(undefined, undefined, { udp: 60 }, { tcpEstablished: 60, udpStream: 60 }),
});

/** One ENI at each place, the first six public addresses theirs where they have one. */
const enisOfA: fc.Arbitrary<World['enis']> = fc.tuple(...PLACES.map(() => eniWords)).map((words) =>
  Object.fromEntries(
    words.map(({ hasPublic, prefixes, unchecked, stopped, groups, timeouts }, i) => {
      const { prefixes: delegated, ...place } = PLACES[i] ?? { subnet: '', at: '', prefixes: '' };
      const name = PUBLICS[i] ?? '';
      return [
        `e${i}`,
        {
          ...place,
          groups: groups.join(' '),
          ...(hasPublic === 1 && { public: name }),
          ...(hasPublic === 2 && { autoPublic: name }),
          ...(prefixes === 0 && { prefixes: delegated }),
          ...(unchecked === 0 && { sourceDestCheck: false as const }),
          ...(stopped === 0 && { stopped: true as const }),
          ...(timeouts && { timeouts }),
        },
      ];
    }),
  ),
);

const nats = fc
  .record({
    a: fc.constantFrom(undefined, 'available', 'available', 'pending', 'deleting', 'deleted'),
    at: fc.constantFrom('pub', 'pub', 'mid'),
    p: fc.constantFrom(undefined, 'available', 'available'),
  })
  .map(({ a, at, p }): World['nats'] => ({
    ...(a && {
      a: {
        subnet: at,
        at: at === 'pub' ? '10.0.0.220 10.0.0.221' : '10.0.2.220 10.0.2.221',
        public: '198.51.100.200 198.51.100.201',
        state: a as 'available',
      },
    }),
    ...(p && { p: { subnet: 'mid', at: '10.0.2.230' } }),
  }));

const ruleSets = (groups: readonly string[]) => rulesFor(groups, PEERS);
const acls = fc.record({ x: aclWordsFor(ACL_BLOCKS), y: aclWordsFor(ACL_BLOCKS, true) });

const EDGES = [
  '10.0.0.0/24 eni:e0',
  '10.0.1.0/24 eni:e2',
  '10.0.1.0/24 eni:e4',
  '10.0.0.0/16 eni:e4',
  '2001:db8:a:1::/64 eni:e4',
];
const a: fc.Arbitrary<World> = fc
  .record({
    subnets: fc.record({
      pub: subnetWords(SUBNETS.pub),
      priv: subnetWords(SUBNETS.priv),
      mid: subnetWords(SUBNETS.mid),
    }),
    groups: ruleSets(GROUPS_A),
    acls,
    enis: enisOfA,
    nats,
    hasGateway: fc.nat(7),
    hasEgressOnly: fc.nat(5),
    gatewayRoutes: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.uniqueArray(fc.constantFrom(...EDGES), { maxLength: 2, selector: (text) => text.split(' ')[0] }),
    ),
    isShared: fc.boolean(),
  })
  .map(
    ({ subnets, groups, acls: lists, enis, nats: gateways, hasGateway, hasEgressOnly, gatewayRoutes, isShared }) => ({
      vpc: 'a',
      subnets: subnets as World['subnets'],
      groups,
      acls: lists,
      enis,
      ...(gateways && { nats: gateways }),
      ...(hasGateway === 0 && { igw: false as const }),
      ...(hasEgressOnly !== 0 && { eigw: true as const }),
      lists: {
        s3: ['52.216.0.0/15', '52.218.0.0/17'],
        near: ['10.1.0.0/24', '203.0.113.0/25'],
        six: ['2001:db8:ffff::/48'],
      },
      endpoints: { s3: { service: 's3' as const, list: 's3' }, ddb: { service: 'dynamodb' as const, list: 'near' } },
      ...(gatewayRoutes.length > 0 && { gatewayRoutes }),
      associated: isShared ? { g0: 'b' } : {},
    }),
  );

const PEER_ROUTES = [
  '10.0.0.0/16 pcx:',
  '10.0.1.0/24 pcx:',
  '2001:db8:a::/56 pcx:',
  '0.0.0.0/0 pcx:',
  '0.0.0.0/0 igw',
  '::/0 igw',
];
function peerWorld(vpc: 'b' | 'c', groups: readonly string[]): fc.Arbitrary<World> {
  return fc
    .record({
      groups: ruleSets(groups),
      acls,
      acl: fc.constantFrom('x', 'y', 'y'),
      routes: fc.uniqueArray(fc.constantFrom(...PEER_ROUTES), { maxLength: 4, selector: (text) => text.split(' ')[0] }),
      far: fc.boolean(),
      carried: fc.subarray([...groups], { minLength: 1 }),
      hasPublic: fc.boolean(),
    })
    .map(({ groups: rules, acls: lists, acl, routes: words, far, carried, hasPublic }): World => {
      const own = vpc === 'b' ? '2001:db8:b:0::' : '2001:db8:c:0::';
      return {
        vpc,
        cidrs: `10.1.0.0/16 ${own}/56`,
        ...(far && { region: 'eu-west-1' }),
        subnets: {
          [`${vpc}1`]: {
            cidrs: `10.1.0.0/24 ${own}/64`,
            acl: `${acl}${vpc}`,
            routes: words.map((text) => text.replace('pcx:', `pcx:a${vpc}`)),
          },
        },
        groups: rules,
        acls: { [`x${vpc}`]: lists.x, [`y${vpc}`]: lists.y },
        enis: {
          [`${vpc}0`]: {
            subnet: `${vpc}1`,
            at: `10.1.0.40 ${own}40`,
            groups: carried.join(' '),
            ...(hasPublic && { public: vpc === 'b' ? '198.51.100.40' : '198.51.100.50' }),
          },
          [`${vpc}1`]: { subnet: `${vpc}1`, at: '10.1.0.41', groups: groups[0] ?? '' },
        },
      };
    });
}

/** A group of A that is associated with B may be carried there. */
function shared(b: World, isShared: boolean): World {
  const [first, ...rest] = Object.entries(b.enis);
  if (!isShared || first === undefined) return b;
  const [name, words] = first;
  return { ...b, enis: { [name]: { ...words, groups: `${words.groups} g0` }, ...Object.fromEntries(rest) } };
}

export const wideArbitrary: fc.Arbitrary<Wide> = fc
  .record({
    a,
    b: peerWorld('b', GROUPS_B),
    c: peerWorld('c', GROUPS_C),
    peerings: fc.record({
      ab: fc.constantFrom('active', 'active', 'active', 'pending-acceptance', 'deleted'),
      ac: fc.constantFrom('active', 'active', 'deleted'),
    }),
    access: fc.record({
      mode: fc.constantFrom('off', 'off', 'off', 'block-bidirectional', 'block-ingress'),
      exclusions: fc.dictionary(
        fc.constantFrom('subnet-pub', 'subnet-priv', 'subnet-mid', 'vpc-a', 'vpc-b'),
        fc.constantFrom('allow-bidirectional', 'allow-egress'),
        { maxKeys: 3 },
      ),
    }),
  })
  .map((wide) => ({ ...wide, b: shared(wide.b, wide.a.associated?.['g0'] !== undefined) }) as Wide);
