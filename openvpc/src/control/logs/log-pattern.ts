import { compileFields } from './field-pattern.ts';
import { invalidParameter, outsideConstraint } from './refuse.ts';
import { compileTerms } from './term-pattern.ts';

const MAX_LENGTH = 1024;

/**
 * Whether a message passes: filter patterns of CloudWatch Logs (User Guide, "Filter pattern syntax"), either terms or
 * fields in brackets. JSON patterns and regular expressions are refused, never taken for something else. Case counts.
 */
export function compilePattern(pattern: string): (message: string) => boolean {
  if (pattern.length > MAX_LENGTH) {
    throw outsideConstraint(pattern, 'filterPattern', `have length less than or equal to ${MAX_LENGTH}`);
  }
  const text = pattern.trim();
  if (text === '' || /^"\s*"$/.test(text)) return () => true;
  if (text.startsWith('{')) throw invalidParameter('JSON filter patterns are not supported yet.');
  if (text.startsWith('[')) return compileFields(text);
  return compileTerms(text);
}
