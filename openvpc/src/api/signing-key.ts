import { createHmac } from 'node:crypto';

export type SigningScope = Readonly<{ date: string; region: string; service: string }>;

/** Enough for every service of every key for two days; only verified keys' scopes of today ever come here. */
const MOST_KEPT = 256;

/** Derives SigV4 signing keys, and keeps them: they change once a day, and cost four HMACs. */
export function createSigningKeys(): (accessKeyId: string, secret: string, scope: SigningScope) => Buffer {
  const kept = new Map<string, Readonly<{ secret: string; key: Buffer }>>();
  return (accessKeyId, secret, scope) => {
    const name = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
    const known = kept.get(name);
    if (known !== undefined && known.secret === secret) return known.key; // a key that got a new secret is derived anew
    const key = deriveKey(secret, scope);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, { secret, key });
    return key;
  };
}

function deriveKey(secret: string, scope: SigningScope): Buffer {
  const words = [scope.date, scope.region, scope.service, 'aws4_request'];
  return words.reduce<Buffer>((key, word) => hmac(key, word), Buffer.from(`AWS4${secret}`, 'utf8'));
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'latin1').digest();
}
