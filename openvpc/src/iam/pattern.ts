import type { Context } from './context.ts';
import { ANY, ONE, resolveTemplate, textOf, type Token } from './template.ts';

/** Whether a whole value matches. The context is asked for variables only. */
export type Pattern = (value: string, context: Context) => boolean;

/** The cheapest way to ask: most patterns are plain text, or text that ends in `*`. */
export function patternOf(template: readonly Token[]): Pattern {
  const fixed = template.filter((token) => typeof token === 'number');
  if (fixed.length < template.length) return variablePattern(template);
  if (fixed.length === 1 && fixed[0] === ANY) return () => true;
  const wild = fixed.findIndex((token) => token < 0);
  const start = textOf(wild < 0 ? fixed : fixed.slice(0, wild));
  if (wild < 0) return (value) => value === start;
  if (wild === fixed.length - 1 && fixed[wild] === ANY) return (value) => value.startsWith(start);
  return (value) => value.startsWith(start) && globMatches(fixed, value);
}

function variablePattern(template: readonly Token[]): Pattern {
  return (value, context) => {
    const resolved = resolveTemplate(template, context);
    return resolved !== undefined && globMatches(resolved, value);
  };
}

/** Without case. What is put in for a variable is folded with the rest. */
export function foldedPattern(template: readonly Token[]): Pattern {
  return (value, context) => {
    const resolved = resolveTemplate(template, context);
    return resolved !== undefined && textOf(resolved).toLowerCase() === value.toLowerCase();
  };
}

/**
 * `*` is any run of characters, `?` exactly one (IAM User Guide, "Resource", "Using wildcards"). On a mismatch only the
 * last `*` takes one character more: an earlier one could not do better. So the work is at most pattern × value, and no
 * input makes it explode.
 */
export function globMatches(pattern: readonly number[], value: string): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let i = 0; i < value.length; ) {
    const token = pattern[at];
    if (token === ANY) {
      star = at++;
      taken = i;
    } else if (token === ONE || token === value.charCodeAt(i)) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++taken;
    } else return false;
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}
