/** In order of id, so that neither the order of making nor that of a map shows in a program. */
export function sortedById<K extends string, V>(entries: Iterable<readonly [K, V]>): ReadonlyMap<K, V> {
  return new Map([...entries].sort(([a], [b]) => compareText(a, b)));
}

/** By code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
