/** A condition key as a policy names it. */
export type ContextKey = Readonly<{ name: string; folded: string }>;

export function contextKey(name: string): ContextKey {
  return { name, folded: name.toLowerCase() };
}

/**
 * What a request says about itself: condition keys with their values. Names ignore case, those of tags in keys too
 * (IAM User Guide, "Condition"). Of two tags that differ in case only AWS takes one and does not say which: here the one
 * that the policy spells, else the first.
 */
export class Context {
  readonly #given: ReadonlyMap<string, readonly string[]>;
  #folded: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #parsed = new Map<(text: string) => unknown, Map<string, unknown>>();

  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  /** Undefined when the key is absent; a key without values is absent too. */
  values(key: ContextKey): readonly string[] | undefined {
    const values = this.#given.get(key.name) ?? this.#byFoldedName().get(key.folded);
    return values === undefined || values.length === 0 ? undefined : values;
  }

  /** What `parse` makes of a value, once for the request: many statements ask about the same address. */
  parsed<T>(parse: (text: string) => T, text: string): T {
    let values = this.#parsed.get(parse);
    if (values === undefined) this.#parsed.set(parse, (values = new Map()));
    if (!values.has(text)) values.set(text, parse(text));
    return values.get(text) as T; // set under this function only
  }

  /** Made when first needed: most keys are spelled alike on both sides. */
  #byFoldedName(): ReadonlyMap<string, readonly string[]> {
    if (this.#folded !== undefined) return this.#folded;
    const folded = new Map<string, readonly string[]>();
    for (const [name, values] of this.#given) {
      const key = name.toLowerCase();
      if (!folded.has(key)) folded.set(key, values);
    }
    this.#folded = folded;
    return folded;
  }
}
