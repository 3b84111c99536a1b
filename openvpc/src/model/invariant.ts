import type { Resource, ResourceKind, Snapshot } from './snapshot.ts';

export type ResourceOf<K extends ResourceKind> = Extract<Resource, Readonly<{ kind: K }>>;

/** What must hold of every resource of one kind, in every committed snapshot. */
export type Invariant = Readonly<{
  name: string;
  about: ResourceKind;
  /** Kinds of other resources that it looks at: a change of one of those may break it too. */
  reads: readonly ResourceKind[];
  /** What is wrong; undefined when nothing is. */
  broken(resource: Resource, view: Snapshot): string | undefined;
}>;

/** `broken` sees only resources of the kind that the invariant is about. */
export function invariant<K extends ResourceKind>(
  name: string,
  about: K,
  reads: readonly ResourceKind[],
  broken: (resource: ResourceOf<K>, view: Snapshot) => string | undefined,
): Invariant {
  return {
    name,
    about,
    reads,
    broken: (resource, view) => {
      if (resource.kind !== about) throw new Error(`${name} is about ${about}, not ${resource.kind}`);
      return broken(resource as ResourceOf<K>, view); // its kind was just compared
    },
  };
}

/** The first value that occurs twice. */
export function firstRepeated<T>(values: Iterable<T>): T | undefined {
  const seen = new Set<T>();
  for (const value of values) {
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return undefined;
}
