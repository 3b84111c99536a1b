import { ActionIndex } from './action-index.ts';
import type { Document } from './document.ts';
import type { Grant } from './principal.ts';
import { type Ask, compileStatement, type Statement } from './statement.ts';

/** In what way a policy has a say; AWS's own words, as its messages have them. */
export type PolicyType =
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'resource-based policy'
  | 'role trust policy'
  | 'service control policy'
  | 'resource control policy'
  | 'VPC endpoint policy';

const WITH_PRINCIPALS: readonly PolicyType[] = [
  'resource-based policy',
  'role trust policy',
  'resource control policy',
  'VPC endpoint policy',
];

/** A document and what it is called: a policy's name or ARN. */
export type NamedPolicy = Readonly<{ id: string; document: Document }>;

/** Which statement decided. `index` counts from 0 in the document. */
export type StatementReference = Readonly<{
  type: PolicyType;
  policy: string;
  index: number;
  sid: string | undefined;
}>;

/** Policies that have a say together: any of them may allow. Made once, asked many times. */
export type PolicySet<T extends PolicyType = PolicyType> = Readonly<{ type: T; statements: ActionIndex<Entry> }>;
type Entry = Readonly<{ statement: Statement; reference: StatementReference }>;

export function policySet<T extends PolicyType>(type: T, policies: readonly NamedPolicy[]): PolicySet<T> {
  return { type, statements: new ActionIndex(policies.flatMap((policy) => entriesOf(type, policy))) };
}

function entriesOf(type: PolicyType, { id, document }: NamedPolicy): readonly Entry[] {
  const place = { hasPrincipals: WITH_PRINCIPALS.includes(type), variables: document.version === '2012-10-17' };
  return document.statements.flatMap((written, index) => {
    const statement = compileStatement(written, place);
    return statement === undefined ? [] : [{ statement, reference: { type, policy: id, index, sid: written.sid } }];
  });
}

/** What a set says to a question: the statements that match, each with how it names the caller. */
export type Answer = Readonly<{
  type: PolicyType;
  allows: readonly Match[];
  denies: readonly StatementReference[];
}>;
export type Match = Readonly<{ reference: StatementReference; grant: Grant }>;

export function askSet({ type, statements }: PolicySet, ask: Ask): Answer {
  const allows: Match[] = [];
  const denies: StatementReference[] = [];
  for (const { statement, reference } of statements.find(ask.action)) {
    const grant = statement.grant(ask.caller);
    if (grant === 'none' || !statement.appliesToResource(ask)) continue;
    if (!statement.conditions.every((condition) => condition.holds(ask.context))) continue;
    if (statement.effect === 'Deny') denies.push(reference);
    else allows.push({ reference, grant });
  }
  return { type, allows, denies };
}
