import fc from 'fast-check';
import type { World } from '../world.ts';

/**
 * Random worlds of one VPC, in words: both families, overlapping blocks, group references, ACLs, routes to an internet
 * gateway and into black holes, an ENI without source check. A failure shows the words.
 */
const SUBNETS = {
  s0: '10.0.0.0/24 2001:db8:a:0::/64',
  s1: '10.0.1.0/24 2001:db8:a:1::/64',
  s2: '10.0.2.0/28',
};
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  s0: ['10.0.0.10 2001:db8:a::10', '10.0.0.11', '10.0.0.254 10.0.0.4 2001:db8:a::4', '10.0.0.128 2001:db8:a:0:8000::'],
  s1: ['10.0.1.10 2001:db8:a:1::10 2001:db8:a:1::11', '10.0.1.127', '10.0.1.128'],
  s2: ['10.0.2.4', '10.0.2.14'],
};
const BLOCKS4 = [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '10.0.0.0/8',
  '10.0.0.0/16',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.0.0.0/25',
  '10.0.0.128/25',
  '10.0.1.128/25',
  '10.0.0.10/32',
  '10.0.0.10/31',
  '10.0.1.10/32',
  '10.0.2.0/28',
  '203.0.113.0/24',
];
const BLOCKS6 = [
  '::/0',
  '2001:db8::/32',
  '2001:db8:a::/56',
  '2001:db8:a:1::/64',
  '2001:db8:a::10/128',
  '2001:db8:a:0:8000::/65',
];
const BLOCKS = [...BLOCKS4, ...BLOCKS6];
const ROUTES = [
  '0.0.0.0/0 igw',
  '0.0.0.0/0 gone',
  '::/0 igw',
  '10.0.0.0/8 gone',
  '10.0.1.0/24 gone',
  '203.0.113.0/24 gone',
  '203.0.113.0/25 igw',
  '169.254.0.0/16 igw',
];
const GROUPS = ['g0', 'g1', 'g2', 'g3'];

/** The boundaries of everything above: first, last, one beside; and addresses that mean something special. */
export const PORTS = [0, 1, 22, 79, 80, 81, 443, 1023, 1024, 40_000, 65_534, 65_535];
export const ICMP_TYPES = [0, 3, 8, 13, 14, 128, 129, 132, 133, 136, 137];
export const PROTOCOLS = [0, 1, 2, 47, 50, 58, 255];

const traffic = fc.oneof(
  { weight: 2, arbitrary: fc.constant('all') },
  { weight: 4, arbitrary: ports('tcp') },
  { weight: 2, arbitrary: ports('udp') },
  { weight: 1, arbitrary: icmp('icmp') },
  { weight: 1, arbitrary: icmp('icmpv6') },
  { weight: 1, arbitrary: fc.constantFrom('47', '50') },
);

