import { createHash } from 'node:crypto';
import { difference } from './difference.ts';
import type { Ruleset } from './ruleset.ts';

/** Equal rules, equal text. */
export function rulesetDigest(ruleset: Ruleset): string {
  return createHash('sha256').update(difference(undefined, ruleset).join('\n')).digest('hex');
}
