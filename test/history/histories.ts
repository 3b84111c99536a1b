import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { compile } from '../../openvpc/src/compile/compile.ts';
import {
  COLLECTION,
  type Resource,
  type ResourceKind,
  type Snapshot,
  withChanges,
} from '../../openvpc/src/model/snapshot.ts';
import type { Revision } from '../../openvpc/src/name/scope.ts';
import { snapshotOfWide, wideArbitrary } from '../differential/wide-worlds.ts';

/** A change of one resource: it is put, or taken away. */
type Change = Readonly<{ id: string; kind: ResourceKind; resource?: Resource }>;

/**
 * From one world to another by any way: the same changes in any order, one by one or many at once, some of them twice, with
 * detours over a third world. Every way ends in the program that the goal itself compiles to.
 */
export const historiesProperty = (count?: (cases: number) => void) =>
  fc.property(
    wideArbitrary,
    wideArbitrary,
    wideArbitrary,
    fc.infiniteStream(fc.nat(1_000_000)),
    (start, goal, detour, chance) => {
      const draw = () => chance.next().value as number;
      const from = snapshotOfWide(start);
      const to = snapshotOfWide(goal);
      const expected = compile(to);
      for (let way = 0; way < 3; way++) {
        const stops = draw() % 2 === 0 ? [snapshotOfWide(detour), to] : [to];
        let now = from;
        for (const stop of stops) now = travel(now, stop, draw);
        const program = compile(now);
        if (program.digest !== expected.digest) {
          throw new Error(`another program after way ${way}: ${program.digest}, not ${expected.digest}`);
        }
        // Equal programs, equal text; and the other way round, or the digest would leave something out.
        const { revision } = program;
        if (!isDeepStrictEqual(program, { ...expected, revision }))
          throw new Error(`after way ${way} one digest for two`);
      }
      count?.(3);
    },
  );

/** Changes in a drawn order and in drawn portions, with repetitions. */
function travel(from: Snapshot, to: Snapshot, draw: () => number): Snapshot {
  const open = shuffled(differences(from, to), draw);
  let now = from;
  while (open.length > 0) {
    const portion = open.splice(0, 1 + (draw() % open.length));
    now = apply(now, portion);
    const again = portion[draw() % portion.length];
    if (again !== undefined && draw() % 3 === 0) now = apply(now, [again]);
  }
  return now;
}

function apply(now: Snapshot, changes: readonly Change[]): Snapshot {
  const map = new Map(
    changes.map(({ id, kind, resource }) => [id, resource ?? ({ kind, removed: true } as const)] as const),
  );
  return withChanges(now, (now.revision + 1) as Revision, map);
}

function differences(from: Snapshot, to: Snapshot): Change[] {
  return (Object.keys(COLLECTION) as ResourceKind[]).flatMap((kind) => {
    const before = resourcesOf(from, kind);
    const after = resourcesOf(to, kind);
    const put = [...after].map(([id, resource]): Change => ({ id, kind, resource }));
    const gone = [...before.keys()].filter((id) => !after.has(id)).map((id): Change => ({ id, kind }));
    return [...put, ...gone];
  });
}

function resourcesOf(snapshot: Snapshot, kind: ResourceKind): ReadonlyMap<string, Resource> {
  return snapshot[COLLECTION[kind]] as ReadonlyMap<string, Resource>;
}

function shuffled<T>(items: readonly T[], draw: () => number): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = draw() % (i + 1);
    [list[i], list[j]] = [list[j] as T, list[i] as T]; // both are within the list
  }
  return list;
}
