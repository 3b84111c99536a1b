import fc from 'fast-check';
import type { PublicAccessBlock } from '../../openvpc/src/model/public-access.ts';
import type { Resource, Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { GroupPeer, SecurityGroup } from '../../openvpc/src/model/security-group.ts';
import type { RouteTable } from '../../openvpc/src/model/route-table.ts';
import type { PublicAccessBlockId } from '../../openvpc/src/name/id.ts';
import type { AccountId, Region } from '../../openvpc/src/name/scope.ts';
import { OWNED } from '../owned.ts';
import { eniId, subnetId, vpcId, withResources } from '../world.ts';
import { ENIS_A } from './wide-home.ts';

/** What the words of a world do not say: which tables subnets share, what is attached to nothing, whose a VPC is. */
export type Twists = Readonly<{
  tables: 'own' | 'shared' | 'main';
  /** ENIs of A that are attached to no instance. */
  detached: readonly string[];
  /** VPC B is another account's. */
  isForeign: boolean;
  /** Block Public Access of the account in the other Region. */
  abroad: PublicAccessBlock['mode'];
}>;

export const twistsArbitrary: fc.Arbitrary<Twists> = fc.record({
  tables: fc.constantFrom('own', 'own', 'shared', 'main'),
  detached: fc.subarray(ENIS_A, { maxLength: 1 }),
  isForeign: fc.nat(3).map((n) => n === 3),
  abroad: fc.constantFrom('off', 'off', 'block-ingress', 'block-bidirectional'),
});

export function twisted(snapshot: Snapshot, { tables, detached, isForeign, abroad }: Twists): Snapshot {
  const enis = detached.flatMap((name) => {
    const { attachment: _, ...eni } = snapshot.enis.get(eniId(name)) ?? {};
    return 'kind' in eni ? [eni as Resource] : [];
  });
  const b = snapshot.vpcs.get(vpcId('b'));
  const block = { ...OWNED, region: 'eu-west-1' as Region, id: 'vpcbpa-abroad' as PublicAccessBlockId, mode: abroad };
  const resources: readonly Resource[] = [
    ...enis,
    ...[...snapshot.securityGroups.values()].map((group) => placed(snapshot, group)),
    ...(isForeign && b ? [{ ...b, owner: '999900001111' as AccountId }] : []),
    { ...block, kind: 'public-access-block' },
  ];
  return withTables(withResources(snapshot, resources), tables);
}

/** A rule that names a group of another VPC says of which; where that group is gone too. */
function placed(snapshot: Snapshot, group: SecurityGroup): SecurityGroup {
  const peerOf = (peer: GroupPeer): GroupPeer => {
    if (peer.kind !== 'group') return peer;
    const vpc = snapshot.securityGroups.get(peer.group)?.vpc ?? vpcId(group.vpc === vpcId('b') ? 'c' : 'b');
    return vpc === group.vpc ? peer : { ...peer, vpc };
  };
  return { ...group, rules: group.rules.map((rule) => ({ ...rule, peer: peerOf(rule.peer) })) };
}

/** Two subnets with one table, or the VPC's main table for a subnet and all that it says. */
function withTables(snapshot: Snapshot, tables: Twists['tables']): Snapshot {
  const named = (name: string) => [...snapshot.routeTables.values()].find(({ id }) => id === `rtb-${name}`);
  const [pub, mid, main] = ['pub', 'mid', 'main-a'].map(named);
  if (mid === undefined || tables === 'own') return snapshot;
  const freed: RouteTable = { ...mid, associations: [] };
  if (tables === 'main') return main ? withResources(snapshot, [freed, { ...main, routes: mid.routes }]) : snapshot;
  if (pub === undefined) return snapshot;
  const association = { id: 'rtbassoc-mid', subnet: subnetId('mid') };
  return withResources(snapshot, [freed, { ...pub, associations: [...pub.associations, association] }]);
}
