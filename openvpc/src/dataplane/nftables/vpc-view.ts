import type {
  AclProgram,
  EniProgram,
  GroupProgram,
  Program,
  Route,
  SubnetProgram,
  VpcProgram,
} from '../../contract/program.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { AclId, EniId, GroupId, RouteTableId, SetId, SubnetId, VpcId } from '../../name/id.ts';
import type { Prefix } from '../../net/prefix.ts';

type Entries<K, V> = ReadonlyArray<readonly [K, V]>;

/** What of a program is about one VPC: its own, and what that refers to. */
export type VpcView = Readonly<{
  vpc: VpcProgram | undefined;
  enis: Entries<EniId, EniProgram>;
  subnets: Entries<SubnetId, SubnetProgram>;
  groups: Entries<GroupId, GroupProgram>;
  acls: Entries<AclId, AclProgram>;
  routeTables: Entries<RouteTableId, readonly Route[]>;
  sets: Entries<SetId, readonly Prefix[]>;
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
    sets: referencedSets(groups.map(([, group]) => group)).map((set) => [set, program.sets.get(set) ?? []]),
  };
}

function referencedSets(groups: readonly GroupProgram[]): readonly SetId[] {
  const rules = groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  return unique(rules.flatMap(({ match: { peer } }) => (peer.kind === 'set' ? [peer.set] : [])));
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
