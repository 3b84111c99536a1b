import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import { AwsEc2QueryProtocol, AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { loadModel } from '../openvpc/src/api/service-model.ts';
import type { Model, ShapeId } from '../openvpc/src/aws/shape.ts';

/** The AWS SDK's own codec for a service, as the judge of ours: it goes in the client's direction. */
export interface SdkCodec {
  readonly model: Model;
  readonly operations: readonly string[];
  /** The body of the request with that input. */
  writeRequest(operation: string, input: unknown): Promise<string>;
  /** The output in an answer with that body. */
  readResponse(operation: string, body: string): Promise<unknown>;
}

/** The SDK's protocol classes as we use them; their own types want generic parameters that say nothing here. */
interface SdkProtocol {
  setSerdeContext(context: object): void;
  serializeRequest(operation: object, input: unknown, context: object): Promise<{ body: Uint8Array | string }>;
  deserializeResponse(operation: object, context: object, response: object): Promise<Record<string, unknown>>;
}

export function sdkCodec(service: 'ec2' | 'logs'): SdkCodec {
  const client: Readonly<Record<string, unknown>> = service === 'ec2' ? ec2 : logs;
  const model = loadModel(service);
  const options = { xmlNamespace: 'http://x/', version: '2016-11-15', errorTypeRegistries: [] };
  const protocol = (service === 'ec2'
    ? new AwsEc2QueryProtocol({ ...options, defaultNamespace: 'com.amazonaws.ec2' })
    : new AwsJson1_1Protocol({
        ...options,
        defaultNamespace: 'com.amazonaws.cloudwatchlogs',
        serviceTarget: 'X',
        awsQueryCompatible: false,
      } as never)) as unknown as SdkProtocol;
  protocol.setSerdeContext(CONTEXT);
  const schema = (name: string): object => {
    const [, namespace, , traits, input, output] = client[`${name}$`] as readonly unknown[];
    return { namespace, name, traits, input, output };
  };
  return {
    model,
    operations: Object.keys(model.operations),
    async writeRequest(operation, input) {
      const { body } = await protocol.serializeRequest(schema(operation), input, CONTEXT);
      return Buffer.from(body).toString();
    },
    async readResponse(operation, body) {
      const response = { statusCode: 200, headers: {}, body: Buffer.from(body) };
      const { $metadata: _, ...output } = await protocol.deserializeResponse(schema(operation), CONTEXT, response);
      return output;
    },
  };
}

const CONTEXT = {
  endpoint: () => Promise.resolve({ protocol: 'http:', hostname: 'h', path: '/' }),
  base64Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64'),
  base64Decoder: (text: string) => Buffer.from(text, 'base64'),
  utf8Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
  utf8Decoder: (text: string) => Buffer.from(text),
  streamCollector: (bytes: Uint8Array) => Promise.resolve(bytes),
};

/** A made-up value of a shape: every member set, lists of two, each scalar different, text that wants escaping. */
export function sampleOf(model: Model, id: ShapeId, counter = { n: 1 }, depth = 0): unknown {
  const shape = model.shapes[id];
  if (shape === undefined || depth > 8) return undefined;
  const inner = (item: ShapeId): unknown => sampleOf(model, item, counter, depth + 1);
  const n = counter.n++;
  switch (shape.kind) {
    case 'string':
      return `s${n} &<>"'é+ %`;
    case 'document':
      return `d${n}`;
    case 'number':
      return n;
    case 'boolean':
      return n % 2 === 0;
    case 'timestamp':
      return new Date(1_700_000_000_000 + 1000 * n);
    case 'blob':
      return new Uint8Array([1, 2, 3, n & 255]);
    case 'list':
      return [inner(shape.item), inner(shape.item)].filter((item) => item !== undefined);
    case 'map':
      return { k1: inner(shape.value), k2: inner(shape.value) };
    case 'struct': {
      const members = shape.members.map((member) => [member.name, inner(member.shape)] as const);
      // EC2's XML cannot tell an empty list from an absent one
      return Object.fromEntries(
        members.filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
      );
    }
  }
}

/** Both sides as plain data: the SDK gives bytes as Buffers, and numbers of its own class. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    );
  }
  return value;
}
