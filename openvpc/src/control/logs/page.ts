import { makePageToken, readPageToken } from '../page-token.ts';
import { invalidParameter } from './refuse.ts';

type Page<T> = Readonly<{ items: readonly T[]; nextToken?: string }>;

/** Text that orders as its number does, for keys of pages. */
export function orderedNumber(value: number): string {
  return String(value).padStart(16, '0');
}

/** One page in the order of keys. A token says which key came last, so what is made meanwhile shifts nothing. */
export function logsPage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: Readonly<{ limit: number; nextToken?: string | undefined; descending?: boolean | undefined }>,
): Page<T> {
  const sign = request.descending === true ? -1 : 1;
  const compare = (a: string, b: string) => (a < b ? -sign : a > b ? sign : 0);
  const last = request.nextToken === undefined ? undefined : readToken(request.nextToken);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => last === undefined || compare(key, last) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const shown = rest.slice(0, request.limit);
  const end = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    ...(end !== undefined && shown.length < rest.length && { nextToken: makePageToken('logs', end.key) }),
  };
}

function readToken(token: string): string {
  try {
    return readPageToken('logs', token);
  } catch {
    throw invalidToken();
  }
}

export function invalidToken(): Error {
  return invalidParameter('The specified nextToken is invalid.');
}