function ports(protocol: string): fc.Arbitrary<string> {
  const range = fc.tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS));
  return fc.oneof(
    fc.constant(protocol),
    range.map(([a, b]) => `${protocol} ${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.constantFrom(22, 80, 443).map((port) => `${protocol} ${port}`),
  );
}

function icmp(protocol: string): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(-1, ...ICMP_TYPES), fc.constantFrom(-1, 0, 4)).map(([type, code]) => {
    return type === -1 ? protocol : `${protocol} ${type}/${code}`;
  });
}

function ruleFor(peers: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.boolean(), traffic, peers)
    .map(([ingress, what, peer]) => `${ingress ? 'in' : 'out'} ${what} ${ingress ? 'from' : 'to'} ${peer}`);
}

function entriesFor(blocks: readonly string[]): fc.Arbitrary<readonly string[]> {
  const entry = fc.record({
    ingress: fc.boolean(),
    number: fc.integer({ min: 1, max: 9 }),
    action: fc.constantFrom('allow', 'allow', 'deny'),
    what: traffic,
    block: fc.constantFrom(...blocks),
  });
  return fc
    .uniqueArray(entry, { maxLength: 8, selector: ({ ingress, number }) => `${ingress} ${number}` })
    .map((list) =>
      list.map(
        ({ ingress, number, action, what, block }) =>
          `${ingress ? 'in' : 'out'} ${number} ${action} ${what} ${ingress ? 'from' : 'to'} ${block}`,
      ),
    );
}

/** Entries of an ACL; of one that is mostly `open`, for hardly a packet would ever cross otherwise. */
export function aclWordsFor(blocks: readonly string[], open = false): fc.Arbitrary<readonly string[]> {
  const entries = entriesFor(blocks);
  if (!open) return entries;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(OPEN) },
    entries.map((list) => [...list.filter((entry) => !/ [56] /.test(entry)), ...OPEN]),
  );
}
const OPEN = [
  'in 5 allow all from 0.0.0.0/0',
  'in 6 allow all from ::/0',
  'out 5 allow all to 0.0.0.0/0',
  'out 6 allow all to ::/0',
];

/** Wide rules often, or hardly a packet would ever arrive. */
const WIDE = [
  'out all to 0.0.0.0/0',
  'out all to ::/0',
  'in tcp from 0.0.0.0/0',
  'in all from g0',
  'in all from 10.0.0.0/8',
];
const rule = ruleFor(
  fc.oneof(fc.constantFrom(...BLOCKS), fc.constantFrom(...GROUPS), fc.constantFrom('0.0.0.0/0', '::/0')),
);
const groupWords = fc
  .tuple(fc.array(rule, { maxLength: 7 }), fc.subarray(WIDE, { maxLength: 3 }))
  .map(([rules, wide]) => [...rules, ...wide]);

/** Rules for groups of those names, with those peers. */
export function rulesFor(
  names: readonly string[],
  peers: readonly string[],
): fc.Arbitrary<Readonly<Record<string, readonly string[]>>> {
  const wide = WIDE.filter((text) => !text.includes('g0'));
  const words = fc
    .tuple(fc.array(ruleFor(fc.constantFrom(...peers)), { maxLength: 6 }), fc.subarray([...wide, ...wide]))
    .map(([rules, some]) => [...rules, ...new Set(some)]);
  return fc.record(Object.fromEntries(names.map((name) => [name, words])));
}

/** The rules of a world, which may change while packets go on. */
export type Rules = Pick<World, 'groups'> & Readonly<{ acls: Readonly<Record<string, readonly string[]>> }>;
export const rulesArbitrary: fc.Arbitrary<Rules> = fc.record({
  groups: fc.record(Object.fromEntries(GROUPS.map((name) => [name, groupWords]))),
  acls: fc.record({
    x: aclWordsFor(BLOCKS),
    y: aclWordsFor(BLOCKS, true),
  }),
});

const subnetWords = (cidrs: string) =>
  fc.record(
    {
      cidrs: fc.constant(cidrs),
      acl: fc.constantFrom('x', 'y', 'y'),
      routes: fc.uniqueArray(fc.constantFrom(...ROUTES), { maxLength: 4, selector: (text) => text.split(' ')[0] }),
    },
    { requiredKeys: ['cidrs'] },
  );

const places = Object.entries(ADDRESSES).flatMap(([subnet, list]) => list.map((at) => ({ subnet, at })));
const enis = fc
  .uniqueArray(
    fc.record({
      place: fc.constantFrom(...places),
      groups: fc.subarray(GROUPS, { minLength: 1, maxLength: 3 }),
      unchecked: fc.nat(4).map((n) => n === 0),
    }),
    { minLength: 2, maxLength: 6, selector: ({ place }) => place.at },
  )
  .map((list) =>
    Object.fromEntries(
      list.map(({ place, groups, unchecked }, i) => [
        `e${i}`,
        { ...place, groups: groups.join(' '), ...(unchecked && { sourceDestCheck: false as const }) },
      ]),
    ),
  );

/** A world of two to six ENIs in three subnets. */
export const worldArbitrary: fc.Arbitrary<World> = fc
  .record({
    subnets: fc.record({ s0: subnetWords(SUBNETS.s0), s1: subnetWords(SUBNETS.s1), s2: subnetWords(SUBNETS.s2) }),
    enis,
    rules: rulesArbitrary,
  })
  .map(({ subnets, enis: of, rules }) => ({ subnets: subnets as World['subnets'], enis: of, ...rules }));

/** A world of exactly two ENIs, each checked, for tests that build what they judge. */
export const pairWorldArbitrary: fc.Arbitrary<World> = worldArbitrary.map((world) => {
  const two = Object.entries(world.enis).slice(0, 2);
  const checked = two.map(([name, { subnet, at, groups }]) => [name, { subnet, at, groups }] as const);
  return { ...world, enis: Object.fromEntries(checked) };
});

/** Every block that a rule of these worlds may name. */
export const WORLD_BLOCKS: readonly string[] = BLOCKS;
