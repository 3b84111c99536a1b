import type { Context } from './context.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { ANY, cutAtColons, parseTemplate, type Token } from './template.ts';

/** The six parts of an ARN; the sixth keeps its colons. Undefined for text that is not an ARN. */
export type ArnParts = readonly string[];
const PARTS = 6;

export function arnParts(text: string): ArnParts | undefined {
  const [head, ...rest] = text.split(':');
  if (head !== 'arn' || rest.length < PARTS - 1) return undefined;
  return [head, ...rest.slice(0, PARTS - 2), rest.slice(PARTS - 2).join(':')];
}

/** Undefined parts: the literal `*` of an action without resources, or what is not an ARN. */
export type ArnPattern = (parts: ArnParts | undefined, context: Context) => boolean;

/**
 * A pattern of a Resource element: part by part, so that `*` in one cannot swallow the next; in the sixth it crosses `/`
 * and `:`. `*` alone matches anything, and only it matches the literal `*`. Variables stand after the fifth colon only;
 * before it `${…}` is text. Missing parts are `*`, as short ARNs are accepted (AWS does not say).
 */
export function resourcePattern(text: string, variables: boolean): ArnPattern {
  if (text === '*') return () => true;
  const written = text.split(':');
  const parts = written.slice(0, PARTS - 1).map((part) => parseTemplate(part, { wildcards: true, variables: false }));
  const last = written.slice(PARTS - 1).join(':');
  const missing = Array.from({ length: PARTS - 1 - parts.length }, () => [ANY]);
  const sixth = written.length < PARTS ? [ANY] : parseTemplate(last, { wildcards: true, variables });
  return partByPart([...parts, ...missing, sixth]);
}

/** A pattern of an Arn operator: all six parts must be there, except that `*` alone is any ARN. Variables anywhere. */
export function arnConditionPattern(template: readonly Token[]): ArnPattern {
  const parts = cutAtColons(template, PARTS);
  if (template.length === 1 && template[0] === ANY) return (arn) => arn !== undefined;
  return parts.length === PARTS ? partByPart(parts) : () => false;
}

/** The last parts differ most: asked first. */
function partByPart(templates: ReadonlyArray<readonly Token[]>): ArnPattern {
  const patterns: readonly Pattern[] = templates.map(patternOf);
  return (parts, context) => {
    if (parts === undefined) return false;
    for (let i = PARTS - 1; i >= 0; i--) {
      const pattern = patterns[i] as Pattern; // six of each
      if (!pattern(parts[i] as string, context)) return false;
    }
    return true;
  };
}
