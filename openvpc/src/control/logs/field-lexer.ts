import { invalidPattern } from './refuse.ts';

export const OPERATORS = ['!=', '<=', '>=', '=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A piece of a pattern between brackets. `mark`: an operator, `&&`, `||`, a parenthesis or a comma. */
export type Lexeme = Readonly<{ kind: 'mark' | 'word' | 'quoted' | 'regex'; text: string }>;

const LEXEME = /\s*(?:(&&|\|\||!=|<=|>=|[=<>(),])|"((?:[^"\\]|\\.)*)"|%([^%]*)%|([^\s=!<>&|(),"%]+))/suy;

export function lexemesOf(text: string): readonly Lexeme[] {
  const scan = new RegExp(LEXEME); // its own place
  const lexemes: Lexeme[] = [];
  const end = text.trimEnd().length;
  while (scan.lastIndex < end) {
    const found = scan.exec(text);
    if (found === null) throw invalidPattern();
    const [, mark, quoted, regex, word] = found;
    if (mark !== undefined) lexemes.push({ kind: 'mark', text: mark });
    else if (quoted !== undefined) lexemes.push({ kind: 'quoted', text: quoted.replaceAll(/\\(.)/gsu, '$1') });
    else if (regex !== undefined) lexemes.push({ kind: 'regex', text: regex });
    else lexemes.push({ kind: 'word', text: word ?? '' });
  }
  return lexemes;
}
