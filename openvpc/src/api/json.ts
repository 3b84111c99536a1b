import type { Member, Model, Shape, ShapeId } from '../aws/shape.ts';
import { ApiError } from '../control/operation.ts';
import { clip } from './query-tree.ts';

/** Converts between what JSON holds and typed values; `path` names the member in errors. */
export type Convert = (value: unknown, path: string) => unknown;
export type Direction = 'read' | 'write';

/**
 * AWS JSON 1.1: only timestamps (seconds) and blobs (base64) differ from plain JSON. Reading checks every type and every
 * required member; members that the model does not know are dropped, as AWS's JSON services do.
 */
export function compileJson(model: Model, direction: Direction): (id: ShapeId) => Convert {
  const known = new Map<ShapeId, Convert>();
  const convert = (id: ShapeId): Convert => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, (value, path) => convert(id)(value, path)); // a shape may hold itself
    const shape = model.shapes[id];
    if (shape === undefined) throw new Error(`the model has no shape ${id}`);
    const made = direction === 'read' ? readerOf(shape, convert) : writerOf(shape, convert);
    known.set(id, made);
    return made;
  };
  return convert;
}

function readerOf(shape: Shape, convert: (id: ShapeId) => Convert): Convert {
  switch (shape.kind) {
    case 'string':
      return expecting('a string', (value) => (typeof value === 'string' ? value : undefined));
    case 'boolean':
      return expecting('a boolean', (value) => (typeof value === 'boolean' ? value : undefined));
    case 'number':
      // The models do not tell integers from fractions; no input of ours takes a fraction.
      return expecting('an integer', (value) => (Number.isSafeInteger(value) ? value : undefined));
    case 'timestamp':
      return expecting('seconds since 1970', readTimestamp);
    case 'blob':
      return expecting('base64 text', (value) => (typeof value === 'string' ? decodeBase64(value) : undefined));
    case 'document':
      return (value) => value;
    case 'list': {
      const item = convert(shape.item);
      return (value, path) => readList(value, path).map((each, i) => item(each, `${path}[${i}]`));
    }
    case 'map': {
      const item = convert(shape.value);
      // fromEntries defines own properties: a key `__proto__` stays a key
      return (value, path) =>
        Object.fromEntries(
          Object.entries(readObject(value, path)).map(([key, each]) => [key, item(each, `${path}.${key}`)]),
        );
    }
    case 'struct':
      return structReader(shape.members, convert);
  }
}

function structReader(members: readonly Member[], convert: (id: ShapeId) => Convert): Convert {
  const converts = members.map((member) => ({ ...member, read: convert(member.shape) }));
  return (value, path) => {
    const source = readObject(value, path);
    const entries: Array<[string, unknown]> = [];
    for (const { name, required, read } of converts) {
      const at = path === '' ? name : `${path}.${name}`;
      const member = Object.hasOwn(source, name) ? source[name] : undefined;
      if (member !== undefined && member !== null) entries.push([name, read(member, at)]);
      else if (required) throw missing(at);
    }
    return Object.fromEntries(entries);
  };
}

// The values come from operations, whose types are generated from the same model: the casts below rest on that.
function writerOf(shape: Shape, convert: (id: ShapeId) => Convert): Convert {
  switch (shape.kind) {
    case 'timestamp':
      return (value) => (value as Date).getTime() / 1000;
    case 'blob':
      return (value) => Buffer.from(value as Uint8Array).toString('base64');
    case 'list': {
      const item = convert(shape.item);
      return (value, path) => (value as readonly unknown[]).map((each) => item(each, path));
    }
    case 'map': {
      const item = convert(shape.value);
      return (value, path) =>
        Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, item(each, path)]));
    }
    case 'struct': {
      const members = shape.members.map(({ name, shape: id }) => ({ name, write: convert(id) }));
      return (value, path) => {
        const source = value as Readonly<Record<string, unknown>>;
        const present = members.filter(({ name }) => source[name] !== undefined && source[name] !== null);
        return Object.fromEntries(present.map(({ name, write }) => [name, write(source[name], path)]));
      };
    }
    default:
      return (value) => value;
  }
}

function expecting(what: string, read: (value: unknown) => unknown): Convert {
  return (value, path) => {
    const result = read(value);
    if (result === undefined) throw wrongType(path, what);
    return result;
  };
}

function readTimestamp(value: unknown): Date | undefined {
  const at = typeof value === 'number' ? new Date(value * 1000) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at;
}

function decodeBase64(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}

function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(path, 'a list');
  return value as readonly unknown[];
}

function readObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function wrongType(path: string, expected: string): ApiError {
  return new ApiError('SerializationException', `${path === '' ? 'The request' : clip(path)} must be ${expected}.`);
}

/** The words in which AWS's JSON services name a constraint. */
function missing(path: string): ApiError {
  return new ApiError(
    'InvalidParameterException',
    `1 validation error detected: Value null at '${clip(path)}' failed to satisfy constraint: Member must not be null`,
  );
}
