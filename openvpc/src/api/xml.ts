import type { Member, Model, Shape, ShapeId } from '../aws/shape.ts';
import { escapeXml } from './xml-characters.ts';

type Writer = (value: unknown) => string;

/** Writers of XML answers, made from the service model, each shape's once. Members that are undefined are left out. */
export function compileXmlWriters(model: Model): (id: ShapeId) => Writer {
  const known = new Map<ShapeId, Writer>();
  const writer = (id: ShapeId): Writer => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, (value) => writer(id)(value)); // a shape may hold itself
    const made = writerOf(model, id, writer);
    known.set(id, made);
    return made;
  };
  return writer;
}

// The values come from operations, whose types are generated from the same model: the casts below rest on that.
function writerOf(model: Model, id: ShapeId, writer: (id: ShapeId) => Writer): Writer {
  const shape = shapeOf(model, id);
  switch (shape.kind) {
    case 'string':
    case 'document':
      return (value) => escapeXml(value as string);
    case 'number':
    case 'boolean':
      return String;
    case 'timestamp':
      return (value) => (value as Date).toISOString();
    case 'blob':
      return (value) => Buffer.from(value as Uint8Array).toString('base64');
    case 'list':
      return repeated(shape.itemXml, writer(shape.item));
    case 'struct':
      return structWriter(model, shape.members, writer);
    case 'map':
      throw new Error('EC2 answers have no maps'); // as in query.ts
  }
}

function shapeOf(model: Model, id: ShapeId): Shape {
  const shape = model.shapes[id];
  if (shape === undefined) throw new Error(`the model has no shape ${id}`);
  return shape;
}

function repeated(name: string, write: Writer): Writer {
  const open = `<${name}>`;
  const close = `</${name}>`;
  return (value) => {
    let xml = '';
    for (const item of value as readonly unknown[]) xml += open + write(item) + close;
    return xml;
  };
}

function structWriter(model: Model, members: readonly Member[], writer: (id: ShapeId) => Writer): Writer {
  const writers = members.map((member) => {
    const shape = shapeOf(model, member.shape);
    if (member.flat && shape.kind === 'list')
      return { name: member.name, write: repeated(member.xml, writer(shape.item)) };
    const write = writer(member.shape);
    return { name: member.name, write: (value: unknown) => `<${member.xml}>${write(value)}</${member.xml}>` };
  });
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    let xml = '';
    for (const { name, write } of writers) {
      const member = source[name];
      if (member !== undefined && member !== null) xml += write(member);
    }
    return xml;
  };
}
