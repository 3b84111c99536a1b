import type { Policies } from './authorize.ts';
import type { Caller } from './caller.ts';
import { type ContextKey, contextKey } from './context.ts';
import type { Document, DocumentStatement } from './document.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';
import { askOf } from './statement.ts';
import { parseTemplate, variablesOf } from './template.ts';

/**
 * The condition keys that statements on this action and resource ask for and the request does not have: what the
 * simulator calls MissingContextValues (IAM API, EvaluationResult).
 */
export function missingContextKeys(caller: Caller, question: Question, policies: Policies): readonly string[] {
  const ask = askOf(caller, question);
  const asked = setsOf(policies).flatMap(({ statements }) =>
    statements
      .find(ask.action)
      .filter(({ statement }) => statement.grant(caller) !== 'none' && statement.appliesToResource(ask))
      .flatMap(({ statement }) => statement.keys),
  );
  return distinct(asked.filter((key) => ask.context.values(key) === undefined));
}

function setsOf(policies: Policies): readonly PolicySet[] {
  return Object.values(policies).flat();
}

/** Every key that conditions and variables of the policies name (IAM API, GetContextKeysForCustomPolicy). */
export function contextKeysOf(documents: readonly Document[]): readonly string[] {
  const keys = documents.flatMap(({ version, statements }) =>
    statements.flatMap((statement) => [
      ...statement.conditions.map(({ key }) => contextKey(key)),
      ...(version === '2012-10-17' ? variablesIn(statement) : []),
    ]),
  );
  return distinct(keys);
}

function variablesIn({ resource, conditions }: DocumentStatement): readonly ContextKey[] {
  const texts = [...(resource?.values ?? []), ...conditions.flatMap(({ values }) => values)];
  return texts.flatMap((text) => variablesOf(parseTemplate(text, { wildcards: false, variables: true })));
}

/** Sorted, each as first written. */
function distinct(keys: readonly ContextKey[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { folded, name } of keys) if (!names.has(folded)) names.set(folded, name);
  return [...names.values()].sort();
}
