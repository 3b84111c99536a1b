import { createHash } from 'node:crypto';
import { queryPairs } from './canonical-request.ts';
import type { AuthenticationFault } from './faults.ts';
import { headerValues, splitTarget, type WireRequest } from './wire.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What a request says of its own signature; nothing of it is true yet. */
export type Claim = Readonly<{
  accessKeyId: string;
  /** Date, region, service, terminator: as many parts as came. */
  scope: readonly string[];
  /** In the order given. */
  signedHeaders: readonly string[];
  signature: string;
  /** `20150830T123600Z`. */
  timestamp: string;
  /** The same in milliseconds. */
  at: number;
  /** Presigned requests may say how long they hold. */
  expiresMs?: number;
  sessionToken?: string;
}>;

export type Refused = Readonly<{ fault: AuthenticationFault; message: string }>;

/** Reads the Authorization header, or the query of a presigned request; both at once are refused. */
export function readClaim(request: WireRequest): Claim | Refused {
  const headers = headerValues(request, 'authorization');
  const query = queryPairs(splitTarget(request.target).query);
  const isPresigned = query.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (headers.length === 0) {
    return isPresigned ? readPresigned(query) : { fault: 'no-authentication', message: 'Missing Authentication Token' };
  }
  if (isPresigned) return malformed('Authorization must be in the header or in the query, not in both.');
  if (headers.length > 1) return malformed('The request has more than one Authorization header.');
  return readHeader(request, headers[0] ?? '');
}

function readHeader(request: WireRequest, text: string): Claim | Refused {
  const [algorithm = '', ...rest] = text.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) return malformed(`Unsupported AWS 'algorithm': '${clip(algorithm)}'.`);
  const parts = readParts(rest.join(' '), text);
  if (!(parts instanceof Map)) return parts;
  const dates = headerValues(request, 'x-amz-date');
  const fallback = headerValues(request, 'date');
  const date = dates[0] ?? fallback[0];
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parts.has(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (date === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (missing.length > 0 || date === undefined) return malformed(`${missing.join(' ')} ${fingerprint(text)}`);
  if (dates.length > 1 || (dates.length === 0 && fallback.length > 1)) {
    return malformed('The request has more than one date header.');
  }
  return claimFrom({
    credential: parts.get('Credential') ?? '',
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
    date,
    sessionToken: headerValues(request, 'x-amz-security-token')[0],
  });
}

/** `Credential=…, SignedHeaders=…, Signature=…` in any order; anything else is an error. */
function readParts(text: string, whole: string): Map<string, string> | Refused {
  const parts = new Map<string, string>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const equals = part.indexOf('=');
    if (equals <= 0) {
      return malformed(
        `'${clip(part)}' not a valid key=value pair (missing equal-sign) in Authorization header: ${fingerprint(whole)}.`,
      );
    }
    const name = part.slice(0, equals);
    if (!['Credential', 'SignedHeaders', 'Signature'].includes(name) || parts.has(name)) {
      return malformed(`Authorization header has an unexpected part '${clip(name)}'.`);
    }
    parts.set(name, part.slice(equals + 1));
  }
  return parts;
}

function readPresigned(query: ReturnType<typeof queryPairs>): Claim | Refused {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (!name.startsWith('X-Amz-')) continue;
    if (values.has(name)) return malformed(`The query has '${clip(name)}' more than once.`);
    values.set(name, value);
  }
  const needed = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'];
  const missing = needed
    .filter((name) => !values.has(name))
    .map((name) => `AWS query-string parameters must include '${name}'.`);
  if (missing.length > 0) return malformed(missing.join(' '));
  const algorithm = values.get('X-Amz-Algorithm');
  if (algorithm !== ALGORITHM) return malformed(`Unsupported AWS 'algorithm': '${clip(algorithm ?? '')}'.`);
  const expires = values.get('X-Amz-Expires');
  // SigV4 allows a week at most.
  if (expires !== undefined && (!/^[0-9]{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > 604_800)) {
    return malformed('X-Amz-Expires must be a number of seconds from 1 to 604800.');
  }
  const claim = claimFrom({
    credential: values.get('X-Amz-Credential') ?? '',
    signedHeaders: values.get('X-Amz-SignedHeaders') ?? '',
    signature: values.get('X-Amz-Signature') ?? '',
    date: values.get('X-Amz-Date') ?? '',
    sessionToken: values.get('X-Amz-Security-Token'),
  });
  return 'fault' in claim || expires === undefined ? claim : { ...claim, expiresMs: Number(expires) * 1000 };
}

function claimFrom(parts: {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  sessionToken: string | undefined;
}): Claim | Refused {
  const [accessKeyId = '', ...scope] = parts.credential.split('/');
  if (scope.length !== 4 || accessKeyId === '') {
    return malformed(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${clip(parts.credential)}'.`,
    );
  }
  const at = parseDate(parts.date);
  if (at === undefined) {
    return malformed(
      `Date must be in ISO-8601 'basic format'. Got '${clip(parts.date)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return {
    accessKeyId,
    scope,
    signedHeaders: parts.signedHeaders.split(';'),
    signature: parts.signature,
    timestamp: basicFormat(at),
    at,
    ...(parts.sessionToken !== undefined && { sessionToken: parts.sessionToken }),
  };
}

/** ISO 8601 basic format, or the form of HTTP's Date header. Dates that no calendar has are none. */
function parseDate(text: string): number | undefined {
  const iso = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text.trim());
  if (iso !== null) {
    const at = Date.parse(`${iso[1]}-${iso[2]}-${iso[3]}T${iso[4]}:${iso[5]}:${iso[6]}Z`);
    return Number.isNaN(at) || basicFormat(at) !== text.trim() ? undefined : at;
  }
  if (!/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (GMT|UTC|[+-]0000)$/.test(text.trim()))
    return undefined;
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? undefined : at;
}

/** `20150830T123600Z`, the only form in which a time enters a signature. */
export function basicFormat(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

function malformed(message: string): Refused {
  return { fault: 'malformed-authentication', message };
}

/** AWS names the header it complains of by its hash, so that a signature cannot leak through logs of errors. */
function fingerprint(header: string): string {
  return `(Hashed with SHA-256 and encoded with Base64) Authorization=${createHash('sha256').update(header, 'latin1').digest('base64')}`;
}

/** What a stranger sent is repeated only so far. */
function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
