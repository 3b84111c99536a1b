import fc from 'fast-check';

/** Routes of the wide worlds, in words: to every kind of target, by every kind of destination. */

/** By destination: to a VPC's own addresses only what AWS lets stand there. */
const FAR_TARGETS = [
  'igw',
  'nat:a',
  'nat:p',
  'pcx:ab',
  'pcx:ac',
  'pcx:gone',
  'eni:e0',
  'eni:e1',
  'gone',
  'nat:gone',
  'eni:gone',
  'vpce:gone',
  'vgw',
];
const NEAR_TARGETS = ['eni:e0', 'eni:e1', 'eni:e2', 'nat:a', 'nat:p'];
/** Of the other VPCs: as good as gone. */
const FOREIGN = ['eni:b0', 'igw:b', 'eigw:b'];
const ROUTES = [
  ...FAR_TARGETS.flatMap((to) =>
    ['0.0.0.0/0', '203.0.113.0/24', '10.1.0.0/16', '10.1.0.0/24'].map((at) => `${at} ${to}`),
  ),
  ...FOREIGN.map((to) => `${to.startsWith('eigw') ? '::/0' : '203.0.113.0/24'} ${to}`),
  ...['igw', 'igw', 'igw', 'nat:a', 'nat:a', 'nat:a', 'nat:p', 'nat:p'].map((to) => `0.0.0.0/0 ${to}`),
  ...['igw', 'eigw', 'eigw', 'nat:a', 'pcx:ab', 'eni:e0', 'gone'].map((to) => `::/0 ${to}`),
  ...['nat:a', 'nat:p'].map((to) => `64:ff9b::/96 ${to}`),
  ...['pcx:ab', 'pcx:ac', 'eigw'].map((to) => `2001:db8:b::/56 ${to}`),
  ...['vpce:s3', 'vpce:ddb', 'nat:a', 'igw', 'eni:e1'].flatMap((to) => [`pl:s3 ${to}`, `pl:near ${to}`]),
  ...['vpce:ddb', 'igw', 'gone'].map((to) => `pl:also ${to}`),
  ...['eigw', 'igw'].map((to) => `pl:six ${to}`),
  ...NEAR_TARGETS.flatMap((to) =>
    ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.0.0/16'].map((at) => `${at} ${to}`),
  ),
  ...['10.1.0.0/16', '192.168.0.0/16', '203.0.113.0/25', '203.0.113.0/24'].map((at) => `~${at} vgw`),
  '100.64.0.0/10 igw',
  '10.0.0.0/8 igw',
  '169.254.0.0/16 igw',
  'fd00::/8 igw',
  '2001:db8:a:1::/64 eni:e1',
  '2001:db8:a:2::/64 eni:e0',
];

/** Tables as people make them, or hardly a packet would ever get out. */
const USUAL = [
  ['0.0.0.0/0 igw', '::/0 igw', '10.1.0.0/16 pcx:ab'],
  ['0.0.0.0/0 nat:a', '::/0 eigw', 'pl:s3 vpce:s3', '10.1.0.0/24 pcx:ac', '64:ff9b::/96 nat:a'],
  ['0.0.0.0/0 nat:p', '10.1.0.0/16 pcx:ab', '64:ff9b::/96 nat:p', 'pl:near vpce:ddb'],
];

/** One of the usual tables, or none, with some of all routes; of two to one destination the later. */
export const routesArbitrary: fc.Arbitrary<readonly string[]> = fc
  .tuple(fc.constantFrom([], ...USUAL), fc.array(fc.constantFrom(...ROUTES), { maxLength: 5 }))
  .map(([usual, some]) => byDestination([...usual, ...some]));

const PEER_ROUTES = [
  '10.0.0.0/16 pcx:',
  '10.0.1.0/24 pcx:',
  '10.3.0.0/16 pcx:',
  '2001:db8:a::/56 pcx:',
  '0.0.0.0/0 pcx:',
  '0.0.0.0/0 igw',
  '::/0 igw',
  '10.0.0.0/24 other:',
  '203.0.113.0/24 other:',
];

/** Of a VPC that is peered with A by `pcx-<peering>`, and has no part in A's other connection. */
export function peerRoutes(peering: 'ab' | 'ac'): fc.Arbitrary<readonly string[]> {
  const targets = (text: string) =>
    text.replace('pcx:', `pcx:${peering}`).replace('other:', peering === 'ab' ? 'pcx:ac' : 'pcx:ab');
  const back = ['10.0.0.0/16 pcx:', '2001:db8:a::/56 pcx:', '0.0.0.0/0 igw', '::/0 igw'];
  return fc
    .tuple(fc.constantFrom([], back), fc.array(fc.constantFrom(...PEER_ROUTES), { maxLength: 4 }))
    .map(([usual, some]) => byDestination([...usual, ...some]).map(targets));
}

const EDGES = [
  '10.0.0.0/24 eni:e0',
  '10.0.0.0/24 eni:e4',
  '10.0.1.0/24 eni:e2',
  '10.0.1.0/24 eni:e4',
  '10.0.0.0/16 eni:e4',
  '10.0.2.0/24 eni:gone',
  '2001:db8:a:1::/64 eni:e4',
  '2001:db8:a::/64 eni:e0',
];

/** Of the internet gateway's own table; mostly it has none. */
export const edgeRoutes: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.array(fc.constantFrom(...EDGES), { maxLength: 3 }).map(byDestination),
);

function byDestination(texts: readonly string[]): readonly string[] {
  return [...new Map(texts.map((text) => [text.split(' ')[0], text])).values()];
}
