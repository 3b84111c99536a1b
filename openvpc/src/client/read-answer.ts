import type { Model, ShapeId } from '../aws/shape.ts';
import type { Element } from './xml.ts';

/** The typed value that an element of an EC2 answer holds. Elements that the model does not know are left out. */
export function readElement(model: Model, id: ShapeId, element: Element): unknown {
  const shape = model.shapes[id];
  switch (shape?.kind) {
    case 'struct': {
      const members = shape.members.flatMap((member) => {
        const found = element.children.filter((child) => child.name === member.xml);
        const [first] = found;
        if (first === undefined) return [];
        const inner = model.shapes[member.shape];
        const value =
          member.flat && inner?.kind === 'list'
            ? found.map((each) => readElement(model, inner.item, each))
            : readElement(model, member.shape, first);
        return [[member.name, value] as const];
      });
      return Object.fromEntries(members);
    }
    case 'list':
      return element.children
        .filter((child) => child.name === shape.itemXml)
        .map((child) => readElement(model, shape.item, child));
    case 'number':
      return Number(element.text);
    case 'boolean':
      return element.text === 'true';
    case 'timestamp':
      return new Date(element.text);
    case 'blob':
      return new Uint8Array(Buffer.from(element.text, 'base64'));
    case 'string':
      return element.text;
    case 'map':
    case 'document':
    case undefined:
      throw new Error(`no XML form is known for ${element.name}`);
  }
}
