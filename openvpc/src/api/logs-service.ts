import type { Model } from '../aws/shape.ts';
import type { AnyOperation } from '../control/execute.ts';
import { ApiError } from '../control/operation.ts';
import { faultError } from './faults.ts';
import { compileJson } from './json.ts';
import { clip } from './query-tree.ts';
import { decodeText, type Service } from './service.ts';
import { shapesOf } from './service-model.ts';
import { headerValues, splitTarget, type WireRequest } from './wire.ts';

const TARGET = 'Logs_20140328.';

/** CloudWatch Logs: AWS JSON 1.1, the action in the header X-Amz-Target. */
export function createLogsService(model: Model, operations: ReadonlyMap<string, AnyOperation>): Service {
  const reader = compileJson(model, 'read');
  const writer = compileJson(model, 'write');
  const shapes = shapesOf(model, operations.keys());
  return {
    protocol: 'json',
    read(request) {
      const action = actionOf(request);
      const operation = action === undefined ? undefined : operations.get(action);
      if (action === undefined || operation === undefined) {
        const name = action === undefined ? 'of the request' : clip(action);
        throw faultError('json', 'unknown-action', `The operation ${name} is not known.`);
      }
      const { input } = shapes(action);
      return { operation, action, readInput: () => (input === -1 ? {} : reader(input)(parseBody(request), '')) };
    },
    write(action, output) {
      const { output: shape } = shapes(action);
      return shape === -1 ? '' : JSON.stringify(writer(shape)(output ?? {}, ''));
    },
  };
}

/** Undefined when it names none: wrong path, method or content type are no operation of this service either. */
function actionOf(request: WireRequest): string | undefined {
  const [target, second] = headerValues(request, 'x-amz-target');
  const [type = ''] = headerValues(request, 'content-type');
  const isCall =
    request.method === 'POST' &&
    splitTarget(request.target).path === '/' &&
    /^application\/x-amz-json-1\.1\s*(;|$)/i.test(type.trim());
  return isCall && second === undefined && target?.startsWith(TARGET) === true
    ? target.slice(TARGET.length)
    : undefined;
}

function parseBody(request: WireRequest): unknown {
  const text = decodeText(request.body);
  if (text === '') return {};
  try {
    if (text !== undefined) return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiError('SerializationException', clip(`The body is not JSON: ${(error as Error).message}`));
  }
  throw new ApiError('SerializationException', 'The body is not UTF-8.');
}
