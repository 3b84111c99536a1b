import type { Model, ShapeId } from '../aws/shape.ts';
import { encode } from './sign.ts';

/** The form body of an EC2 Query call. */
export function writeQuery(model: Model, action: string, input: unknown): string {
  const operation = model.operations[action];
  if (operation === undefined) throw new Error(`EC2 has no action ${action} here`);
  const parameters: Array<readonly [string, string]> = [
    ['Action', action],
    ['Version', '2016-11-15'],
  ];
  if (operation.input !== -1) collect(model, operation.input, '', input, parameters);
  return parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** Appends what `value` is at `path`. The callers' types are generated from the same model: the casts rest on that. */
function collect(
  model: Model,
  id: ShapeId,
  path: string,
  value: unknown,
  into: Array<readonly [string, string]>,
): void {
  if (value === undefined || value === null) return;
  const shape = model.shapes[id];
  switch (shape?.kind) {
    case 'struct':
      for (const member of shape.members) {
        const at = path === '' ? member.ec2Key : `${path}.${member.ec2Key}`;
        collect(model, member.shape, at, (value as Readonly<Record<string, unknown>>)[member.name], into);
      }
      break;
    case 'list':
      (value as readonly unknown[]).forEach((item, i) => collect(model, shape.item, `${path}.${i + 1}`, item, into));
      break;
    case 'timestamp':
      into.push([path, (value as Date).toISOString().replace('.000Z', 'Z')]); // as AWS's clients write it
      break;
    case 'blob':
      into.push([path, Buffer.from(value as Uint8Array).toString('base64')]);
      break;
    case 'map':
    case 'document':
    case undefined:
      throw new Error(`no Query form is known for ${path}`);
    case 'string':
    case 'number':
    case 'boolean':
      into.push([path, String(value as string | number | boolean)]);
  }
}
