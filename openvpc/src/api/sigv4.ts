import { createHash, timingSafeEqual } from 'node:crypto';
import { ALGORITHM, basicFormat, type Claim, readClaim, type Refused } from './authorization.ts';
import { canonicalRequest } from './canonical-request.ts';
import { createSigningKeys, hmac } from './signing-key.ts';
import { headerValues, type WireRequest } from './wire.ts';

/** A long-term access key and whose it is. */
export type Key = Readonly<{ secret: string; principalArn: string; account: string }>;
export type FindKey = (accessKeyId: string) => Key | undefined;

/** Who signed, and for which service. */
export type Verified = Readonly<{ accessKeyId: string; principalArn: string; account: string; service: string }>;

export type VerifierOptions = Readonly<{
  findKey: FindKey;
  region: string;
  /** Services that this endpoint answers for. */
  services: readonly string[];
  /** How far the client's clock may be off. */
  skewMs?: number;
}>;

/** AWS's window of time around a request. */
const SKEW_MS = 15 * 60_000;

/**
 * Verifies Signature Version 4 as AWS's services do, in their order: form, scope, time, key, signature. The body's hash is
 * always computed here, so a signature never stands for another body. A request may be repeated inside the window of
 * time: AWS allows it, and clients retry so.
 */
export function createVerifier(options: VerifierOptions): (request: WireRequest, now: number) => Verified | Refused {
  const signingKey = createSigningKeys();
  const skewMs = options.skewMs ?? SKEW_MS;
  return (request, now) => {
    const claim = readClaim(request);
    if ('fault' in claim) return claim;
    const refused = headersRefused(request, claim) ?? scopeRefused(claim, options) ?? timeRefused(claim, now, skewMs);
    if (refused !== undefined) return refused;
    const key = options.findKey(claim.accessKeyId);
    // There are no temporary keys yet: a session token never belongs to the key.
    if (key === undefined || claim.sessionToken !== undefined)
      return { fault: 'unknown-key', message: 'The security token included in the request is invalid.' };
    const [date = '', region = '', service = ''] = claim.scope;
    const payloadHash = createHash('sha256').update(request.body).digest('hex');
    if (headerValues(request, 'x-amz-content-sha256').some((told) => told !== payloadHash)) return WRONG_SIGNATURE;
    const canonical = canonicalRequest(request, claim.signedHeaders, payloadHash);
    const hash = createHash('sha256').update(canonical, 'latin1').digest('hex');
    const toSign = [ALGORITHM, claim.timestamp, claim.scope.join('/'), hash].join('\n');
    const expected = hmac(signingKey(claim.accessKeyId, key.secret, { date, region, service }), toSign).toString('hex');
    if (!equal(expected, claim.signature)) return WRONG_SIGNATURE;
    return { accessKeyId: claim.accessKeyId, principalArn: key.principalArn, account: key.account, service };
  };
}

const WRONG_SIGNATURE: Refused = {
  fault: 'wrong-signature',
  message: 'The request signature we calculated does not match the signature you provided.',
};

/** Signed headers are sorted, each once and present; `host` and every `x-amz-…` header is among them. */
function headersRefused(request: WireRequest, claim: Claim): Refused | undefined {
  const signed = claim.signedHeaders;
  const fault = 'wrong-signature';
  const isSorted = signed.every((name, i) => i === 0 || (signed[i - 1] ?? '') < name);
  if (!isSorted || signed.some((name) => name !== name.toLowerCase() || name.trim() !== name || name === '')) {
    return { fault, message: 'SignedHeaders must be sorted, in lower case, and name each header once.' };
  }
  const present = new Set(request.headers.map(([name]) => name.toLowerCase()));
  if (signed.some((name) => !present.has(name))) return { fault, message: 'SignedHeaders names an absent header.' };
  if (!signed.includes('host')) return { fault, message: "'host' must be a signed header." };
  const unsigned = [...present].find((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (unsigned !== undefined) return { fault, message: `The header '${unsigned}' must be signed.` };
  return undefined;
}

function scopeRefused(claim: Claim, options: VerifierOptions): Refused | undefined {
  const [date = '', region = '', service = '', terminator = ''] = claim.scope;
  const wrong: string[] = [];
  if (region !== options.region) {
    wrong.push(
      `Credential should be scoped to a valid region, not '${region}'. (This endpoint is '${options.region}'.)`,
    );
  }
  if (!options.services.includes(service)) {
    wrong.push(
      `Credential should be scoped to correct service: ${options.services.map((name) => `'${name}'`).join(' or ')}.`,
    );
  }
  if (terminator !== 'aws4_request') {
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`);
  }
  const day = claim.timestamp.slice(0, 8);
  if (date !== day) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${claim.timestamp}'.`,
    );
  }
  return wrong.length === 0 ? undefined : { fault: 'wrong-scope', message: wrong.join(' ') };
}

/** Both ends of the window belong to it. */
function timeRefused(claim: Claim, now: number, skewMs: number): Refused | undefined {
  const { at, timestamp } = claim;
  const edge = (ms: number) =>
    `${basicFormat(ms)} (${basicFormat(now)} ${ms < now ? '-' : '+'} ${skewMs / 60_000} min.)`;
  if (at > now + skewMs) {
    return {
      fault: 'wrong-time',
      message: `Signature not yet current: ${timestamp} is still later than ${edge(now + skewMs)}`,
    };
  }
  if (claim.expiresMs !== undefined) {
    const until = at + claim.expiresMs;
    return now <= until
      ? undefined
      : {
          fault: 'presigned-expired',
          message: `Signature expired: ${basicFormat(now)} is later than ${basicFormat(until)}`,
        };
  }
  if (at < now - skewMs) {
    return {
      fault: 'wrong-time',
      message: `Signature expired: ${timestamp} is now earlier than ${edge(now - skewMs)}`,
    };
  }
  return undefined;
}

/** Takes as long for a first wrong digit as for the last. Upper-case digits are other digits. */
function equal(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'latin1');
  const b = Buffer.from(given, 'latin1');
  return a.length === b.length && timingSafeEqual(a, b);
}
