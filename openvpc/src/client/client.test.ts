import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ID, NOW, SECRET, verify } from '../../../test/aws-signer.ts';
import { startToyServer, type ToyServer } from '../../../test/toy-server.ts';
import type { OwnApi } from '../api/own.ts';
import { ApiFailure } from './api-failure.ts';
import { type Client, createClient } from './client.ts';
import { readEvents } from './events.ts';
import { encode, signRequest } from './sign.ts';
import { parseXml } from './xml.ts';

const key = { region: 'us-east-1', accessKeyId: ID, secretAccessKey: SECRET };
const own: OwnApi = ({ path, method, body, query, signal }) =>
  Promise.resolve(
    path.endsWith('/events')
      ? { kind: 'events', events: counting(Number(query.get('most')), signal) }
      : { kind: 'json', body: { method, body, query: query.get('q') } },
  );

async function* counting(most: number, signal: AbortSignal): AsyncGenerator<unknown> {
  for (let n = 0; n < most && !signal.aborted; n++) {
    yield { n };
    await wait(1);
  }
}

let server: ToyServer;
let client: Client;
beforeAll(async () => {
  server = await startToyServer({ own });
  client = createClient({ ...key, endpoint: server.endpoint });
});
afterAll(() => server.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the client', () => {
  it('calls EC2', async () => {
    const text = 'a & b <c> "d" é 日本 + % =\r\n';
    const { Vpcs } = await client.ec2('DescribeVpcs', { VpcIds: [text, 'x'], Filters: [{ Name: 'n', Values: ['v'] }] });
    expect(Vpcs?.map(({ VpcId }) => VpcId)).toEqual([text, 'x']);
    expect(Vpcs?.[0]).toMatchObject({ IsDefault: false, Tags: [{ Key: 'n', Value: 'v' }] });
    expect(await client.ec2('DeleteRouteTable', { RouteTableId: 'rtb-1' })).toEqual({});
  });

  it('calls CloudWatch Logs', async () => {
    expect(await client.logs('DescribeLogGroups', { logGroupNamePrefix: 'g' })).toEqual({
      logGroups: [{ logGroupName: 'g', storedBytes: 5 }],
    });
    expect(await client.logs('CreateLogGroup', { logGroupName: 'g' })).toEqual({});
  });

  it('rejects with the code, status and request id of an error', async () => {
    const xml = await failure(client.ec2('DeleteVpc', { VpcId: 'vpc-<1>' }));
    expect(xml).toBeInstanceOf(ApiFailure);
    expect(xml).toMatchObject({
      code: 'InvalidVpcID.NotFound',
      status: 400,
      message: "InvalidVpcID.NotFound: The vpc ID 'vpc-<1>' does not exist",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(await failure(client.logs('DeleteLogGroup', { logGroupName: 'g' }))).toMatchObject({
      code: 'ResourceNotFoundException',
      status: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    const stranger = createClient({ ...key, secretAccessKey: 'x', endpoint: server.endpoint });
    expect(await failure(stranger.own('GET', '/_openvpc/v1/status'))).toMatchObject({
      code: 'InvalidSignatureException',
    });
  });

  it("calls OpenVPC's own API", async () => {
    expect(await client.own('POST', "/_openvpc/v1/a%20b/(c)'*!?q=x%2By", { a: 'é' })).toEqual({
      method: 'POST',
      body: '{"a":"é"}',
      query: 'x+y',
    });
    expect(await client.own('GET', '/_openvpc/v1/status')).toMatchObject({ method: 'GET', body: '' });
  });

  it('reads a stream to its end, or until it is told to stop', async () => {
    const all: unknown[] = [];
    for await (const event of client.stream('/_openvpc/v1/events?most=3')) all.push(event);
    expect(all).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    const stop = new AbortController();
    const read = async () => {
      for await (const event of client.stream('/_openvpc/v1/events?most=1000000', stop.signal)) {
        all.push(event);
        stop.abort();
      }
    };
    expect(await failure(read())).toMatchObject({ name: 'AbortError' });
  });

  it('says so when nobody answers, or somebody else', async () => {
    const other = createServer((_, response) => response.writeHead(502).end('<html>bad gateway'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const lost = createClient({ ...key, endpoint });
    expect(await failure(lost.ec2('DescribeVpcs', {}))).toMatchObject({ code: 'NotAnAwsAnswer', status: 502 });
    expect(await failure(lost.own('GET', '/_openvpc/v1/status'))).toMatchObject({
      code: 'NotAnAwsAnswer',
      status: 502,
    });
    await new Promise((resolve) => other.close(resolve));
    const nobody = createClient({ ...key, endpoint: 'http://127.0.0.1:1' });
    expect(String(await failure(nobody.ec2('DescribeVpcs', {})))).toMatch(/127.0.0.1:1 does not answer: /);
    expect(String(await failure(lost.ec2('DescribeVpcs', {})))).toMatch(/does not answer: /);
  });
});

describe('signRequest', () => {
  it('signs what the server verifies, whatever the path, query and headers', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((each) => each.isWellFormed());
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 3 }),
        fc.array(fc.tuple(text, text), { maxLength: 4 }),
        text,
        fc.stringMatching(/^[ -~]{0,10}$/),
        (segments, pairs, body, value) => {
          const query = pairs.map(([name, each]) => `${encode(name)}=${encode(each)}`).join('&');
          const url = new URL(`http://h:1/${segments.map(encode).join('/')}?${query}`);
          if (pairs.some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm')) return;
          const headers = signRequest(
            { method: 'POST', url, headers: { 'x-amz-meta': value }, body, service: 'ec2', now: NOW },
            key,
          );
          const request = {
            method: 'POST',
            target: url.pathname + url.search,
            headers: Object.entries({ ...headers, host: 'h:1' }),
            body: Buffer.from(body),
          };
          expect(verify(request, NOW)).toMatchObject({ accessKeyId: ID });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('parseXml', () => {
  it('reads elements, text and the five entities', () => {
    expect(
      parseXml('<?xml version="1.0"?>\n<a x="y"><b>1 &lt;&amp;&#x41;&#66;&quot;&apos;&gt;</b><b/><c></c></a>\n'),
    ).toEqual({
      name: 'a',
      text: '',
      children: [
        { name: 'b', text: '1 <&AB"\'>', children: [] },
        { name: 'b', text: '', children: [] },
        { name: 'c', text: '', children: [] },
      ],
    });
  });

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    'text<a/>',
    '<a>&unknown;</a>',
    '<a>&</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<a><![CDATA[x]]></a>',
    '<a>&constructor;</a>',
    '< a/>',
  ])('refuses %s', (text) => {
    expect(() => parseXml(text)).toThrow(/not well-formed/);
  });
});

describe('readEvents', () => {
  it('puts events together from any pieces', async () => {
    const bytes = Buffer.from(': alive\n\ndata: {"a":"é"}\n\nevent: x\ndata: [1,\ndata: 2]\n\ndata: {"cut":');
    for (const size of [1, 2, 3, 7, 1000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const events: unknown[] = [];
      for await (const event of readEvents(ReadableStream.from(pieces))) events.push(event);
      expect(events).toEqual([{ a: 'é' }, [1, 2]]);
    }
  });
});
