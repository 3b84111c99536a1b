import { ApiError } from '../control/operation.ts';
import { UNWRITABLE } from './xml-characters.ts';

/**
 * The tree that keys like `IpPermissions.1.IpRanges.1.CidrIp` spell. Children stand in a Map, so that no key, not even
 * `__proto__`, is more than a text.
 */
export interface QueryNode {
  value: string | undefined;
  children: Map<string, QueryNode> | undefined;
}

const MOST_PARAMETERS = 10_000;
const MOST_PARTS = 16;

/** The parameters of a form body (`+` is a blank) or of a query string (`+` is a plus sign, as SigV4 has it). */
export function parseParameters(text: string, source: 'body' | 'query'): ReadonlyArray<readonly [string, string]> {
  const parameters: Array<readonly [string, string]> = [];
  for (const pair of pairs(text)) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    parameters.push([decode(name, source), equals === -1 ? '' : decode(pair.slice(equals + 1), source)]);
    if (parameters.length > MOST_PARAMETERS) {
      throw new ApiError('InvalidQueryParameter', `The request has more than ${MOST_PARAMETERS} parameters.`);
    }
  }
  return parameters;
}

/** One at a time, so that a body of a million separators is never a list of a million texts. */
function* pairs(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const ampersand = text.indexOf('&', at);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > at) yield text.slice(at, end);
    at = end + 1;
  }
}

function decode(text: string, source: 'body' | 'query'): string {
  const plain = source === 'body' ? text.replaceAll('+', ' ') : text;
  const decoded = plain.includes('%') ? decodeEscapes(plain) : plain;
  // An answer could not repeat them: XML 1.0 has no way to write these characters.
  if (UNWRITABLE.test(decoded)) {
    throw new ApiError('InvalidCharacter', 'A parameter has a character that is not allowed.');
  }
  return decoded;
}

function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError('MalformedQueryString', 'The query string contains a syntax error.');
  }
}

/** Puts the parameters in a tree. AWS's clients send no parameter twice; of two values neither is taken. */
export function buildTree(parameters: Iterable<readonly [name: string, value: string]>): QueryNode {
  const root: QueryNode = { value: undefined, children: undefined };
  for (const [name, value] of parameters) {
    const parts = name.split('.', MOST_PARTS + 1);
    if (parts.length > MOST_PARTS) {
      throw new ApiError('InvalidQueryParameter', `The parameter ${clip(name)} is nested too deeply.`);
    }
    const node = parts.reduce(child, root);
    if (node.value !== undefined) {
      throw new ApiError('InvalidQueryParameter', `The parameter ${clip(name)} is given more than once.`);
    }
    node.value = value;
  }
  return root;
}

function child(node: QueryNode, name: string): QueryNode {
  node.children ??= new Map();
  const known = node.children.get(name);
  if (known !== undefined) return known;
  const made: QueryNode = { value: undefined, children: undefined };
  node.children.set(name, made);
  return made;
}

/** What a stranger sent is repeated only so far. */
export function clip(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
