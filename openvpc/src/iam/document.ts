import { type Json, type JsonObject, readJson } from './json.ts';
import { malformed } from './policy-error.ts';

/**
 * A policy document as written, in one shape: lists are lists though one string was written, and what was not written is
 * undefined (IAM User Guide, "Grammar of the IAM JSON policy language"). That it is grammatical says nothing about
 * whether AWS would store it: `validatePolicy` does.
 */
export type Document = Readonly<{
  /** Undefined means 2008-10-17, in which `${…}` is plain text ("IAM JSON policy elements: Version"). */
  version?: Version | undefined;
  id?: string | undefined;
  statements: readonly DocumentStatement[];
}>;
export type Version = '2008-10-17' | '2012-10-17';

export type DocumentStatement = Readonly<{
  sid?: string | undefined;
  /** As written: `allow` is grammatical, and refused later. */
  effect: string;
  principal?: Listed<DocumentPrincipal> | undefined;
  action?: Listed<readonly string[]> | undefined;
  resource?: Listed<readonly string[]> | undefined;
  conditions: readonly DocumentCondition[];
  /** Offsets of its braces in the text: the simulator tells positions. */
  start: number;
  end: number;
}>;

/** An element that has a Not form: `Action` or `NotAction`. */
export type Listed<T> = Readonly<{ not: boolean; values: T }>;
/** `"*"` is everyone. */
export type DocumentPrincipal = '*' | ReadonlyMap<PrincipalKind, readonly string[]>;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];
export type DocumentCondition = Readonly<{ operator: string; key: string; values: readonly string[] }>;

const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;
const VERSIONS: readonly string[] = ['2008-10-17', '2012-10-17'] satisfies readonly Version[];
const DOCUMENT_MEMBERS = ['Version', 'Id', 'Statement'];
const LISTED = ['Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource'];
const STATEMENT_MEMBERS = ['Sid', 'Effect', ...LISTED, 'Condition'];

/** Throws `PolicyError` for what is not grammatical. */
export function parseDocument(text: string): Document {
  const json = readJson(text);
  if (!isObject(json)) throw ungrammatical();
  const member = membersOf(json, DOCUMENT_MEMBERS);
  const written = member('Statement');
  const statements = Array.isArray(written) ? written : [written];
  if (statements.length === 0) throw ungrammatical();
  return {
    version: versionOf(member('Version')),
    id: optionalString(member('Id')),
    statements: statements.map(statementOf),
  };
}

/** AWS has one text for all that is not grammatical, JSON or not (observed). */
export function ungrammatical(): Error {
  return malformed('Syntax errors in policy.');
}

function statementOf(json: Json | undefined): DocumentStatement {
  if (!isObject(json)) throw ungrammatical();
  const member = membersOf(json, STATEMENT_MEMBERS);
  const effect = member('Effect');
  if (typeof effect !== 'string' || !/^(?:allow|deny)$/i.test(effect)) throw ungrammatical();
  return {
    sid: optionalString(member('Sid')),
    effect,
    principal: listed(member('Principal'), member('NotPrincipal'), principalOf),
    action: listed(member('Action'), member('NotAction'), stringsOf),
    resource: listed(member('Resource'), member('NotResource'), stringsOf),
    conditions: conditionsOf(member('Condition')),
    start: json.start,
    end: json.end,
  };
}

/** The element or its Not form; both at once are refused. */
function listed<T>(plain: Json | undefined, not: Json | undefined, read: (json: Json) => T): Listed<T> | undefined {
  if (plain !== undefined && not !== undefined) throw ungrammatical();
  if (plain !== undefined) return { not: false, values: read(plain) };
  return not === undefined ? undefined : { not: true, values: read(not) };
}

function principalOf(json: Json): DocumentPrincipal {
  if (json === '*') return '*';
  if (!isObject(json)) throw ungrammatical();
  membersOf(json, PRINCIPAL_KINDS);
  return new Map(
    PRINCIPAL_KINDS.flatMap((kind) => {
      const values = json.members.get(kind);
      return values === undefined ? [] : [[kind, stringsOf(values)] as const];
    }),
  );
}

function conditionsOf(json: Json | undefined): readonly DocumentCondition[] {
  if (json === undefined) return [];
  if (!isObject(json)) throw ungrammatical();
  return [...json.members].flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw ungrammatical();
    return [...keys.members].map(([key, values]) => ({ operator, key, values: conditionValuesOf(values) }));
  });
}

function conditionValuesOf(json: Json): readonly string[] {
  return (Array.isArray(json) ? json : [json]).map((value: Json) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'object' && value !== null && 'number' in value) return value.number;
    throw ungrammatical();
  });
}

function stringsOf(json: Json): readonly string[] {
  return (Array.isArray(json) ? json : [json]).map((value: Json) => {
    if (typeof value !== 'string') throw ungrammatical();
    return value;
  });
}

function versionOf(json: Json | undefined): Version | undefined {
  if (json === undefined) return undefined;
  if (typeof json !== 'string' || !VERSIONS.includes(json)) throw ungrammatical();
  return json as Version; // one of VERSIONS
}

function optionalString(json: Json | undefined): string | undefined {
  if (json === undefined || typeof json === 'string') return json;
  throw ungrammatical();
}

/** Element names are case-sensitive, and there are no others. */
function membersOf(json: JsonObject, known: readonly string[]): (name: string) => Json | undefined {
  for (const name of json.members.keys()) if (!known.includes(name)) throw ungrammatical();
  return (name) => json.members.get(name);
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && 'members' in json;
}
