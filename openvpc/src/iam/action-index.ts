import { type ActionPattern, actionPattern, type Statement } from './statement.ts';

/**
 * Finds the statements that speak of an action without asking each: policies list hundreds of actions, and a question is
 * about one. Whole names stand in a map, those with wildcards by their service, the rest (`*`, NotAction) in a list.
 */
export class ActionIndex<T extends Readonly<{ statement: Statement }>> {
  readonly #whole = new Map<string, T[]>();
  readonly #wild = new Map<string, Array<Readonly<{ pattern: ActionPattern; entry: T }>>>();
  readonly #rest: T[] = [];

  constructor(entries: readonly T[]) {
    for (const entry of entries) this.#add(entry);
  }

  /** Each once. `action` is in lower case. */
  find(action: string): readonly T[] {
    const found = new Set(this.#whole.get(action));
    for (const { pattern, entry } of this.#wild.get(serviceOf(action)) ?? []) {
      if (pattern(action)) found.add(entry);
    }
    for (const entry of this.#rest) if (entry.statement.appliesToAction(action)) found.add(entry);
    return [...found];
  }

  #add(entry: T): void {
    const { not, values } = entry.statement.action;
    // The service part has no wildcards in what AWS stores; whatever else is met here is asked each time.
    if (not || values.some((value) => !/^[^*?:]+:/.test(value))) this.#rest.push(entry);
    else for (const value of new Set(values)) this.#addPattern(value, entry);
  }

  #addPattern(value: string, entry: T): void {
    if (/[*?]/.test(value)) push(this.#wild, serviceOf(value), { pattern: actionPattern(value), entry });
    else push(this.#whole, value, entry);
  }
}

function serviceOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(':')));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
