import { describe, expect, it } from 'vitest';
import { plain, sampleOf, sdkCodec } from '../../../test/sdk-codec.ts';
import type { AnyOperation } from '../control/execute.ts';
import { createEc2Service } from './ec2-service.ts';
import { createLogsService } from './logs-service.ts';
import type { Service } from './service.ts';
import type { Header, WireRequest } from './wire.ts';

/** What the AWS SDK writes we must read, and what we write the SDK must read, for every operation of the models. */
const none = {} as AnyOperation; // found by name, never run

function asRequest(service: string, action: string, body: string): WireRequest {
  const json: readonly Header[] = [
    ['Content-Type', 'application/x-amz-json-1.1'],
    ['X-Amz-Target', `Logs_20140328.${action}`],
  ];
  return { method: 'POST', target: '/', headers: service === 'logs' ? json : [], body: Buffer.from(body) };
}

for (const name of ['ec2', 'logs'] as const) {
  const sdk = sdkCodec(name);
  const every = new Map(sdk.operations.map((operation) => [operation, none]));
  const service: Service = (name === 'ec2' ? createEc2Service : createLogsService)(sdk.model, every);

  describe(`${name} against the AWS SDK`, () => {
    it('has operations', () => expect(sdk.operations.length).toBeGreaterThan(10));

    it.each(sdk.operations)('%s', async (action) => {
      const { input, output } = sdk.model.operations[action] ?? { input: -1, output: -1 };
      const given = sampleOf(sdk.model, input) ?? {};
      const call = service.read(asRequest(name, action, await sdk.writeRequest(action, given)));
      expect(call.action).toBe(action);
      expect(plain(call.readInput())).toEqual(plain(given));

      const answer = sampleOf(sdk.model, output) ?? {};
      const read = await sdk.readResponse(action, service.write(action, answer, 'id'));
      expect(plain(read)).toEqual(plain(answer));
    });
  });
}
