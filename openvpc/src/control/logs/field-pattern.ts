import { filterPattern } from '../filter-pattern.ts';
import { type Lexeme, lexemesOf, OPERATORS, type Operator } from './field-lexer.ts';
import { invalidPattern, unsupportedRegex } from './refuse.ts';

/** `[version, account, …, action="REJECT", status]`: one entry names one word of a message, in order. */
export function compileFields(pattern: string): (message: string) => boolean {
  const entries = parseEntries(pattern);
  const gap = entries.indexOf('...');
  const head = (gap < 0 ? entries : entries.slice(0, gap)).filter(isField);
  const tail = gap < 0 ? [] : entries.slice(gap + 1).filter(isField);
  if (head.length + tail.length !== entries.length - (gap < 0 ? 0 : 1)) throw invalidPattern(); // a second `...`
  // AWS's own example `[w1=ERROR, w2]` takes messages of many words: a last bare name stands for all the rest.
  const open = gap >= 0 || head.at(-1)?.test === undefined;
  return (message) => {
    const words = wordsOf(message);
    const least = head.length + tail.length;
    if (open ? words.length < least : words.length !== least) return false;
    return passes(head, words) && passes(tail, words.slice(words.length - tail.length));
  };
}

type WordTest = (word: string) => boolean;
type Field = Readonly<{ name: string; test?: WordTest }>;
type Entry = Field | '...';

function isField(entry: Entry): entry is Field {
  return entry !== '...';
}

function passes(fields: readonly Field[], words: readonly string[]): boolean {
  return fields.every(({ test }, i) => test === undefined || test(words[i] ?? ''));
}

/** Blanks divide; `"…"` and `[…]` are one word, without their marks. */
function wordsOf(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, bare]) => quoted ?? bracketed ?? bare ?? '',
  );
}

function parseEntries(pattern: string): readonly Entry[] {
  if (!pattern.endsWith(']')) throw invalidPattern();
  const parser = new EntryParser(lexemesOf(pattern.slice(1, -1)));
  const entries = [parser.entry()];
  while (parser.accept(',')) entries.push(parser.entry());
  if (!parser.isAtEnd()) throw invalidPattern();
  return entries;
}

/** `()` binds closest, then `&&`, then `||`. */
class EntryParser {
  #at = 0;
  #name: string | undefined;
  readonly #lexemes: readonly Lexeme[];

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  isAtEnd(): boolean {
    return this.#at === this.#lexemes.length;
  }

  accept(mark: string): boolean {
    const next = this.#lexemes[this.#at];
    if (next?.kind !== 'mark' || next.text !== mark) return false;
    this.#at++;
    return true;
  }

  entry(): Entry {
    const [first, second] = this.#lexemes.slice(this.#at, this.#at + 2);
    if (first?.kind === 'word' && (second === undefined || (second.kind === 'mark' && second.text === ','))) {
      this.#at++;
      return first.text === '...' ? '...' : { name: fieldName(first.text) };
    }
    this.#name = undefined;
    const test = this.#either();
    return { name: this.#name ?? '', test };
  }

  #either(): WordTest {
    const tests = [this.#both()];
    while (this.accept('||')) tests.push(this.#both());
    return (word) => tests.some((test) => test(word));
  }

  #both(): WordTest {
    const tests = [this.#primary()];
    while (this.accept('&&')) tests.push(this.#primary());
    return (word) => tests.every((test) => test(word));
  }

  #primary(): WordTest {
    if (this.accept('(')) {
      const test = this.#either();
      if (!this.accept(')')) throw invalidPattern();
      return test;
    }
    const [name, operator, value] = this.#lexemes.slice(this.#at, this.#at + 3);
    if (name?.kind !== 'word' || operator?.kind !== 'mark' || value === undefined) throw invalidPattern();
    const known = OPERATORS.find((one) => one === operator.text);
    if (known === undefined || value.kind === 'mark') throw invalidPattern();
    this.#at += 3;
    // An entry speaks of its own word alone.
    if (this.#name !== undefined && this.#name !== name.text) throw invalidPattern();
    this.#name = fieldName(name.text);
    return comparison(known, value);
  }
}

function fieldName(text: string): string {
  if (!/^[\p{L}_$@][\p{L}\p{N}_$@.-]*$/u.test(text)) throw invalidPattern();
  return text;
}

function comparison(operator: Operator, value: Lexeme): WordTest {
  if (value.kind === 'regex') throw unsupportedRegex();
  if (operator === '=') return equality(value.text);
  if (operator === '!=') {
    const equal = equality(value.text);
    return (word) => !equal(word);
  }
  const limit = numberOf(value.text);
  if (limit === undefined) throw invalidPattern();
  return (word) => {
    const number = numberOf(word); // a `-` is no number, and passes no such test
    if (number === undefined) return false;
    switch (operator) {
      case '<':
        return number < limit;
      case '<=':
        return number <= limit;
      case '>':
        return number > limit;
      case '>=':
        return number >= limit;
    }
  };
}

/** By number when both are numbers (`22` is `"22"` and `22.0`), else by text, with `*` for any text. */
function equality(value: string): WordTest {
  if (value.includes('*')) return filterPattern(value.replaceAll(/[\\?]/g, String.raw`\$&`)); // only `*` is special here
  const number = numberOf(value);
  return (word) => word === value || (number !== undefined && numberOf(word) === number);
}

function numberOf(text: string): number | undefined {
  return /^[-+]?[0-9]+(?:\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
}
