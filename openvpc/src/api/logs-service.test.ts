import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyOperation } from '../control/execute.ts';
import { ApiError } from '../control/operation.ts';
import { compileJson } from './json.ts';
import { createLogsService } from './logs-service.ts';
import { loadModel } from './service-model.ts';
import type { Header } from './wire.ts';

const model = loadModel('logs');
const every = new Map(Object.keys(model.operations).map((name) => [name, {} as AnyOperation])); // found, never run
const service = createLogsService(model, every);

const call = (
  action: string,
  body: string | Uint8Array,
  over: { type?: string; target?: string; method?: string } = {},
) => {
  const headers: Header[] = [
    ['content-type', over.type ?? 'application/x-amz-json-1.1'],
    ['x-amz-target', over.target ?? `Logs_20140328.${action}`],
  ];
  return {
    method: over.method ?? 'POST',
    target: '/',
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
};
const read = (action: string, body: string | Uint8Array, over = {}) =>
  service.read(call(action, body, over)).readInput();

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no refusal';
}

describe('reading a CloudWatch Logs call', () => {
  it('makes a typed value, and drops members that the model does not know', () => {
    expect(
      read('GetLogEvents', '{"logGroupName":"g","logStreamName":"s","limit":5,"startFromHead":true,"later":1}'),
    ).toEqual({
      logGroupName: 'g',
      logStreamName: 's',
      limit: 5,
      startFromHead: true,
    });
    expect(read('DescribeLogGroups', '')).toEqual({});
    expect(read('CreateLogGroup', '{"logGroupName":"g","tags":{"__proto__":"x","k":"v"}}')).toEqual({
      logGroupName: 'g',
      tags: Object.fromEntries([
        ['__proto__', 'x'],
        ['k', 'v'],
      ]),
    });
  });

  it.each([
    [
      'CreateLogGroup',
      '{}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'CreateLogGroup',
      '{"logGroupName":null}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'PutLogEvents',
      '{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1}]}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logEvents[0].message' failed to satisfy constraint: Member must not be null",
    ],
    ['CreateLogGroup', '{"logGroupName":5}', 'SerializationException: logGroupName must be a string.'],
    ['DescribeLogGroups', '{"limit":"5"}', 'SerializationException: limit must be an integer.'],
    ['DescribeLogGroups', '{"limit":1.5}', 'SerializationException: limit must be an integer.'],
    ['CreateLogGroup', '{"logGroupName":"g","tags":[]}', 'SerializationException: tags must be an object.'],
    [
      'PutLogEvents',
      '{"logGroupName":"g","logStreamName":"s","logEvents":{}}',
      'SerializationException: logEvents must be a list.',
    ],
    ['CreateLogGroup', '[]', 'SerializationException: The request must be an object.'],
    ['CreateLogGroup', 'null', 'SerializationException: The request must be an object.'],
    ['Nonsense', '{}', 'UnknownOperationException: The operation Nonsense is not known.'],
    ['constructor', '{}', 'UnknownOperationException: The operation constructor is not known.'],
  ])('refuses %s %s', (action, body, expected) => {
    expect(refusal(() => read(action, body))).toBe(expected);
  });

  it('refuses what is no JSON', () => {
    expect(refusal(() => read('CreateLogGroup', '{"logGroupName":'))).toMatch(
      /^SerializationException: The body is not JSON/,
    );
    expect(refusal(() => read('CreateLogGroup', Uint8Array.of(0x22, 0xff, 0x22)))).toBe(
      'SerializationException: The body is not UTF-8.',
    );
    expect(refusal(() => read('CreateLogGroup', '['.repeat(200_000)))).toMatch(/^SerializationException/);
    expect(refusal(() => read('CreateLogGroup', `${'['.repeat(200_000)}${']'.repeat(200_000)}`))).toMatch(
      /^SerializationException/,
    );
  });

  it.each([
    { type: 'application/json' },
    { target: 'Other.CreateLogGroup' },
    { target: 'Logs_20140328' },
    { method: 'GET' },
  ])('knows no operation behind %j', (over) => {
    expect(refusal(() => read('CreateLogGroup', '{"logGroupName":"g"}', over))).toMatch(/^UnknownOperationException/);
  });

  it('takes a charset behind the content type', () => {
    expect(read('DescribeLogGroups', '{}', { type: 'application/x-amz-json-1.1; charset=utf-8' })).toEqual({});
  });

  it('never does anything but read or refuse, whatever comes', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? ''),
    );
    fc.assert(
      fc.property(hostile, fc.constantFrom(...every.keys()), (body, action) => {
        expect(refusal(() => read(action, body))).toMatch(/^(no refusal|[A-Z][A-Za-z]+: )/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writing an answer', () => {
  it('leaves out what is undefined, and is empty for an action without result', () => {
    expect(service.write('DescribeLogGroups', { logGroups: [{ logGroupName: 'g', arn: undefined }] }, 'id')).toBe(
      '{"logGroups":[{"logGroupName":"g"}]}',
    );
    expect(service.write('CreateLogGroup', undefined, 'id')).toBe('');
  });
});

describe('times and bytes', () => {
  const shapes = { shapes: [{ kind: 'timestamp' }, { kind: 'blob' }], operations: {} } as const;
  const readShape = compileJson(shapes, 'read');

  it('are seconds and base64', () => {
    const at = new Date(1_700_000_000_500);
    expect(readShape(0)(1_700_000_000.5, '')).toEqual(at);
    expect(compileJson(shapes, 'write')(0)(at, '')).toBe(1_700_000_000.5);
    expect(readShape(1)('AQID', '')).toEqual(Uint8Array.of(1, 2, 3));
    expect(compileJson(shapes, 'write')(1)(Uint8Array.of(1, 2, 3), '')).toBe('AQID');
  });

  it.each([
    [0, 'today'],
    [0, 1e300],
    [1, '%%%'],
    [1, 5],
  ])('refuse %i %s', (shape, value) => {
    expect(refusal(() => readShape(shape)(value, 'x'))).toMatch(/^SerializationException: x must be/);
  });
});
