import { ApiError } from './operation.ts';

/**
 * What an earlier call with this client token made, so that a retry makes nothing twice; `same` tells whether that call
 * asked for the same (Amazon EC2 API Reference, "Ensuring idempotency").
 */
export function madeBefore<T extends Readonly<{ clientToken?: string }>>(
  existing: Iterable<T>,
  token: string | undefined,
  same: (earlier: T) => boolean,
  longest?: number,
): T | undefined {
  if (token === undefined || token === '') return undefined;
  checkToken(token, longest);
  for (const earlier of existing) {
    if (earlier.clientToken !== token) continue;
    if (same(earlier)) return earlier;
    throw new ApiError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  return undefined;
}

/** "Up to 64 ASCII characters" (the same page), where an action does not say otherwise. */
export function checkToken(token: string, longest = 64): void {
  if (token.length > longest || !/^[\x20-\x7e]+$/.test(token)) {
    throw new ApiError(
      'InvalidClientToken',
      `The specified client token is not valid: it has 1 to ${longest} ASCII characters.`,
    );
  }
}

/** The member that remembers it; none when the client gave none. */
export function rememberToken(token: string | undefined): Readonly<{ clientToken?: string }> {
  return token === undefined || token === '' ? {} : { clientToken: token };
}
