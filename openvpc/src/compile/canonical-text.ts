/**
 * One text for equal values: object fields in order of key, lists in their order, absent fields left out.
 * Different values give different texts, because strings are quoted and each kind of value has its own brackets.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'bigint':
      return `${value.toString(16)}n`;
    case 'object':
      if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
      return objectText(value as Readonly<Record<string, unknown>>);
    default:
  }
  throw new Error(`no canonical text for ${String(value)}`);
}

/** Names of fields are the program's own, so they need no quotes. */
function objectText(fields: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] !== undefined) text += `${key}:${canonicalText(fields[key])},`;
  }
  return `${text}}`;
}
