import { Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ID, SECRET } from '../../../test/aws-signer.ts';
import { startToyServer, type ToyServer } from '../../../test/toy-server.ts';
import { signRequest } from '../client/sign.ts';
import { ApiError } from '../control/operation.ts';
import type { OwnApi } from './own.ts';

const key = { accessKeyId: ID, secretAccessKey: SECRET, region: 'us-east-1' };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DESCRIBE = 'Action=DescribeVpcs&Version=2016-11-15';

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer; agent?: Agent };
type Got = { status: number; headers: IncomingHttpHeaders; body: string; port: number | undefined };

/** A request as it stands, nothing added but what HTTP needs. */
function send(server: ToyServer, { method = 'POST', path = '/', headers = {}, body = '', agent }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.endpoint + path, { method, headers, ...(agent && { agent }) }, (response) => {
      let text = '';
      const port = response.socket.localPort;
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, port }),
      );
    });
    request.on('error', reject).end(body);
  });
}

function signed(server: ToyServer, sent: Sent & { service?: string; now?: number } = {}): Sent {
  const { method = 'POST', path = '/', headers = {}, body = DESCRIBE, service = 'ec2', now = Date.now() } = sent;
  const text = body.toString();
  return {
    ...sent,
    body,
    headers: signRequest({ method, url: new URL(path, server.endpoint), headers, body: text, service, now }, key),
  };
}

