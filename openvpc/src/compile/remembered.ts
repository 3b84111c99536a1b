/**
 * What was worked out from a resource, kept as long as that resource is. Resources never change: a commit makes new ones
 * and shares the others, so that compiling after a change works out only what changed. Nothing else may go into `make`.
 */
export function rememberedBy<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
