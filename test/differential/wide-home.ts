import fc from 'fast-check';
import type { World } from '../world.ts';
import { aclPair, GROUPS_A, groupsNamed } from './wide-rules.ts';
import { edgeRoutes, routesArbitrary } from './wide-routes.ts';

/** VPC A of the wide worlds: three subnets, six ENIs, every gateway. */

/** The second block is not the primary one, or is. */
const CIDRS = [
  '10.0.0.0/16 2001:db8:a::/56',
  '10.0.0.0/16 10.3.0.0/16 2001:db8:a::/56',
  '10.3.0.0/16 10.0.0.0/16 2001:db8:a::/56',
];
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
/** The names of its ENIs. */
export const ENIS_A = PLACES.map((_, i) => `e${i}`);

/** What is drawn smallest is plainest: a failure shrinks to a world without what it does not need. */
const eniChoice = fc.record({
  isThere: fc.nat(9),
  address: fc.constantFrom('none', 'elastic', 'elastic', 'launch', 'both', 'secondary'),
  prefixes: fc.nat(2),
  unchecked: fc.nat(3),
  stopped: fc.nat(9),
  groups: fc.subarray(GROUPS_A, { minLength: 1 }),
  timeouts: fc.constantFrom(undefined, undefined, { udp: 60 }, { tcpEstablished: 60, udpStream: 60 }),
});
type EniChoice = typeof eniChoice extends fc.Arbitrary<infer T> ? T : never;

/** In every second world prefixes are delegated. */
const enis: fc.Arbitrary<World['enis']> = fc
  .tuple(fc.boolean(), fc.tuple(...PLACES.map(() => eniChoice)))
  .map(([delegates, choices]) =>
    Object.fromEntries(
      choices.flatMap((choice, i) => (choice.isThere === 0 ? [] : [[`e${i}`, eniWords(choice, delegates, i)]])),
    ),
  );

function eniWords(
  { address, prefixes, unchecked, stopped, groups, timeouts }: EniChoice,
  delegates: boolean,
  i: number,
) {
  const { prefixes: delegated, ...place } = PLACES[i] ?? { subnet: '', at: '', prefixes: '' };
  return {
    ...place,
    groups: groups.join(' '),
    ...publicWords(address, place.at, `198.51.100.1${i}`, `198.51.100.2${i}`),
    ...(delegates && prefixes === 2 && { prefixes: delegated }),
    ...(unchecked === 3 && { sourceDestCheck: false as const }),
    ...(stopped === 9 && { stopped: true as const }),
    ...(timeouts && { timeouts }),
  };
}

/** Of `both`, the Elastic IP counts; a secondary address may have one while the primary has that of the launch. */
function publicWords(which: EniChoice['address'], at: string, outside: string, other: string) {
  const secondary = at
    .split(' ')
    .slice(1)
    .find((own) => !own.includes(':'));
  switch (which) {
    case 'elastic':
      return { public: outside };
    case 'launch':
      return { autoPublic: outside };
    case 'both':
      return { public: outside, autoPublic: other };
    case 'secondary':
      return secondary === undefined ? {} : { public: `${secondary}=${outside}`, autoPublic: other };
    default:
      return {};
  }
}

const STATES = ['available', 'available', 'available', 'pending', 'failed', 'deleting', 'deleted'] as const;
const nats = fc
  .record({
    a: fc.constantFrom(undefined, ...STATES),
    at: fc.constantFrom('pub', 'pub', 'mid'),
    p: fc.constantFrom(undefined, 'available', 'available'),
  })
  .map(({ a, at, p }): NonNullable<World['nats']> => {
    const own = at === 'pub' ? '10.0.0.220 10.0.0.221' : '10.0.2.220 10.0.2.221';
    return {
      ...(a && { a: { subnet: at, at: own, public: '198.51.100.200 198.51.100.201', state: a } }),
      ...(p && { p: { subnet: 'mid', at: '10.0.2.230' } }),
    };
  });

/** Of the newest version; `also` may say what `s3` says. */
const lists = fc.constantFrom(
  { s3: ['52.216.0.0/15', '52.218.0.0/17'], near: ['10.1.0.0/24', '203.0.113.0/25'], also: ['52.216.0.0/15'] },
  { s3: ['52.216.0.0/15'], near: ['203.0.113.0/24', '10.1.0.0/16'], also: ['52.216.0.0/16', '203.0.113.0/25'] },
);
const SIX = ['2001:db8:ffff::/48', '2001:db8:b::/64'];

const subnetWords = (cidrs: string) =>
  fc.record(
    { cidrs: fc.constant(cidrs), acl: fc.constantFrom('x', 'y', 'y', 'y'), routes: routesArbitrary },
    { requiredKeys: ['cidrs'] },
  );

export const homeArbitrary: fc.Arbitrary<World> = fc
  .record({
    cidrs: fc.constantFrom(...CIDRS),
    subnets: fc.record({
      pub: subnetWords(SUBNETS.pub),
      priv: subnetWords(SUBNETS.priv),
      mid: subnetWords(SUBNETS.mid),
    }),
    groups: groupsNamed(GROUPS_A),
    acls: aclPair,
    enis,
    nats,
    lists,
    gatewayRoutes: edgeRoutes,
    hasGateway: fc.nat(7),
    hasEgressOnly: fc.nat(5),
    isShared: fc.boolean(),
  })
  .map(
    ({ hasGateway, hasEgressOnly, gatewayRoutes, isShared, lists: named, subnets, ...rest }): World => ({
      ...rest,
      vpc: 'a',
      subnets: subnets as World['subnets'],
      ...(hasGateway === 7 && { igw: false as const }),
      ...(hasEgressOnly !== 0 && { eigw: true as const }),
      lists: { ...named, six: SIX },
      endpoints: { s3: { service: 's3', list: 's3' }, ddb: { service: 'dynamodb', list: 'near' } },
      ...(gatewayRoutes.length > 0 && { gatewayRoutes }),
      associated: isShared ? { g0: 'b' } : {},
    }),
  );
