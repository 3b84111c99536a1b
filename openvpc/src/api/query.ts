import type { Member, Model, Shape, ShapeId } from '../aws/shape.ts';
import { ApiError } from '../control/operation.ts';
import { clip, type QueryNode } from './query-tree.ts';

/** Turns the node at `path` into the typed value; throws AWS's error for what the shape does not have. */
type Reader = (node: QueryNode, path: string) => unknown;

/**
 * Readers of EC2 Query requests, made from the service model, each shape's once. Strict: an unknown parameter, a missing
 * required one and a value of the wrong type are errors, for a parameter that is dropped changes what was asked.
 */
export function compileQueryReaders(model: Model): (id: ShapeId) => Reader {
  const known = new Map<ShapeId, Reader>();
  const reader = (id: ShapeId): Reader => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, (node, path) => reader(id)(node, path)); // a shape may hold itself
    const made = readerOf(shapeOf(model, id), reader);
    known.set(id, made);
    return made;
  };
  return reader;
}

function shapeOf(model: Model, id: ShapeId): Shape {
  const shape = model.shapes[id];
  if (shape === undefined) throw new Error(`the model has no shape ${id}`);
  return shape;
}

function readerOf(shape: Shape, reader: (id: ShapeId) => Reader): Reader {
  switch (shape.kind) {
    case 'string':
    case 'document':
      return scalar((text) => text, 'a text');
    case 'boolean':
      return scalar((text) => (text === 'true' ? true : text === 'false' ? false : undefined), 'true or false');
    case 'number':
      return scalar(parseInteger, 'an integer');
    case 'timestamp':
      return scalar(parseTimestamp, 'a timestamp');
    case 'blob':
      return scalar(parseBase64, 'base64 text');
    case 'list':
      return listReader(reader(shape.item));
    case 'struct':
      return structReader(shape.members, reader);
    case 'map':
      // No EC2 operation of ours has one; its wire form must be learnt before one is added.
      throw new Error('EC2 Query requests have no maps');
  }
}

function scalar(parse: (text: string) => unknown, expected: string): Reader {
  return (node, path) => {
    const [unknown] = node.children?.keys() ?? [];
    if (unknown !== undefined) throw unknownParameter(`${path}.${unknown}`);
    const text = node.value ?? '';
    const value = parse(text);
    if (value === undefined) throw invalid(text, path, `Expected ${expected}.`);
    return value;
  };
}

/** `Name.1`, `Name.2`, …: flattened, in the order of their numbers, which may have holes. */
function listReader(item: Reader): Reader {
  return (node, path) => {
    refuseValue(node, path, 'a list');
    const entries = [...(node.children ?? [])].map(([key, child]) => {
      if (!/^[1-9][0-9]{0,5}$/.test(key)) throw unknownParameter(`${path}.${key}`);
      return [Number(key), child] as const;
    });
    return entries.sort(([a], [b]) => a - b).map(([index, child]) => item(child, `${path}.${index}`));
  };
}

function structReader(members: readonly Member[], reader: (id: ShapeId) => Reader): Reader {
  const readers = members.map((member) => ({ ...member, read: reader(member.shape) }));
  const keys = new Set(members.map((member) => member.ec2Key));
  return (node, path) => {
    refuseValue(node, path, 'a structure');
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    for (const key of node.children?.keys() ?? []) if (!keys.has(key)) throw unknownParameter(at(key));
    const entries: Array<[string, unknown]> = [];
    for (const { name, ec2Key, required, read } of readers) {
      const child = node.children?.get(ec2Key);
      if (child !== undefined) entries.push([name, read(child, at(ec2Key))]);
      else if (required) {
        throw new ApiError('MissingParameter', `The request must contain the parameter ${at(ec2Key)}`);
      }
    }
    return Object.fromEntries(entries);
  };
}

/** `GroupId=x` where only `GroupId.1` can be. An empty value is how some clients write an empty list. */
function refuseValue(node: QueryNode, path: string, expected: string): void {
  if (node.value !== undefined && node.value !== '') throw invalid(node.value, path, `Expected ${expected}.`);
}

/** The models do not tell integers from fractions; no input of ours takes a fraction. */
function parseInteger(text: string): number | undefined {
  const value = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

function parseTimestamp(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Lines and blanks in it mean nothing. They go first: a pattern that allowed them would try every way to share them out. */
function parseBase64(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/\s/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(digits) ? new Uint8Array(Buffer.from(digits, 'base64')) : undefined;
}

function unknownParameter(path: string): ApiError {
  return new ApiError('UnknownParameter', `The parameter ${clip(path)} is not recognized`);
}

function invalid(value: string, path: string, why: string): ApiError {
  return new ApiError('InvalidParameterValue', `Value (${clip(value)}) for parameter ${path} is invalid. ${why}`);
}
