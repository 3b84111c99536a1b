import fc from 'fast-check';
import type { PeeringStatus } from '../../openvpc/src/model/peering.ts';
import type { PublicAccessBlock } from '../../openvpc/src/model/public-access.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { snapshotOf, withResources, type World } from '../world.ts';
import { type ExclusionWords, peering, publicAccess } from '../world-gateways.ts';
import { homeArbitrary } from './wide-home.ts';
import { peersArbitrary, withShared } from './wide-peers.ts';
import { twisted, type Twists, twistsArbitrary } from './wide-twists.ts';

/**
 * Random worlds of three VPCs with everything that a packet may meet (contract/verdict.ts): gateways of every kind and
 * state, peering connections within and between Regions, routes to appliances, edge tables, public addresses, delegated
 * prefixes, Block Public Access, groups used across VPCs. A failure shows the words.
 */
export type Wide = Readonly<{
  a: World;
  b: World;
  c: World;
  peerings: Readonly<{ ab: PeeringStatus; ac: PeeringStatus }>;
  access: Readonly<{
    mode: PublicAccessBlock['mode'];
    exclusions: Readonly<Record<string, ExclusionWords>>;
  }>;
  twists: Twists;
}>;

export function snapshotOfWide({ a, b, c, peerings, access, twists }: Wide): Snapshot {
  const plain = withResources(snapshotOf(a, b, c), [
    peering('ab', 'a', 'b', peerings.ab),
    peering('ac', 'c', 'a', peerings.ac),
    ...publicAccess(access.mode, access.exclusions),
  ]);
  return twisted(plain, twists);
}

const NOT_ACTIVE: readonly PeeringStatus[] = [
  'pending-acceptance',
  'deleted',
  'rejected',
  'failed',
  'expired',
  'provisioning',
  'deleting',
  'initiating-request',
];
const status: fc.Arbitrary<PeeringStatus> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('active' as const) },
  fc.constantFrom(...NOT_ACTIVE),
);

export const wideArbitrary: fc.Arbitrary<Wide> = fc
  .record({
    a: homeArbitrary,
    peers: peersArbitrary,
    peerings: fc.record({ ab: status, ac: status }),
    access: fc.record({
      mode: fc.constantFrom('off', 'off', 'off', 'block-bidirectional', 'block-ingress'),
      exclusions: fc.dictionary(
        fc.constantFrom('subnet-pub', 'subnet-priv', 'subnet-mid', 'subnet-b1', 'vpc-a', 'vpc-b'),
        fc.constantFrom('allow-bidirectional', 'allow-egress', 'deleted'),
        { maxKeys: 3 },
      ),
    }),
    twists: twistsArbitrary,
  })
  .map(({ a, peers: { b, c }, ...rest }): Wide => {
    const isShared = a.associated?.['g0'] !== undefined;
    return { a, b: isShared ? withShared(b, 'g0') : b, c, ...rest };
  });
