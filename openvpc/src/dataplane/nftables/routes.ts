import type { Route } from '../../contract/program.ts';
import { type Prefix, prefixCovers, samePrefix } from '../../net/prefix.ts';

/**
 * The parts of local routes' destinations that a longer prefix takes elsewhere, as blocks that do not overlap. Routes of one
 * family; of two with the same destination there are none in a table.
 */
export function elsewhere(routes: readonly Route[]): readonly Prefix[] {
  const locals = routes.filter(({ target }) => target.kind === 'local');
  const taken = routes.filter(
    ({ destination, target }) =>
      target.kind !== 'local' && locals.some((local) => prefixCovers(local.destination, destination)),
  );
  return taken.flatMap(({ destination }) => {
    const longer = routes.filter(
      (route) => prefixCovers(destination, route.destination) && !samePrefix(destination, route.destination),
    );
    return without(
      destination,
      longer.map((route) => route.destination),
    );
  });
}

/** `prefix` less the holes, which lie inside it: halves, and halves of halves, until none has a part of a hole. */
function without(prefix: Prefix, holes: readonly Prefix[]): readonly Prefix[] {
  const inside = holes.filter((hole) => prefixCovers(prefix, hole));
  if (holes.some((hole) => prefixCovers(hole, prefix))) return [];
  return inside.length === 0 ? [prefix] : halves(prefix).flatMap((half) => without(half, holes));
}

function halves({ base, length }: Prefix): readonly Prefix[] {
  const width = base.family === 4 ? 32 : 128;
  const bit = 1n << BigInt(width - length - 1);
  return [
    { base, length: length + 1 },
    { base: { family: base.family, bits: base.bits | bit }, length: length + 1 },
  ];
}
