import { headerValues, splitTarget, type WireRequest } from './wire.ts';

/**
 * The canonical request of Signature Version 4 for services other than S3 (IAM User Guide, "Create a signed AWS API
 * request"). Each character of the result stands for one byte: hash it as Latin-1.
 */
export function canonicalRequest(request: WireRequest, signedHeaders: readonly string[], payloadHash: string): string {
  const { path, query } = splitTarget(request.target);
  return [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/**
 * Dot segments and doubled slashes go, then every byte but the unreserved ones and `/` is encoded. The path on the wire
 * is encoded already, so `%20` becomes `%2520`: clients of these services do the same.
 */
export function canonicalPath(raw: string): string {
  const kept: string[] = [];
  const segments = raw.split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const isFolder = kept.length > 0 && segments.at(-1) === '';
  return encode(`/${kept.join('/')}${isFolder ? '/' : ''}`, /[^A-Za-z0-9\-._~/]/g);
}

/** Pairs decoded and encoded anew, sorted by bytes; repeated names stay; `+` is a plus sign; the signature is left out. */
export function canonicalQuery(raw: string): string {
  return queryPairs(raw)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): readonly [string, string] => [encode(name, RESERVED), encode(value, RESERVED)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The decoded pairs of a raw query, in order; each character stands for one byte. */
export function queryPairs(raw: string): ReadonlyArray<readonly [name: string, value: string]> {
  return raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

/** Trimmed, runs of blanks and folded lines as one blank; repeated headers joined in the order received. */
function canonicalHeader(request: WireRequest, name: string): string {
  return headerValues(request, name)
    .map((value) => value.trim().replaceAll(/[ \t\r\n]+/g, ' '))
    .join(',');
}

const RESERVED = /[^A-Za-z0-9\-._~]/g;

function encode(bytes: string, what: RegExp): string {
  return bytes.replaceAll(what, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** A `%` that begins no two hex digits stands for itself. */
function decode(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
