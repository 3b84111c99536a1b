import { fingerprint } from './fingerprint.ts';
import { ApiError } from './operation.ts';

/** What a next token says: answer what comes after this key, in the order of keys, to the same question. */
export function makePageToken(question: string, lastKey: string): string {
  return btoa(encodeURIComponent(JSON.stringify([fingerprint(question), lastKey])));
}

/** The key after which to go on; throws for text that is no token, and for the token of another question. */
export function readPageToken(question: string, token: string): string {
  const parsed = parse(token);
  if (parsed === undefined || parsed[0] !== fingerprint(question)) {
    throw new ApiError('InvalidNextToken', `The token '${token}' is invalid`);
  }
  return parsed[1];
}

function parse(token: string): readonly [number, string] | undefined {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(atob(token)));
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [print, key] = value as unknown[];
    return typeof print === 'number' && typeof key === 'string' ? [print, key] : undefined;
  } catch {
    return undefined; // not our text
  }
}
