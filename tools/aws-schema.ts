/** Turns the static schemas exported by an AWS SDK v3 client into a Model. */
import type { Member, Model, Operation, ScalarKind, Shape, ShapeId } from '../openvpc/src/aws/shape.ts';

// The tuple layout of @smithy/types `StaticSchema` (documented in its static-schemas.d.ts):
//   list   [1, namespace, name, traits, valueSchema]
//   map    [2, namespace, name, traits, keySchema, valueSchema]
//   struct [3, namespace, name, traits, memberNames, memberSchemas, requiredCount?]; -3 is an error, 4 a union
//   op     [9, namespace, name, traits, inputSchema, outputSchema]
// A member schema is either a schema or the pair [schema, traits]; a schema may be a thunk.
type Traits = number | { readonly xmlName?: string; readonly ec2QueryName?: string; readonly xmlFlattened?: 1 };
type Tuple = readonly [number, string, string, Traits, ...unknown[]];

const SCALARS = new Map<number | string, ScalarKind | 'unit'>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'timestamp'],
  [5, 'timestamp'],
  [6, 'timestamp'],
  [7, 'timestamp'],
  [15, 'document'],
  [17, 'number'],
  [19, 'number'],
  [21, 'blob'],
  [42, 'blob'],
  ['unit', 'unit'],
]);

export function buildModel(client: Readonly<Record<string, unknown>>, operations: readonly string[]): Model {
  const shapes: Shape[] = [];
  const known = new Map<unknown, ShapeId>();

  const add = (key: unknown, shape: Shape): ShapeId => {
    const id = shapes.push(shape) - 1;
    known.set(key, id);
    return id;
  };

  const deref = (ref: unknown): unknown => (typeof ref === 'function' ? deref((ref as () => unknown)()) : ref);

  const isPair = (ref: unknown): ref is readonly [unknown, Traits] => Array.isArray(ref) && ref.length === 2;

  const traitsOf = (t: Traits | undefined): Exclude<Traits, number> => (typeof t === 'object' ? t : {});

  /** Strips [schema, traits] pairs, merging their traits. */
  const unwrap = (ref: unknown): { schema: unknown; traits: Exclude<Traits, number> } => {
    let traits: Exclude<Traits, number> = {};
    let schema = deref(ref);
    while (isPair(schema)) {
      traits = { ...traitsOf(schema[1]), ...traits };
      schema = deref(schema[0]);
    }
    return { schema, traits };
  };

  const visit = (ref: unknown): ShapeId => {
    const { schema } = unwrap(ref);
    const seen = known.get(schema);
    if (seen !== undefined) return seen;

    if (typeof schema === 'number' || typeof schema === 'string') {
      // 64 | scalar is a list of that scalar, 128 | scalar is a map to it.
      if (typeof schema === 'number' && schema >= 128) {
        return add(schema, { kind: 'map', value: visit(schema & 63), keyXml: 'key', valueXml: 'value' });
      }
      if (typeof schema === 'number' && schema >= 64) {
        return add(schema, { kind: 'list', item: visit(schema & 63), itemXml: 'member' });
      }
      const kind = SCALARS.get(schema);
      if (kind === 'unit') return -1;
      if (kind === undefined) throw new Error(`unknown scalar schema ${schema}`);
      return add(schema, { kind });
    }

    const tuple = schema as Tuple;
    switch (tuple[0]) {
      case 0:
        return visit(tuple[4]);
      case 1: {
        const id = add(schema, { kind: 'string' }); // reserved, for recursive shapes
        shapes[id] = { kind: 'list', item: visit(tuple[4]), itemXml: unwrap(tuple[4]).traits.xmlName ?? 'member' };
        return id;
      }
      case 2: {
        const id = add(schema, { kind: 'string' });
        shapes[id] = {
          kind: 'map',
          value: visit(tuple[5]),
          keyXml: unwrap(tuple[4]).traits.xmlName ?? 'key',
          valueXml: unwrap(tuple[5]).traits.xmlName ?? 'value',
        };
        return id;
      }
      case 3:
      case 4:
      case -3: {
        const id = add(schema, { kind: 'string' });
        const names = tuple[4] as readonly string[];
        const refs = tuple[5] as readonly unknown[];
        const required = (tuple[6] as number | undefined) ?? 0; // the first N members are the required ones
        const members: Member[] = names.map((name, i) => {
          const { traits } = unwrap(refs[i]);
          const xml = traits.xmlName ?? name;
          return {
            name,
            xml,
            ec2Key: traits.ec2QueryName ?? xml.charAt(0).toUpperCase() + xml.slice(1),
            queryKey: xml,
            required: i < required,
            flat: traits.xmlFlattened === 1,
            shape: visit(refs[i]),
          };
        });
        shapes[id] = { kind: 'struct', name: tuple[2], members };
        return id;
      }
      default:
        throw new Error(`unknown schema id ${tuple[0]}`);
    }
  };

  const ops: Record<string, Operation> = {};
  for (const name of operations) {
    const op = client[`${name}$`] as Tuple | undefined;
    if (op?.[0] !== 9) throw new Error(`the client exports no operation ${name}`);
    ops[name] = { name, input: visit(op[4]), output: visit(op[5]) };
  }
  return { shapes, operations: ops };
}
