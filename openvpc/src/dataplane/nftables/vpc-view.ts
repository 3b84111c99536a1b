import {
  type AclProgram,
  type EniProgram,
  type GroupProgram,
  listSet,
  memberSet,
  type Program,
  type Route,
  type SubnetProgram,
  type VpcProgram,
} from '../../contract/program.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { AclId, EniId, GroupId, RouteTableId, SubnetId, VpcId } from '../../name/id.ts';
import type { Prefix } from '../../net/prefix.ts';
import type { SetPeer } from './names.ts';

type Entries<K, V> = ReadonlyArray<readonly [K, V]>;

/** What of a program is about one VPC: its own, and what that refers to. */
export type VpcView = Readonly<{
  vpc: VpcProgram | undefined;
  enis: Entries<EniId, EniProgram>;
  subnets: Entries<SubnetId, SubnetProgram>;
  groups: Entries<GroupId, GroupProgram>;
  acls: Entries<AclId, AclProgram>;
  routeTables: Entries<RouteTableId, readonly Route[]>;
  /** What referenced groups and prefix lists are in this VPC. */
  sets: Entries<SetPeer, readonly Prefix[]>;
}>;

const NO_ACL: AclProgram = { ingress: [], egress: [] };

/** An ACL or route table that is missing denies and leads nowhere: closed. */
export function viewOf(program: Program, id: VpcId): VpcView {
  const subnets = [...program.subnets].filter(([, subnet]) => subnet.vpc === id);
  const known = new Set(subnets.map(([subnet]) => subnet));
  const devices = new Set<string>();
  const enis = [...program.enis].filter(([eni, { vpc, subnet }]) => {
    if (vpc !== id || !known.has(subnet) || devices.has(routerDevice(eni))) return false; // see refusals.ts
    devices.add(routerDevice(eni));
    return true;
  });
  const used = new Set(enis.flatMap(([, eni]) => eni.groups));
  const groups = [...program.groups].filter(([group]) => used.has(group));
  return {
    vpc: program.vpcs.get(id),
    enis,
    subnets,
    groups,
    acls: unique(subnets.map(([, { acl }]) => acl)).map((acl) => [acl, program.acls.get(acl) ?? NO_ACL]),
    routeTables: unique(subnets.map(([, { routeTable }]) => routeTable)).map((table) => [
      table,
      program.routeTables.get(table) ?? [],
    ]),
    sets: setPeers(groups.map(([, group]) => group)).map((peer) => {
      const set = peer.kind === 'members' ? memberSet(peer.group, id) : listSet(peer.list);
      return [peer, program.sets.get(set) ?? []];
    }),
  };
}

function setPeers(groups: readonly GroupProgram[]): readonly SetPeer[] {
  const rules = groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  const peers = rules.flatMap(({ match: { peer } }) => (peer.kind === 'prefix' ? [] : [peer]));
  const named = peers.map((peer) => [peer.kind === 'members' ? peer.group : peer.list, peer] as const);
  return [...new Map<string, SetPeer>(named).values()];
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
