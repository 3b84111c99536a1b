import { ENI_INVARIANTS } from './eni-invariants.ts';
import { GATEWAY_INVARIANTS } from './gateway-invariants.ts';
import type { Invariant } from './invariant.ts';
import { NETWORK_INVARIANTS } from './network-invariants.ts';
import { ROUTE_INVARIANTS } from './route-invariants.ts';
import { RULE_INVARIANTS } from './rule-invariants.ts';
import { COLLECTION, type Resource, type ResourceKind, type Snapshot } from './snapshot.ts';

/** What must hold between resources. The store refuses a commit that breaks one; what reads a snapshot relies on all. */
export const INVARIANTS: readonly Invariant[] = [
  ...NETWORK_INVARIANTS,
  ...ENI_INVARIANTS,
  ...RULE_INVARIANTS,
  ...ROUTE_INVARIANTS,
  ...GATEWAY_INVARIANTS,
];

export type Violation = Readonly<{ invariant: string; resource: string; why: string }>;
/** Resources that a commit put or removed, by id. */
export type Touched = ReadonlyMap<string, Readonly<{ kind: ResourceKind }>>;

/**
 * Everything that does not hold. With `touched`, only what those changes can have broken: the snapshot before them is
 * taken to be sound. That costs at most one pass over the kinds of resources concerned.
 */
export function checkInvariants(view: Snapshot, touched?: Touched): readonly Violation[] {
  const kinds = touched && new Set([...touched.values()].map(({ kind }) => kind));
  return INVARIANTS.flatMap((invariant) =>
    subjects(view, invariant, touched, kinds).flatMap((resource): Violation[] => {
      const why = invariant.broken(resource, view);
      return why === undefined ? [] : [{ invariant: invariant.name, resource: resource.id, why }];
    }),
  );
}

function subjects(
  view: Snapshot,
  { about, reads }: Invariant,
  touched: Touched | undefined,
  kinds: ReadonlySet<ResourceKind> | undefined,
): readonly Resource[] {
  const all = view[COLLECTION[about]] as ReadonlyMap<string, Resource>;
  if (touched === undefined || kinds === undefined) return [...all.values()];
  if (reads.some((kind) => kinds.has(kind))) return about === 'vpc' ? vpcsOf(view, touched) : [...all.values()];
  return [...touched].flatMap(([id, { kind }]) => (kind === about ? (all.get(id) ?? []) : []));
}

/** The VPCs that the touched resources are in; all of them when one was removed, for it does not say where it was. */
function vpcsOf(view: Snapshot, touched: Touched): readonly Resource[] {
  const vpcs = new Set<Resource>();
  for (const [id, { kind }] of touched) {
    const resource = (view[COLLECTION[kind]] as ReadonlyMap<string, Resource>).get(id);
    if (resource === undefined) return [...view.vpcs.values()];
    const home = resource.kind === 'vpc' ? resource : 'vpc' in resource ? view.vpcs.get(resource.vpc) : undefined;
    if (home !== undefined) vpcs.add(home);
  }
  return [...vpcs];
}
