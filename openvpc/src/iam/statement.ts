import { type ArnParts, type ArnPattern, arnParts, resourcePattern } from './arn-pattern.ts';
import { accountOf, type Caller } from './caller.ts';
import { type Condition, compileCondition } from './condition.ts';
import { Context, type ContextKey } from './context.ts';
import type { DocumentStatement, Listed } from './document.ts';
import { patternOf } from './pattern.ts';
import { type Grant, type PrincipalPattern, principalPattern } from './principal.ts';
import type { Question } from './question.ts';
import { parseTemplate, variablesOf } from './template.ts';

/** A statement, ready to be asked. */
export type Statement = Readonly<{
  effect: 'Allow' | 'Deny';
  /** What it is found by: patterns of actions without case. `not`: every action that matches none. */
  action: Listed<readonly string[]>;
  appliesToAction: ActionPattern;
  appliesToResource: (ask: Ask) => boolean;
  conditions: readonly Condition[];
  /** How it names the caller; in policies that name nobody, everyone whose policy it is. */
  grant: PrincipalPattern;
  /** What it asks of the context. */
  keys: readonly ContextKey[];
}>;

/** A question, taken apart once for all statements. */
export type Ask = Readonly<{
  caller: Caller;
  action: string;
  resource: ArnParts | undefined;
  /** The account that owns the resource; undefined for nobody's, such as `*`. */
  owner: string | undefined;
  context: Context;
}>;

export function askOf(caller: Caller, question: Question): Ask {
  const resource = arnParts(question.resource);
  return {
    caller,
    action: question.action.toLowerCase(),
    resource,
    owner: question.resourceAccount ?? accountIn(resource) ?? accountOf(caller),
    context: new Context(question.context),
  };
}

/** ARNs without an account (`arn:aws:ec2:us-east-1::image/ami-…`) are nobody's: the caller's, as far as policies go. */
function accountIn(resource: ArnParts | undefined): string | undefined {
  const account = resource?.[4];
  return account !== undefined && /^[0-9]{12}$/.test(account) ? account : undefined;
}

/** What all statements of a policy share: whether its kind has principals, and whether `${…}` means something. */
export type StatementPlace = Readonly<{ hasPrincipals: boolean; variables: boolean }>;

/**
 * Undefined for an Allow that cannot apply. `validatePolicy` lets no statement in that lacks what its kind needs; one that
 * is met all the same grants nothing as an Allow, and as a Deny holds for every caller and resource.
 */
export function compileStatement(written: DocumentStatement, place: StatementPlace): Statement | undefined {
  const effect = /^deny$/i.test(written.effect) ? 'Deny' : 'Allow';
  const { action, principal, resource } = written;
  if (action === undefined) return undefined;
  const complete = place.hasPrincipals ? principal !== undefined : principal === undefined && resource !== undefined;
  if (!complete && effect === 'Allow') return undefined;
  const conditions = written.conditions.map((one) => compileCondition(one, { effect, variables: place.variables }));
  const names = place.hasPrincipals && principal !== undefined ? principalPattern(principal) : (): Grant => 'direct';
  return {
    effect,
    action: { not: action.not, values: action.values.map((value) => value.toLowerCase()) },
    appliesToAction: actionMatches(action),
    appliesToResource: resourceMatches(resource, place.variables),
    conditions,
    grant: names,
    keys: [...conditions.flatMap(({ keys }) => keys), ...resourceKeys(resource, place.variables)],
  };
}

/** Whole names (IAM User Guide, "Action"); `action` is in lower case. */
function actionMatches({ not, values }: Listed<readonly string[]>): ActionPattern {
  const patterns = values.map(actionPattern);
  return (action) => patterns.some((pattern) => pattern(action)) !== not;
}

export type ActionPattern = (action: string) => boolean;

/** Ignores case, and knows no variables. */
export function actionPattern(text: string): ActionPattern {
  const pattern = patternOf(parseTemplate(text.toLowerCase(), { wildcards: true, variables: false }));
  return (action) => pattern(action, NO_CONTEXT);
}

const NO_CONTEXT = new Context(new Map());

/** A policy of a resource may leave Resource out (a trust policy must): it speaks of what it is attached to. */
function resourceMatches(resource: Listed<readonly string[]> | undefined, variables: boolean): (ask: Ask) => boolean {
  if (resource === undefined) return () => true;
  const patterns: readonly ArnPattern[] = resource.values.map((value) => resourcePattern(value, variables));
  const { not } = resource;
  return (ask) => patterns.some((pattern) => pattern(ask.resource, ask.context)) !== not;
}

function resourceKeys(resource: Listed<readonly string[]> | undefined, variables: boolean): readonly ContextKey[] {
  return (resource?.values ?? []).flatMap((value) => variablesOf(parseTemplate(value, { wildcards: true, variables })));
}
