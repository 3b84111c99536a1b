/** An element of an answer. Attributes are left out: AWS's answers say nothing in them but the namespace. */
export type Element = Readonly<{ name: string; text: string; children: readonly Element[] }>;

/**
 * Reads one XML document of the kind AWS answers with: elements and text. No DTD, so no entities but the five of XML;
 * what has `<!` is refused.
 */
export function parseXml(source: string): Element {
  const open: Array<{ name: string; text: string; children: Element[] }> = [{ name: '', text: '', children: [] }];
  let at = 0;
  for (const tag of source.matchAll(/<([^<>]*)>/g)) {
    const top = open.at(-1);
    const words = tag[1] ?? '';
    if (top === undefined || words.startsWith('!')) throw malformed();
    top.text += unescape(source.slice(at, tag.index));
    at = tag.index + tag[0].length;
    if (words.startsWith('?')) continue;
    if (words.startsWith('/')) {
      const closed = open.pop();
      const parent = open.at(-1);
      if (closed === undefined || parent === undefined || closed.name !== words.slice(1).trim()) throw malformed();
      parent.children.push(closed);
      continue;
    }
    const name = /^[^\s/]+/.exec(words)?.[0];
    if (name === undefined) throw malformed();
    if (words.endsWith('/')) top.children.push({ name, text: '', children: [] });
    else open.push({ name, text: '', children: [] });
  }
  const [document, ...unclosed] = open;
  const root = document?.children[0];
  if (root === undefined || document?.children.length !== 1 || unclosed.length > 0) throw malformed();
  if (source.slice(at).trim() !== '' || document.text.trim() !== '') throw malformed();
  return root;
}

export function childText(element: Element | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescape(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (_, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : ENTITIES.get(name);
    if (character === undefined) throw malformed();
    return character;
  });
}

function malformed(): Error {
  return new Error('the answer is not well-formed XML');
}
