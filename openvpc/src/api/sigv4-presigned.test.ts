import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID, NOW, plainRequest, presigned, verify } from '../../../test/aws-signer.ts';
import { basicFormat } from './authorization.ts';
import type { Header } from './wire.ts';

const MINUTE = 60_000;

describe('presigned form', () => {
  const get = plainRequest({
    method: 'GET',
    query: { Action: 'DescribeVpcs', Version: '2016-11-15' },
    headers: { host: 'localhost:4566' },
    body: '',
  });

  it('verifies until it expires', async () => {
    const request = await presigned(get, 3600);
    expect(verify(request, NOW)).toMatchObject({ accessKeyId: ID, service: 'ec2' });
    expect(verify(request, NOW + 3_600_000)).toMatchObject({ accessKeyId: ID });
    expect(verify(request, NOW + 3_600_001)).toMatchObject({ fault: 'presigned-expired' });
    expect(verify(request, NOW - 15 * MINUTE - 1)).toMatchObject({ fault: 'wrong-time' });
  });

  it.each<[string, (target: string) => string, string]>([
    ['another action', (t) => t.replace('DescribeVpcs', 'DeleteVpc'), 'wrong-signature'],
    ['an added parameter', (t) => `${t}&DryRun=true`, 'wrong-signature'],
    ['a longer life', (t) => t.replace('X-Amz-Expires=3600', 'X-Amz-Expires=7200'), 'wrong-signature'],
    ['too long a life', (t) => t.replace('X-Amz-Expires=3600', 'X-Amz-Expires=604801'), 'malformed-authentication'],
    ['no life', (t) => t.replace('X-Amz-Expires=3600', 'X-Amz-Expires=0'), 'malformed-authentication'],
    ['a date twice', (t) => `${t}&X-Amz-Date=20260102T030405Z`, 'malformed-authentication'],
    ['no credential', (t) => t.replace(/X-Amz-Credential=[^&]*/, ''), 'malformed-authentication'],
    ['another algorithm', (t) => t.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'), 'malformed-authentication'],
    ['parameters in lower case', (t) => t.toLowerCase(), 'no-authentication'],
  ])('refuses %s', async (_, change, fault) => {
    const request = await presigned(get, 3600);
    expect(verify({ ...request, target: change(request.target) }, NOW)).toMatchObject({ fault });
  });

  it('refuses another body and a session token', async () => {
    const request = await presigned(get, 3600);
    expect(verify({ ...request, body: Buffer.from('x') }, NOW)).toMatchObject({ fault: 'wrong-signature' });
    expect(verify(await presigned(get, 3600, NOW, { sessionToken: 't' }), NOW)).toMatchObject({ fault: 'unknown-key' });
  });

  it('without X-Amz-Expires holds as long as a header does', async () => {
    // the SDK always sends one, so its absence makes the signature wrong; but its time is checked before
    const request = await presigned(get, 3600);
    const target = request.target.replace('&X-Amz-Expires=3600', '');
    expect(verify({ ...request, target }, NOW + 16 * MINUTE)).toMatchObject({ fault: 'wrong-time' });
    expect(verify({ ...request, target }, NOW)).toMatchObject({ fault: 'wrong-signature' });
  });
});

describe('hostile input', () => {
  it('is always refused in words', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            'AWS4-HMAC-SHA256',
            ' ',
            ',',
            '=',
            'Credential',
            'SignedHeaders',
            'Signature',
            '/',
            `${ID}/20260102/us-east-1/ec2/aws4_request`,
            'host',
            ';',
            'é',
            '\u0000',
          ),
          { maxLength: 20 },
        )
        .map((words) => words.join('')),
    );
    fc.assert(
      fc.property(header, fc.string({ unit: 'binary', maxLength: 100 }), fc.boolean(), (text, target, isPresigned) => {
        const headers: Header[] = [
          ['Host', 'h'],
          ['X-Amz-Date', basicFormat(NOW)],
        ];
        if (!isPresigned) headers.push(['Authorization', text]);
        const request = {
          method: 'GET',
          target: isPresigned ? `/?X-Amz-Signature=${text}&${target}` : target,
          headers,
          body: Buffer.alloc(0),
        };
        const result = verify(request, NOW);
        expect(result).toMatchObject({ fault: expect.any(String) as string, message: expect.any(String) as string });
      }),
      { numRuns: 2000 },
    );
  });
});
