import { invalidParameter, invalidPattern, unsupportedRegex } from './refuse.ts';

/** `?` marks one of which any will do, `-` one that must not be there. */
type Term = Readonly<{ mark: '' | '?' | '-'; text: string }>;

/** Plain terms must all be there; `?` terms count only when there are no plain ones (AWS ignores them otherwise). */
export function compileTerms(pattern: string): (message: string) => boolean {
  const terms = parseTerms(pattern);
  const marked = (mark: Term['mark']) => terms.filter((term) => term.mark === mark).map(({ text }) => text);
  const [all, any, none] = [marked(''), marked('?'), marked('-')];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (all.length > 0 || any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}

function parseTerms(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  const scan = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)/suy;
  while (scan.lastIndex < pattern.length) {
    const found = scan.exec(pattern);
    if (found === null) throw invalidPattern();
    const [, mark, quoted, bare] = found;
    if (bare?.startsWith('%') === true) throw unsupportedRegex();
    if (bare !== undefined && !/^[\p{L}\p{N}_]+$/u.test(bare)) {
      throw invalidParameter(`Invalid character(s) in term '${bare}'`); // such a term wants double quotes
    }
    const text = bare ?? (quoted ?? '').replaceAll(/\\(.)/gsu, '$1');
    terms.push({ mark: mark === '?' || mark === '-' ? mark : '', text });
  }
  return terms;
}
