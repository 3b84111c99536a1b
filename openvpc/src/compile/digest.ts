import type { Program } from '../contract/program.ts';
import { canonicalText } from './canonical-text.ts';
import { rememberedBy } from './remembered.ts';
import { sha256Hex } from './sha256.ts';

/**
 * SHA-256 over the parts' own: each map of the program by name, each entry by its id and the SHA-256 of its canonical text.
 * Of a part that is the same object as before it is known already.
 */
export function digestOf(content: Omit<Program, 'revision' | 'digest'>): string {
  const lines = Object.entries(content)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, parts]) => [name, ...[...(parts as Parts)].map(([id, part]) => `${id} ${digestOfPart(part)}`)]);
  return sha256Hex(lines.join('\n'));
}

/** In order of id: compile makes them so. */
type Parts = ReadonlyMap<string, object>;

const digestOfPart = rememberedBy((part: object) => sha256Hex(canonicalText(part)));
