import type { Model, ShapeId } from '../aws/shape.ts';

/**
 * Typed values to what JSON holds, and back: only timestamps (seconds) and blobs (base64) differ. The types are generated
 * from the same model: the casts rest on that.
 */
export function convertJson(model: Model, id: ShapeId, value: unknown, direction: 'read' | 'write'): unknown {
  if (value === undefined || value === null) return undefined;
  const shape = model.shapes[id];
  const inner = (item: ShapeId, each: unknown) => convertJson(model, item, each, direction);
  switch (shape?.kind) {
    case 'struct': {
      const source = value as Readonly<Record<string, unknown>>;
      const members = shape.members
        .map((member) => [member.name, inner(member.shape, source[member.name])] as const)
        .filter(([, member]) => member !== undefined);
      return Object.fromEntries(members);
    }
    case 'list':
      return (value as readonly unknown[]).map((each) => inner(shape.item, each));
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(shape.value, each)]));
    case 'timestamp':
      return direction === 'read' ? new Date((value as number) * 1000) : (value as Date).getTime() / 1000;
    case 'blob':
      return direction === 'read'
        ? new Uint8Array(Buffer.from(value as string, 'base64'))
        : Buffer.from(value as Uint8Array).toString('base64');
    default:
      return value;
  }
}
