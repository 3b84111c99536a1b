import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { createVerifier } from '../openvpc/src/api/sigv4.ts';
import type { Header, WireRequest } from '../openvpc/src/api/wire.ts';

export const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const ID = 'AKIDEXAMPLE';
export const NOW = Date.parse('2026-01-02T03:04:05Z');

export const verify = createVerifier({
  findKey: (id) => (id === ID ? { secret: SECRET, principalArn: 'arn:root', account: '111122223333' } : undefined),
  region: 'us-east-1',
  services: ['ec2', 'logs'],
});

/** AWS's own signer is the judge. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as BinaryLike);
  }
  update(data: unknown): void {
    this.#hash.update(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
}

export function signer(
  over: {
    region?: string;
    service?: string;
    accessKeyId?: string;
    secretAccessKey?: string;
    sessionToken?: string;
  } = {},
) {
  const { region = 'us-east-1', service = 'ec2', accessKeyId = ID, secretAccessKey = SECRET, sessionToken } = over;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return new SignatureV4({ region, service, credentials, sha256: Sha256 as never });
}

type Plain = {
  method: string;
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  body: string;
};
export const plainRequest = (over: Partial<Plain> = {}): Plain => ({
  method: 'POST',
  path: '/',
  query: {},
  headers: { host: 'localhost:4566', 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=DescribeVpcs&Version=2016-11-15',
  ...over,
});

type Signable = Parameters<SignatureV4['sign']>[0];
type Sent = {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
};

export async function signed(request: Plain, at = NOW, over: Parameters<typeof signer>[0] = {}): Promise<WireRequest> {
  const given = { ...request, protocol: 'http:', hostname: 'localhost' };
  return onWire(
    (await signer(over).sign(given as Signable as never, { signingDate: new Date(at) })) as unknown as Sent,
  );
}

export async function presigned(
  request: Plain,
  expiresIn: number,
  at = NOW,
  over: Parameters<typeof signer>[0] = {},
): Promise<WireRequest> {
  const given = { ...request, protocol: 'http:', hostname: 'localhost' };
  return onWire((await signer(over).presign(given, { signingDate: new Date(at), expiresIn })) as unknown as Sent);
}

function onWire(sent: Sent): WireRequest {
  const escape = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(sent.query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((each) => `${escape(name)}=${escape(each)}`),
  );
  return {
    method: sent.method,
    target: sent.path + (pairs.length > 0 ? `?${pairs.join('&')}` : ''),
    headers: Object.entries(sent.headers).map(([name, value]): Header => [name, Buffer.from(value).toString('latin1')]),
    body: Buffer.from(typeof sent.body === 'string' ? sent.body : ''),
  };
}
