import { accountOf, type Caller } from './caller.ts';
import type { Decision } from './decision.ts';
import { type Answer, askSet, type PolicySet, type PolicyType } from './policy-set.ts';
import { type Grant, strongest } from './principal.ts';
import type { Question } from './question.ts';
import { type Ask, askOf } from './statement.ts';

/**
 * Everything that has a say about a caller and a resource (IAM User Guide, "Policy evaluation logic"). What is undefined
 * does not exist: no boundary, no session policy passed, no organisation. Who asks leaves out what does not bind: service
 * control policies for a management account or a service-linked role.
 */
export type Policies = Readonly<{
  /** Of a user: its own and its groups'. */
  identity?: PolicySet<'identity-based policy'>;
  boundary?: PolicySet<'permissions boundary'>;
  session?: PolicySet<'session policy'>;
  /** Of the caller's account: a set for each level, from the root of the organisation to the account. */
  serviceControl?: ReadonlyArray<PolicySet<'service control policy'>>;
  /** Of the resource's account, likewise. */
  resourceControl?: ReadonlyArray<PolicySet<'resource control policy'>>;
  /** Of the VPC endpoint that the call came through. */
  endpoint?: PolicySet<'VPC endpoint policy'>;
  /** Of the resource; of a role, its trust policy. */
  resource?: PolicySet<'resource-based policy' | 'role trust policy'>;
}>;

/** Everyone may ask who they are, and for a session of their own (STS API, GetCallerIdentity, GetSessionToken). */
const FREE: ReadonlySet<string> = new Set(['sts:getcalleridentity', 'sts:getsessiontoken']);

export function authorize(caller: Caller, question: Question, policies: Policies): Decision {
  const ask = askOf(caller, question);
  if (FREE.has(ask.action)) return { effect: 'allow', because: 'no permission needed', statements: [] };
  const answers = answersTo(ask, policies);
  const denies = answers.inOrder.flatMap((answer) => answer.denies);
  if (denies.length > 0) return { effect: 'explicit-deny', statements: denies };
  // STS API, AssumeRole: "You cannot use the AWS account root user credentials to call AssumeRole."
  if (caller.kind === 'root' && isTrust(ask)) return { effect: 'implicit-deny', missing: [] };
  const needed = neededAnswers(ask, answers);
  const missing = needed.filter((answer) => answer.allows.length === 0).map(({ type }) => type);
  if (missing.length > 0) return { effect: 'implicit-deny', missing: [...new Set(missing)] };
  const statements = needed.flatMap(({ allows }) => allows.map(({ reference }) => reference));
  const root = caller.kind === 'root' && isOwner(ask);
  return { effect: 'allow', because: root ? 'root of the account' : 'policies allow', statements };
}

type Answers = Readonly<{
  /** Of organisation and endpoint: each must allow. */
  guards: readonly Answer[];
  boundary: Answer | undefined;
  session: Answer | undefined;
  identity: Answer;
  resource: Answer;
  /** All of them, in the order in which AWS names who denied. */
  inOrder: readonly Answer[];
}>;

function answersTo(ask: Ask, policies: Policies): Answers {
  const answer = (set: PolicySet): Answer => askSet(set, ask);
  const { boundary, session, identity, resource } = policies;
  const answers = {
    guards: guardsOf(ask.caller, policies).map(answer),
    boundary: boundary && answer(boundary),
    session: session === undefined ? silentSession(ask.caller) : answer(session),
    identity: identity === undefined ? silent('identity-based policy') : answer(identity),
    resource:
      resource === undefined ? silent(isTrust(ask) ? 'role trust policy' : 'resource-based policy') : answer(resource),
  };
  const own = [answers.boundary, answers.session, answers.identity].filter((one) => one !== undefined);
  return { ...answers, inOrder: [...answers.guards, ...own, answers.resource] };
}

/** Service control policies bind the users, roles and root of an account; services and strangers are in none. */
function guardsOf(caller: Caller, { serviceControl, resourceControl, endpoint }: Policies): readonly PolicySet[] {
  const ofAccount = accountOf(caller) === undefined ? [] : (serviceControl ?? []);
  return [...ofAccount, ...(resourceControl ?? []), ...(endpoint === undefined ? [] : [endpoint])];
}

function silent(type: PolicyType): Answer {
  return { type, allows: [], denies: [] };
}

/** A session of GetFederationToken has what its session policies give, and nothing without one (STS API). */
function silentSession(caller: Caller): Answer | undefined {
  return caller.kind === 'federated' ? silent('session policy') : undefined;
}

/** Which of the answers must allow; in the same order. */
function neededAnswers(ask: Ask, answers: Answers): readonly Answer[] {
  const { guards, resource } = answers;
  const grant = strongest(resource.allows.map((allow) => allow.grant));
  const own = ownSide(ask, answers, grant);
  const byResource = grant !== 'none' || !isOwner(ask) || isTrust(ask);
  return [...guards, ...own, ...(byResource ? [resource] : [])];
}

/**
 * What must allow on the caller's side. Across accounts: everything, whatever the resource's policy says ("Cross-account
 * policy evaluation logic"). In the resource's own account: what the strength of its policy's grant leaves.
 */
function ownSide(ask: Ask, { boundary, session, identity }: Answers, grant: Grant): readonly Answer[] {
  if (accountOf(ask.caller) === undefined) return [];
  if (isOwner(ask) && grant === 'direct') return [];
  const limits = [boundary, session].filter((one) => one !== undefined);
  if (isOwner(ask) && grant === 'entity') return limits;
  return isRoot(ask.caller) ? limits : [...limits, identity];
}

/** The root user needs no policy, nor does what it hands on in a federated session. */
function isRoot(caller: Caller): boolean {
  return caller.kind === 'root' || (caller.kind === 'federated' && caller.arn.endsWith(':root'));
}

function isOwner(ask: Ask): boolean {
  const account = accountOf(ask.caller);
  return account !== undefined && ask.owner === account;
}

/**
 * A role's trust policy must always allow, also in its own account (IAM User Guide, "How permissions for roles are
 * evaluated"): AssumeRole in all its forms, and what goes with it, TagSession, SetSourceIdentity and SetContext.
 */
function isTrust({ action, resource }: Ask): boolean {
  if (action.startsWith('sts:assumerole')) return true;
  return action.startsWith('sts:') && resource?.[2] === 'iam' && resource[5]?.startsWith('role/') === true;
}
