import { type Context, type ContextKey, contextKey } from './context.ts';

/**
 * Text of a policy in which `*`, `?` and `${…}` mean something, as tokens: UTF-16 code units, the two wildcards, and
 * variables. Once it is tokens, text put in for a variable cannot become a wildcard, nor an ARN's colon: a user whose
 * tag is `*` would otherwise write the policy (IAM User Guide, "Policy elements: variables and tags").
 */
export type Token = number | Variable;
/** `${key}` or `${key, 'otherwise'}`. */
export type Variable = Readonly<{ key: ContextKey; otherwise: string | undefined }>;

export const ANY = -1;
export const ONE = -2;
const COLON = 58;

/** What means something in a text: wildcards only in some operators, variables only since version 2012-10-17. */
export type Meaning = Readonly<{ wildcards: boolean; variables: boolean }>;

export function parseTemplate(text: string, { wildcards, variables }: Meaning): readonly Token[] {
  const tokens: Token[] = [];
  const lastEnd = variables ? text.lastIndexOf('}') : -1;
  for (let at = 0; at < text.length; at++) {
    const end = at < lastEnd && text.startsWith('${', at) ? text.indexOf('}', at) : -1;
    if (end >= 0) {
      tokens.push(variableOf(text.slice(at + 2, end)));
      at = end;
    } else if (wildcards && text[at] === '*') tokens.push(ANY);
    else if (wildcards && text[at] === '?') tokens.push(ONE);
    else tokens.push(text.charCodeAt(at));
  }
  return tokens;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves. What is no variable at all never resolves. */
function variableOf(inner: string): Token {
  if (inner === '*' || inner === '?' || inner === '$') return inner.charCodeAt(0);
  const comma = inner.indexOf(',');
  if (comma < 0) return { key: contextKey(inner.trim()), otherwise: undefined };
  const otherwise = inner.slice(comma + 1).trim();
  const quoted = otherwise.length >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'");
  const key = contextKey(inner.slice(0, comma).trim());
  return quoted ? { key, otherwise: otherwise.slice(1, -1) } : { key: contextKey(inner), otherwise: undefined };
}

/**
 * The tokens with text for each variable; undefined if one has none: the key is absent without a default, or has several
 * values ("only single-valued keys", same page).
 */
export function resolveTemplate(template: readonly Token[], context: Context): readonly number[] | undefined {
  const tokens: number[] = [];
  for (const token of template) {
    if (typeof token === 'number') tokens.push(token);
    else {
      const values = context.values(token.key);
      const text = values === undefined ? token.otherwise : values.length === 1 ? values[0] : undefined;
      if (text === undefined) return undefined;
      for (let i = 0; i < text.length; i++) tokens.push(text.charCodeAt(i));
    }
  }
  return tokens;
}

/** The text itself, if nothing in it is a wildcard or a variable. */
export function plainText(template: readonly Token[]): string | undefined {
  const codes = template.filter((token) => typeof token === 'number');
  return codes.length === template.length && codes.every((code) => code >= 0) ? textOf(codes) : undefined;
}

/** One by one: as arguments, the units of a long policy would exhaust the stack. */
export function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCharCode(code)).join('');
}

export function variablesOf(template: readonly Token[]): readonly ContextKey[] {
  return template.flatMap((token) => (typeof token === 'number' ? [] : [token.key]));
}

/** Cut at the first colons into at most that many parts. A colon inside a variable is none. */
export function cutAtColons(template: readonly Token[], most: number): ReadonlyArray<readonly Token[]> {
  const parts: Array<readonly Token[]> = [];
  let rest = template;
  while (parts.length < most - 1) {
    const colon = rest.indexOf(COLON);
    if (colon < 0) break;
    parts.push(rest.slice(0, colon));
    rest = rest.slice(colon + 1);
  }
  return [...parts, rest];
}
