import type { Model } from '../aws/shape.ts';
import type { AnyOperation } from '../control/execute.ts';
import { ApiError } from '../control/operation.ts';
import { faultError } from './faults.ts';
import { compileQueryReaders } from './query.ts';
import { buildTree, clip, parseParameters } from './query-tree.ts';
import { decodeText, type Service } from './service.ts';
import { shapesOf } from './service-model.ts';
import { splitTarget, type WireRequest } from './wire.ts';
import { compileXmlWriters } from './xml.ts';

export const EC2_VERSION = '2016-11-15';
const NAMESPACE = `http://ec2.amazonaws.com/doc/${EC2_VERSION}/`;

/** EC2: form-encoded requests (POST, or GET with everything in the query), XML answers. */
export function createEc2Service(model: Model, operations: ReadonlyMap<string, AnyOperation>): Service {
  const reader = compileQueryReaders(model);
  const writer = compileXmlWriters(model);
  const shapes = shapesOf(model, operations.keys());
  return {
    protocol: 'ec2',
    read(request) {
      const parameters = requestParameters(request);
      const action = parameters.find(([name]) => name === 'Action')?.[1] ?? '';
      if (action === '') throw faultError('ec2', 'no-action');
      const operation = operations.get(action);
      if (operation === undefined) {
        throw faultError('ec2', 'unknown-action', `The action ${clip(action)} is not valid for this web service.`);
      }
      return { operation, action, readInput: () => readInput(parameters, reader, shapes(action).input) };
    },
    write(action, output, requestId) {
      const { output: shape } = shapes(action);
      // Actions without a result answer that they are done, as EC2 does; the models know nothing of it.
      const body = shape === -1 ? '<return>true</return>' : writer(shape)(output ?? {});
      return `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${NAMESPACE}"><requestId>${requestId}</requestId>${body}</${action}Response>`;
    },
  };
}

type Parameters = ReadonlyArray<readonly [name: string, value: string]>;

/** Of a GET the query, of a POST the body; a presigned POST has its signature in the query and nothing else. */
function requestParameters(request: WireRequest): Parameters {
  const { path, query } = splitTarget(request.target);
  if (path !== '/') throw faultError('ec2', 'unknown-action', `There is nothing at ${clip(path)}.`);
  const inQuery = parseParameters(query, 'query').filter(([name]) => !name.startsWith('X-Amz-'));
  if (request.method === 'GET' && request.body.length === 0) return inQuery;
  if (request.method !== 'POST')
    throw new ApiError('MethodNotAllowed', `EC2 answers to GET and POST, not to ${request.method}.`);
  const body = decodeText(request.body);
  if (body === undefined) throw new ApiError('MalformedQueryString', 'The query string contains a syntax error.');
  return [...inQuery, ...parseParameters(body, 'body')];
}

function readInput(parameters: Parameters, reader: ReturnType<typeof compileQueryReaders>, shape: number): unknown {
  const tree = buildTree(parameters);
  const version = tree.children?.get('Version')?.value;
  if (version === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter Version');
  if (version !== EC2_VERSION) {
    throw new ApiError('NoSuchVersion', `The requested version (${clip(version)}) of service AmazonEC2 does not exist`);
  }
  tree.children?.delete('Action');
  tree.children?.delete('Version');
  if (shape !== -1) return reader(shape)(tree, '');
  const [unknown] = tree.children?.keys() ?? [];
  if (unknown !== undefined) throw new ApiError('UnknownParameter', `The parameter ${clip(unknown)} is not recognized`);
  return {};
}
