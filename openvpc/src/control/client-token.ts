import { ApiError } from './operation.ts';

/**
 * What an earlier call with this client token made, so that a retry makes nothing twice; `same` tells whether that call
 * asked for the same (Amazon EC2 API Reference, "Ensuring idempotency").
 */
export function madeBefore<T extends Readonly<{ clientToken?: string }>>(
  existing: Iterable<T>,
  token: string | undefined,
  same: (earlier: T) => boolean,
): T | undefined {
  if (token === undefined || token === '') return undefined;
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

/** The member that remembers it; none when the client gave none. */
export function rememberToken(token: string | undefined): Readonly<{ clientToken?: string }> {
  return token === undefined || token === '' ? {} : { clientToken: token };
}
