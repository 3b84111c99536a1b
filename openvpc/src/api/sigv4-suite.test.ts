import { describe, expect, it } from 'vitest';
import { createVerifier } from './sigv4.ts';
import type { Header } from './wire.ts';

/**
 * Cases of the AWS Signature Version 4 test suite (published by AWS; Apache-2.0 in botocore): the request as it stands on
 * the wire, and the signature that AWS computed for it. Its case of a header folded over lines is left out: HTTP/1.1 has
 * done away with folding, and our parser refuses it.
 */
const FORM: Header = ['Content-Type', 'application/x-www-form-urlencoded'];
const CASES: ReadonlyArray<
  readonly [name: string, requestLine: string, headers: readonly Header[], body: string, signature: string]
> = [
  ['get-vanilla', 'GET /', [], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST /', [], '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'get-vanilla-query-order-key-case',
    'GET /?Param2=value2&Param1=value1',
    [],
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-empty-query-key',
    'GET /?Param1=value1',
    [],
    '',
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'post-vanilla-query',
    'POST /?Param1=value1',
    [],
    '',
    '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  ],
  ['get-utf8', 'GET /\u00e1\u0088\u00b4', [], '', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  [
    'get-vanilla-utf8-query',
    'GET /?\u00e1\u0088\u00b4=bar',
    [],
    '',
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  ['get-space', 'GET /example space/', [], '', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['get-slashes', 'GET //example//', [], '', '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84'],
  ['get-relative', 'GET /example/..', [], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash-dot-slash', 'GET /./', [], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-slash-pointless-dot',
    'GET /./example',
    [],
    '',
    'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  ],
  [
    'get-unreserved',
    'GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    [],
    '',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  [
    'get-header-key-duplicate',
    'GET /',
    [
      ['My-Header1', 'value2'],
      ['My-Header1', 'value2'],
      ['My-Header1', 'value1'],
    ],
    '',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-trim',
    'GET /',
    [
      ['My-Header1', ' value1'],
      ['My-Header2', ' "a   b   c"'],
    ],
    '',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'get-header-value-order',
    'GET /',
    ['value4', 'value1', 'value3', 'value2'].map((value): Header => ['My-Header1', value]),
    '',
    '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  ],
  [
    'post-header-key-sort',
    'POST /',
    [['My-Header1', 'value1']],
    '',
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-x-www-form-urlencoded',
    'POST /',
    [FORM],
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
];

const NOW = Date.parse('2015-08-30T12:36:00Z');
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const verify = createVerifier({
  findKey: (id) =>
    id === 'AKIDEXAMPLE' ? { secret: SECRET, principalArn: 'arn', account: '111122223333' } : undefined,
  region: 'us-east-1',
  services: ['service'],
});

describe('the AWS SigV4 test suite', () => {
  it.each(CASES)('%s', (_, requestLine, own, body, signature) => {
    const [method = ''] = requestLine.split(' ');
    const headers: readonly Header[] = [...own, ['Host', 'example.amazonaws.com'], ['X-Amz-Date', '20150830T123600Z']];
    const signed = [...new Set(headers.map(([name]) => name.toLowerCase()))].sort().join(';');
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`;
    const request = {
      method,
      target: requestLine.slice(method.length + 1),
      headers: [...headers, ['Authorization', authorization] as const],
      body: Buffer.from(body),
    };
    expect(verify(request, NOW)).toMatchObject({ accessKeyId: 'AKIDEXAMPLE', service: 'service' });
    // and nothing else: one more byte of body is another request
    expect(verify({ ...request, body: Buffer.from(`${body} `) }, NOW)).toMatchObject({ fault: 'wrong-signature' });
  });
});
