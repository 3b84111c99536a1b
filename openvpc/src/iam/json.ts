/**
 * JSON as policies need it, which JSON.parse does not give: an object with the same key twice is refused (it would
 * silently keep the last, and a Deny could hide behind it), numbers keep their text, and objects know where they stand.
 */
export type Json = string | boolean | null | JsonNumber | JsonObject | readonly Json[];
export type JsonNumber = Readonly<{ number: string }>;
/** `start` and `end`: offsets of the braces in the text. */
export type JsonObject = Readonly<{ members: ReadonlyMap<string, Json>; start: number; end: number }>;

/** Deeper than any policy nests; so that hostile brackets cannot exhaust the stack. */
const MAX_DEPTH = 16;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** What may stand between the quotes without being an escape: no control characters (RFC 8259, section 7). */
// eslint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: ReadonlyArray<readonly [string, boolean | null]> = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Undefined for what is not JSON (RFC 8259), repeats a key, or nests too deeply. */
export function readJson(text: string): Json | undefined {
  const reader = new Reader(text);
  const value = reader.value(0);
  return reader.atEnd() ? value : undefined;
}

/** Reads on; `undefined` from any method means that the text is refused, and is handed up. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#take(SPACE);
    return this.#at === this.#text.length;
  }

  value(depth: number): Json | undefined {
    if (depth > MAX_DEPTH) return undefined;
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"') return this.#string();
    return this.#word();
  }

  #object(depth: number): JsonObject | undefined {
    const start = this.#at;
    const members = new Map<string, Json>();
    this.#at += 1;
    if (this.#next('}')) return { members, start, end: this.#at - 1 };
    do {
      this.#take(SPACE);
      const key = this.#string();
      if (key === undefined || members.has(key) || !this.#next(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      members.set(key, value);
    } while (this.#next(','));
    return this.#next('}') ? { members, start, end: this.#at - 1 } : undefined;
  }

  #list(depth: number): readonly Json[] | undefined {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#next(']')) return items;
    do {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
    } while (this.#next(','));
    return this.#next(']') ? items : undefined;
  }

  #string(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined;
    this.#at += 1;
    let string = this.#take(PLAIN);
    while (this.#text[this.#at] === '\\') {
      const character = this.#escape();
      if (character === undefined) return undefined;
      string += character + this.#take(PLAIN);
    }
    return this.#here('"') ? string : undefined;
  }

  #escape(): string | undefined {
    const kind = this.#text[this.#at + 1] ?? '';
    if (kind === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      this.#at += 6;
      return /^[0-9a-fA-F]{4}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : undefined;
    }
    this.#at += 2;
    return Object.hasOwn(ESCAPES, kind) ? ESCAPES[kind] : undefined;
  }

  #word(): Json | undefined {
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#take(NUMBER);
    return number === '' ? undefined : { number };
  }

  /** Past white space, then past that one character, if it stands there. */
  #next(character: string): boolean {
    this.#take(SPACE);
    return this.#here(character);
  }

  #here(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** What a sticky pattern takes from here; nothing if it does not match. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [taken = ''] = pattern.exec(this.#text) ?? [];
    this.#at += taken.length;
    return taken;
  }
}
