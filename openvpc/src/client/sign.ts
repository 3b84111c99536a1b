import { createHash, createHmac } from 'node:crypto';

export type SigningKey = Readonly<{ accessKeyId: string; secretAccessKey: string; region: string }>;

/** `url` as it will be requested; its path and query must hold only characters that need no further encoding. */
export type Unsigned = Readonly<{
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  service: string;
  /** Milliseconds since 1970. */
  now: number;
}>;

/** The request's headers with those of Signature Version 4, every given header signed. */
export function signRequest(request: Unsigned, key: SigningKey): Record<string, string> {
  const timestamp = new Date(request.now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = [timestamp.slice(0, 8), key.region, request.service, 'aws4_request'];
  const headers = { ...request.headers, 'x-amz-date': timestamp };
  const signed = Object.entries({ ...headers, host: request.url.host })
    .map(([name, value]): readonly [string, string] => [name.toLowerCase(), value.trim().replaceAll(/\s+/g, ' ')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    encodePath(request.url.pathname),
    canonicalQuery(request.url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(request.body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical)].join('\n');
  const signingKey = scope.reduce<string | Buffer>((secret, word) => hmac(secret, word), `AWS4${key.secretAccessKey}`);
  const signature = createHmac('sha256', signingKey).update(toSign).digest('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** The path on the wire is encoded once; services other than S3 sign it encoded twice, doubled slashes as one. */
function encodePath(path: string): string {
  return path
    .replaceAll(/\/{2,}/g, '/')
    .split('/')
    .map(encode)
    .join('/');
}

function canonicalQuery(url: URL): string {
  return [...pairsOf(url.search.slice(1))]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** URLSearchParams would read `+` as a blank; in a signature it is a plus sign. */
function* pairsOf(query: string): Generator<readonly [name: string, value: string]> {
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals !== -1) yield [decodeURIComponent(pair.slice(0, equals)), decodeURIComponent(pair.slice(equals + 1))];
    else if (pair !== '') yield [decodeURIComponent(pair), ''];
  }
}

/** Encodes all but the unreserved characters; encodeURIComponent leaves five more. */
export function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