describe('the wire', () => {
  let server: ToyServer;
  beforeAll(async () => {
    server = await startToyServer();
  });
  afterAll(() => server.close());

  it('answers with request id, exact date and type', async () => {
    const { status, headers, body } = await send(server, signed(server));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/xml;charset=UTF-8');
    expect(headers['x-amzn-requestid']).toMatch(UUID);
    expect(body).toContain(`<requestId>${String(headers['x-amzn-requestid'])}</requestId>`);
    expect(Math.abs(Date.parse(headers.date ?? '') - Date.now())).toBeLessThan(2_000);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it('answers EC2 errors in XML with the same request id', async () => {
    const { status, headers, body } = await send(server, { body: DESCRIBE });
    expect(status).toBe(403);
    expect(headers['content-type']).toBe('text/xml;charset=UTF-8');
    expect(body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error></Errors><RequestID>${String(headers['x-amzn-requestid'])}</RequestID></Response>`,
    );
  });

  it('answers JSON errors in JSON', async () => {
    const json = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.DescribeLogGroups' };
    const { status, headers, body } = await send(server, { headers: json, body: '{}' });
    expect([status, JSON.parse(body)]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ]);
    expect(headers['content-type']).toBe('application/x-amz-json-1.1');
    expect(headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    expect(headers['x-amzn-requestid']).toMatch(UUID);
    const unknown = signed(server, {
      headers: { ...json, 'x-amz-target': 'Logs_20140328.Nonsense' },
      body: '{}',
      service: 'logs',
    });
    expect(JSON.parse((await send(server, unknown)).body)).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it.each<[string, (sent: Sent) => Sent, string]>([
    [
      'wrongly signed',
      (s) => ({
        ...s,
        headers: { ...s.headers, authorization: (s.headers?.['authorization'] ?? '').slice(0, -2) + '00' },
      }),
      'AuthFailure',
    ],
    [
      'replayed with another body',
      (s) => ({ ...s, body: 'Action=DeleteVpc&Version=2016-11-15&VpcId=vpc-1' }),
      'AuthFailure',
    ],
    ['replayed on another path', (s) => ({ ...s, path: '/?x=1' }), 'AuthFailure'],
    [
      'malformed',
      (s) => ({ ...s, headers: { ...s.headers, authorization: 'AWS4-HMAC-SHA256 x' } }),
      'IncompleteSignature',
    ],
  ])('refuses a request %s', async (_, change, expected) => {
    expect((await send(server, change(signed(server)))).body).toContain(`<Code>${expected}</Code>`);
  });

  it('refuses a stale request, but not the same twice within its time', async () => {
    const stale = await send(server, signed(server, { now: Date.now() - 16 * 60_000 }));
    expect([stale.status, stale.body.includes('<Code>AuthFailure</Code>')]).toEqual([401, true]);
    const request = signed(server);
    expect([(await send(server, request)).status, (await send(server, request)).status]).toEqual([200, 200]);
  });

  it('keeps the details of an unexpected failure for the operator', async () => {
    const { status, headers, body } = await send(
      server,
      signed(server, { body: 'Action=CreateSubnet&Version=2016-11-15&VpcId=v' }),
    );
    expect(status).toBe(500);
    expect(body).toContain('<Code>InternalError</Code><Message>An internal error has occurred</Message>');
    expect(body).not.toMatch(/secret|inside|TypeError/);
    const entry = server.logged.at(-1);
    expect(entry?.details).toMatchObject({ action: 'CreateSubnet', requestId: headers['x-amzn-requestid'] });
    expect(entry?.details['error']).toContain('TypeError: secret detail');
  });

  it('tells the operator of a code that the table of errors lacks', async () => {
    const { status } = await send(server, signed(server, { body: 'Action=DescribeSubnets&Version=2016-11-15' }));
    expect(status).toBe(400);
    expect(server.logged.at(-1)).toMatchObject({ details: { code: 'CodeThatNoTableHas' } });
  });

  it('says when a change is not in force yet', async () => {
    const { status, headers } = await send(server, signed(server, { body: 'Action=CreateVpc&Version=2016-11-15' }));
    expect([status, headers['x-openvpc-enforced'], headers['x-openvpc-revision']]).toEqual([200, 'false', '7']);
    expect(headers['x-openvpc-enforced-revision']).toBeUndefined();
  });

  it('says which revision is in force after a change, and nothing of the kind after a question', async () => {
    const change = 'Action=DeleteRouteTable&Version=2016-11-15&RouteTableId=rtb-1';
    const { headers } = await send(server, signed(server, { body: change }));
    expect([headers['x-openvpc-enforced-revision'], headers['x-openvpc-enforced']]).toEqual(['8', undefined]);
    const question = await send(server, signed(server));
    expect(Object.keys(question.headers).filter((name) => name.startsWith('x-openvpc'))).toEqual([]);
  });

  // Slow reading would end this test by its time-out.
  it('is not kept busy by a header made to be read slowly', async () => {
    for (let n = 0; n < 2_000; n++) {
      const { status } = await send(server, { headers: { authorization: 'Credential='.repeat(1_400) } });
      expect(status).toBe(400);
    }
  });

  it('reports each call with its outcome', async () => {
    await send(server, signed(server));
    await send(server, signed(server, { body: 'Action=DeleteVpc&Version=2016-11-15&VpcId=v' }));
    expect(server.observed.slice(-2)).toEqual([
      { action: 'DescribeVpcs', code: 'ok' },
      { action: 'DeleteVpc', code: 'InvalidVpcID.NotFound' },
    ]);
  });

  it.each([
    ['GET', '/nowhere', 400, 'InvalidAction'],
    ['PUT', '/', 405, 'MethodNotAllowed'],
    ['DELETE', '/', 405, 'MethodNotAllowed'],
    ['OPTIONS', '/', 405, 'MethodNotAllowed'],
    ['GET', '/', 400, 'MissingAction'],
    ['GET', '/?Action=DescribeVpcs&Version=2016-11-15', 200, 'DescribeVpcsResponse'],
  ])('%s %s gives %i %s', async (method, path, status, text) => {
    const got = await send(server, signed(server, { method, path, body: '' }));
    expect([got.status, got.body.includes(text)]).toEqual([status, true]);
  });

  it('gives HEAD headers and no body', async () => {
    const { status, headers, body } = await send(server, signed(server, { method: 'HEAD', body: '' }));
    expect([status, body, headers['x-amzn-requestid']]).toEqual([405, '', expect.stringMatching(UUID)]);
  });

  it('refuses an encoded body', async () => {
    const body = gzipSync(DESCRIBE).toString('latin1');
    const { status, body: answer } = await send(
      server,
      signed(server, { headers: { 'content-encoding': 'gzip' }, body }),
    );
    expect([status, answer.includes('<Code>UnsupportedMediaType</Code>')]).toEqual([415, true]);
  });

  it('keeps the connection after every error', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const large = Buffer.alloc(3 * 1024 * 1024, 'a');
    const requests: Array<[Sent, number]> = [
      [{ body: DESCRIBE }, 403],
      [{ body: large }, 413],
      [{ body: large, headers: { 'transfer-encoding': 'chunked' } }, 413],
      [{ body: large, headers: { expect: '100-continue' } }, 413],
      [{ method: 'HEAD', path: '/x' }, 403],
      [{ body: large, headers: { 'x-amz-target': 'Logs_20140328.PutLogEvents' } }, 400],
      [signed(server), 200],
    ];
    const ports = new Set<number | undefined>();
    for (const [sent, status] of requests) {
      const got = await send(server, { ...sent, agent });
      expect(got.status).toBe(status);
      expect(got.headers['x-amzn-requestid']).toMatch(UUID);
      ports.add(got.port);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });
});

/** Sends raw bytes and gathers what comes until the connection closes. */
function raw(server: ToyServer, text: string, more?: { afterMs: number; text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', reject);
    socket.write(text);
    if (more !== undefined) setTimeout(() => socket.write(more.text), more.afterMs);
  });
}

describe('bad HTTP', () => {
  let server: ToyServer;
  beforeAll(async () => {
    server = await startToyServer({ limits: { requestMs: 300, headersMs: 300 } });
  });
  afterAll(() => server.close());

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'BadRequest'],
    ['a header folded over lines', 'GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n', 400, 'BadRequest'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'BadRequest',
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'BadRequest',
    ],
    [
      'huge headers',
      `GET / HTTP/1.1\r\nHost: h\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'RequestHeaderFieldsTooLarge',
    ],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: h\r\n', 408, 'RequestTimeout'],
    [
      'a body that does not end',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nAction=',
      408,
      'RequestTimeout',
    ],
  ])('%s', async (_, text, status, code) => {
    const answer = await raw(server, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`<Code>${code}</Code>`);
    expect(answer).toMatch(/\r\ndate: /i);
    expect(answer).toMatch(/\r\nconnection: close/i);
  });

  it('lives on after a client that goes in the middle', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nAction=');
    await wait(50);
    socket.destroy();
    await wait(50);
    expect((await send(server, signed(server))).status).toBe(200);
  });
});

describe("OpenVPC's own API", () => {
  const seen: unknown[] = [];
  let streaming = 0;
  const own: OwnApi = (request) => {
    seen.push({ ...request, query: request.query.toString(), signal: undefined });
    if (request.path.endsWith('/missing')) throw new ApiError('InvalidInstanceID.NotFound', 'There is none.');
    if (request.path.endsWith('/broken')) throw new TypeError('secret detail');
    if (!request.path.endsWith('/events')) return Promise.resolve({ kind: 'json', body: { yes: 'é' } });
    return Promise.resolve({ kind: 'events', events: eventsUntil(request.signal) });
  };
  async function* eventsUntil(signal: AbortSignal): AsyncGenerator<unknown> {
    streaming++;
    try {
      yield { n: 1 };
      yield { text: 'a\n\nb' };
      while (!signal.aborted) await wait(5);
    } finally {
      streaming--;
    }
  }
  let server: ToyServer;
  beforeAll(async () => {
    server = await startToyServer({
      own,
      extra: (request, response) => {
        if (request.url === '/_openvpc/half') response.writeHead(200).write('half');
        if (request.url === '/_openvpc/half' || request.url === '/_openvpc/broken') throw new Error('no metrics');
        if (request.url !== '/_openvpc/health') return false;
        response.end('healthy');
        return true;
      },
    });
  });
  afterAll(() => server.close());
  afterEach(() => seen.splice(0));

  const path = '/_openvpc/v1/status?x=a%20b';
  const service = 'openvpc';

  it('answers a signed call', async () => {
    const got = await send(server, signed(server, { path, body: '{"a":1}', service }));
    expect([got.status, JSON.parse(got.body)]).toEqual([200, { yes: 'é' }]);
    expect(seen).toEqual([
      { method: 'POST', path: '/_openvpc/v1/status', query: 'x=a+b', body: '{"a":1}', signal: undefined },
    ]);
  });

  it('answers nobody else', async () => {
    const unsigned = await send(server, { path });
    expect([unsigned.status, JSON.parse(unsigned.body)]).toMatchObject([
      400,
      { __type: 'MissingAuthenticationTokenException' },
    ]);
    const ec2 = await send(server, signed(server, { path, service: 'ec2' }));
    expect(JSON.parse(ec2.body)).toMatchObject({ __type: 'InvalidSignatureException' });
    const other = await send(server, { ...signed(server, { path, body: 'a', service }), body: 'b' });
    expect(JSON.parse(other.body)).toMatchObject({ __type: 'InvalidSignatureException' });
    expect(seen).toEqual([]);
    // and its signature opens nothing of AWS's
    const aws = await send(server, signed(server, { service }));
    expect(aws.body).toContain('InvalidSignatureException');
  });

  it('answers errors, and keeps unexpected ones for the operator', async () => {
    const missing = await send(server, signed(server, { path: '/_openvpc/v1/missing', service }));
    expect(JSON.parse(missing.body)).toEqual({ __type: 'InvalidInstanceID.NotFound', message: 'There is none.' });
    const broken = await send(server, signed(server, { path: '/_openvpc/v1/broken', service }));
    expect([broken.status, JSON.parse(broken.body)]).toEqual([
      500,
      { __type: 'InternalFailure', message: 'An internal error has occurred' },
    ]);
    expect(server.logged.at(-1)?.details['error']).toContain('secret detail');
  });

  it('streams events, and stops when the client goes', async () => {
    const { headers = {} } = signed(server, { method: 'GET', path: '/_openvpc/v1/events', body: '', service });
    const text = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${server.endpoint}/_openvpc/v1/events`, { headers }, (response) => {
        let got = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          got += chunk;
          if (!got.includes('b"')) return;
          resolve(got);
          request.destroy();
        });
        expect(response.headers['content-type']).toBe('text/event-stream');
      });
      request.on('error', reject).end();
    });
    expect(text).toBe('data: {"n":1}\n\ndata: {"text":"a\\n\\nb"}\n\n');
    for (let tries = 0; streaming > 0 && tries < 100; tries++) await wait(10);
    expect(streaming).toBe(0);
  });

  it('lives on when what needs no signature breaks', async () => {
    const broken = await send(server, { method: 'GET', path: '/_openvpc/broken' });
    expect([broken.status, JSON.parse(broken.body)]).toMatchObject([500, { __type: 'InternalFailure' }]);
    expect(server.logged.at(-1)?.details['error']).toContain('no metrics');
    await expect(send(server, { method: 'GET', path: '/_openvpc/half' })).rejects.toThrow();
    expect((await send(server, { method: 'GET', path: '/_openvpc/health' })).body).toBe('healthy');
  });

  it('lets what needs no signature pass', async () => {
    expect((await send(server, { method: 'GET', path: '/_openvpc/health' })).body).toBe('healthy');
    expect((await send(server, { method: 'GET', path: '/_openvpc/other' })).status).toBe(403);
  });
});
