import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID, NOW, plainRequest, SECRET, signed, signer, verify } from '../../../test/aws-signer.ts';
import { basicFormat } from './authorization.ts';
import { createVerifier } from './sigv4.ts';
import type { Header, WireRequest } from './wire.ts';

const MINUTE = 60_000;

const withHeader = (request: WireRequest, name: string, value: (old: string) => string | undefined): WireRequest => ({
  ...request,
  headers: request.headers.flatMap(([key, old]): Header[] => {
    if (key.toLowerCase() !== name) return [[key, old]];
    const made = value(old);
    return made === undefined ? [] : [[key, made]];
  }),
});
const replaced = (request: WireRequest, from: string | RegExp, to: string) =>
  withHeader(request, 'authorization', (old) => old.replace(from, to));
const plus = (request: WireRequest, ...header: Header): WireRequest => ({
  ...request,
  headers: [...request.headers, header],
});

describe('header form', () => {
  it('finds out who signed, and for which service', async () => {
    const verified = { accessKeyId: ID, principalArn: 'arn:root', account: '111122223333' };
    expect(verify(await signed(plainRequest()), NOW)).toEqual({ ...verified, service: 'ec2' });
    expect(verify(await signed(plainRequest(), NOW, { service: 'logs' }), NOW)).toEqual({
      ...verified,
      service: 'logs',
    });
  });

  it("agrees with AWS's signer on paths, queries, headers and bodies of all kinds", async () => {
    // the signer leaves out what HTTP cannot carry; it encodes a path as it stands on the wire a second time
    const segment = fc.stringMatching(/^[A-Za-z0-9%._~!$&'()*+,;=:@-]{0,8}$/);
    const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((each) => each.isWellFormed());
    const query = fc.dictionary(
      text.filter((name) => name !== '' && !/^x-amz-signature$/i.test(name)),
      fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    );
    const value = fc.stringMatching(/^[ -~]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT'),
        fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
        query.filter((q) => !Object.keys(q).some((name) => name === '__proto__')),
        fc.dictionary(fc.stringMatching(/^(x-amz-meta|my)-[a-z]{1,4}$/), value, { maxKeys: 3 }),
        text,
        async (method, path, given, headers, body) => {
          const request = plainRequest({
            method,
            path,
            query: given as Record<string, string | string[]>,
            headers: { host: 'h:1', ...headers },
            body,
          });
          expect(verify(await signed(request), NOW)).toMatchObject({ accessKeyId: ID });
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, (request: WireRequest) => WireRequest]>([
    ['another body', (r) => ({ ...r, body: Buffer.from('Action=DeleteVpc&Version=2016-11-15') })],
    ['another method', (r) => ({ ...r, method: 'PUT' })],
    ['another path', (r) => ({ ...r, target: '/x' })],
    ['an added query', (r) => ({ ...r, target: '/?Action=DeleteVpc' })],
    ['another host', (r) => withHeader(r, 'host', () => 'evil.example')],
    ['another content type', (r) => withHeader(r, 'content-type', () => 'text/plain')],
    ['another time', (r) => withHeader(r, 'x-amz-date', () => basicFormat(NOW + 1000))],
    ['a repeated signed header', (r) => plus(r, 'Content-Type', 'text/plain')],
    ['an unsigned x-amz header', (r) => plus(r, 'X-Amz-Target', 'Logs_20140328.DeleteLogGroup')],
    ["a body hash that is not the body's", (r) => withHeader(r, 'x-amz-content-sha256', () => '0'.repeat(64))],
    ['UNSIGNED-PAYLOAD', (r) => withHeader(r, 'x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD')],
    [
      'a signature in capitals',
      (r) => withHeader(r, 'authorization', (old) => old.replace(/[0-9a-f]{64}$/, (s) => s.toUpperCase())),
    ],
    ['a shorter signature', (r) => replaced(r, /.$/, '')],
    ['no signature', (r) => replaced(r, /[0-9a-f]{64}$/, '')],
    [
      'a signature that is wrong in its last digit',
      (r) => withHeader(r, 'authorization', (old) => old.slice(0, -1) + (old.endsWith('0') ? '1' : '0')),
    ],
    ['signed headers without host', (r) => replaced(r, ';host', '')],
    ['signed headers out of order', (r) => replaced(r, 'content-type;host', 'host;content-type')],
    ['a signed header twice', (r) => replaced(r, ';host', ';host;host')],
    ['a signed header that is absent', (r) => replaced(r, 'content-type;', 'content-length;content-type;')],
    ['signed headers in capitals', (r) => replaced(r, ';host', ';Host')],
    ['no signed headers', (r) => replaced(r, /SignedHeaders=[^,]*/, 'SignedHeaders=')],
  ])('refuses %s', async (_, change) => {
    const request = await signed(plainRequest());
    expect(verify(request, NOW)).not.toHaveProperty('fault');
    expect(verify(change(request), NOW)).toMatchObject({ fault: 'wrong-signature' });
  });

  it('refuses the signature of another secret', async () => {
    expect(verify(await signed(plainRequest(), NOW, { secretAccessKey: 'other' }), NOW)).toMatchObject({
      fault: 'wrong-signature',
    });
  });

  it.each<[string, (request: WireRequest) => WireRequest, RegExp]>([
    ['nothing but the algorithm', (r) => replaced(r, / .*/, ''), /not a valid key=value pair/],
    [
      'another algorithm',
      (r) => replaced(r, 'AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
      /Unsupported AWS 'algorithm'/,
    ],
    ['basic authentication', (r) => replaced(r, /.*/, 'Basic dXNlcjpwYXNz'), /Unsupported AWS 'algorithm'/],
    ['a part without equal sign', (r) => replaced(r, 'Signature=', 'Signature'), /missing equal-sign/],
    ['an unknown part', (r) => replaced(r, 'Signature=', 'Sig=nature, Signature='), /unexpected part 'Sig'/],
    ['a part twice', (r) => replaced(r, 'Signature=', 'Signature=x, Signature='), /unexpected part 'Signature'/],
    ['no credential', (r) => replaced(r, /Credential=[^,]*, /, ''), /requires 'Credential' parameter/],
    [
      'no signature',
      (r) => replaced(r, /, Signature=.*/, ''),
      /^Authorization header requires 'Signature' parameter\. \(Hashed/,
    ],
    ['four parts of scope', (r) => replaced(r, '/ec2', ''), /exactly 5 slash-delimited/],
    ['no date', (r) => withHeader(r, 'x-amz-date', () => undefined), /requires existence of either/],
    ['an impossible date', (r) => withHeader(r, 'x-amz-date', () => '20260231T000000Z'), /ISO-8601/],
    ['a date of another form', (r) => withHeader(r, 'x-amz-date', () => '2026-01-02T03:04:05Z'), /ISO-8601/],
    ['two dates', (r) => plus(r, 'X-Amz-Date', basicFormat(NOW)), /more than one date/],
    [
      'two Authorization headers',
      (r) => plus(r, 'Authorization', 'AWS4-HMAC-SHA256 x=y'),
      /more than one Authorization/,
    ],
    ['a presigned query as well', (r) => ({ ...r, target: '/?X-Amz-Signature=0' }), /not in both/],
  ])('calls %s malformed', async (_, change, message) => {
    const result = verify(change(await signed(plainRequest())), NOW);
    expect(result).toMatchObject({
      fault: 'malformed-authentication',
      message: expect.stringMatching(message) as string,
    });
  });

  it('never repeats a signature or header in a message', async () => {
    const request = await signed(plainRequest());
    const signature =
      /[0-9a-f]{64}$/.exec(request.headers.find(([name]) => name === 'authorization')?.[1] ?? '')?.[0] ?? '?';
    const result = verify(replaced(request, /Credential=[^,]*, /, ''), NOW);
    expect(JSON.stringify(result)).not.toContain(signature);
  });

  it('takes blanks and any order between the parts', async () => {
    const request = withHeader(await signed(plainRequest()), 'authorization', (old) => {
      const [algorithm = '', ...parts] = old.split(/,? /);
      return `${algorithm}   ${parts.reverse().join(' ,  ')} `;
    });
    expect(verify(request, NOW)).toMatchObject({ accessKeyId: ID });
  });

  it('takes the time of a Date header when X-Amz-Date is absent', () => {
    const date = new Date(NOW).toUTCString();
    const canonical = `POST\n/\n\ndate:${date}\nhost:h\n\ndate;host\n${createHash('sha256').digest('hex')}`;
    const scope = '20260102/us-east-1/ec2/aws4_request';
    const toSign = `AWS4-HMAC-SHA256\n${basicFormat(NOW)}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
    const mac = (key: BinaryLike, data: string) => createHmac('sha256', key).update(data).digest();
    const signature = mac(scope.split('/').reduce<BinaryLike>(mac, `AWS4${SECRET}`), toSign).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${ID}/${scope},SignedHeaders=date;host,Signature=${signature}`;
    const headers: Header[] = [
      ['Host', 'h'],
      ['Date', date],
      ['Authorization', authorization],
    ];
    expect(verify({ method: 'POST', target: '/', headers, body: Buffer.alloc(0) }, NOW)).toMatchObject({
      accessKeyId: ID,
    });
  });

  it.each<[string, Parameters<typeof signer>[0], RegExp]>([
    ['region', { region: 'eu-west-1' }, /scoped to a valid region, not 'eu-west-1'/],
    ['service', { service: 'iam' }, /scoped to correct service: 'ec2' or 'logs'/],
  ])('refuses a scope of another %s', async (_, over, message) => {
    const result = verify(await signed(plainRequest(), NOW, over), NOW);
    expect(result).toMatchObject({ fault: 'wrong-scope', message: expect.stringMatching(message) as string });
  });

  it('refuses a scope of another day or terminator', async () => {
    const request = await signed(plainRequest());
    const day = verify(replaced(request, '/20260102/', '/20260103/'), NOW);
    expect(day).toMatchObject({
      fault: 'wrong-scope',
      message: expect.stringContaining("'20260103' != '20260102', from '20260102T030405Z'") as string,
    });
    expect(verify(replaced(request, 'aws4_request', 'aws5_request'), NOW)).toMatchObject({ fault: 'wrong-scope' });
  });

  it.each([
    [-15 * MINUTE, true],
    [-15 * MINUTE - 1000, false],
    [15 * MINUTE, true],
    [15 * MINUTE + 1000, false],
  ])('at %i ms from now: %s', async (offset, isRight) => {
    const result = verify(await signed(plainRequest(), NOW + offset), NOW);
    if (isRight) expect(result).toMatchObject({ accessKeyId: ID });
    else expect(result).toMatchObject({ fault: 'wrong-time' });
  });

  it('says by how much the clock is off', async () => {
    expect(verify(await signed(plainRequest(), NOW - 20 * MINUTE), NOW)).toMatchObject({
      message: 'Signature expired: 20260102T024405Z is now earlier than 20260102T024905Z (20260102T030405Z - 15 min.)',
    });
    expect(verify(await signed(plainRequest(), NOW + 20 * MINUTE), NOW)).toMatchObject({
      message:
        'Signature not yet current: 20260102T032405Z is still later than 20260102T031905Z (20260102T030405Z + 15 min.)',
    });
  });

  it('knows no other key, and no session token', async () => {
    expect(verify(await signed(plainRequest(), NOW, { accessKeyId: 'AKIDOTHER' }), NOW)).toMatchObject({
      fault: 'unknown-key',
    });
    expect(verify(await signed(plainRequest(), NOW, { sessionToken: 'token' }), NOW)).toMatchObject({
      fault: 'unknown-key',
    });
  });

  it('lets an unsigned request and one of Signature Version 2 stand unauthenticated', () => {
    const bare = { method: 'GET', target: '/', headers: [], body: Buffer.alloc(0) };
    expect(verify(bare, NOW)).toMatchObject({ fault: 'no-authentication' });
    const old = '/?AWSAccessKeyId=x&SignatureVersion=2&Signature=y';
    expect(verify({ ...bare, target: old }, NOW)).toMatchObject({ fault: 'no-authentication' });
  });

  it('derives the key anew when a key id gets another secret', async () => {
    let secret = SECRET;
    const changing = createVerifier({
      findKey: () => ({ secret, principalArn: 'a', account: '1' }),
      region: 'us-east-1',
      services: ['ec2'],
    });
    const request = await signed(plainRequest());
    expect(changing(request, NOW)).toMatchObject({ accessKeyId: ID });
    secret = 'other';
    expect(changing(request, NOW)).toMatchObject({ fault: 'wrong-signature' });
  });
});
