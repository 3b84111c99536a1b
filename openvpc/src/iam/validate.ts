import { isDateOperator, isOperator } from './condition.ts';
import {
  type Document,
  type DocumentPrincipal,
  type DocumentStatement,
  parseDocument,
  ungrammatical,
} from './document.ts';
import { parseInstant } from './instant.ts';
import { readJson } from './json.ts';
import { malformed, PolicyError } from './policy-error.ts';
import { accountNamed } from './principal.ts';
import { failsLegacyParsing, resourceFault } from './resource-format.ts';

/** What a policy text is written for. A boundary is a managed policy. */
export type PolicyKind = 'managed' | 'inline' | 'session' | 'serviceControl' | 'resource' | 'trust' | 'resourceControl';

/** AWS's default quotas, white space not counted (IAM User Guide, "IAM and AWS STS quotas"; Organizations quotas). */
const SIZES: Readonly<Partial<Record<PolicyKind, Readonly<{ most: number; quota: string }>>>> = {
  managed: { most: 6144, quota: 'PolicySize' },
  trust: { most: 2048, quota: 'ACLSizePerRole' },
  session: { most: 2048, quota: 'PolicySize' },
  serviceControl: { most: 5120, quota: 'PolicySize' },
  resourceControl: { most: 5120, quota: 'PolicySize' },
};
const TRUST_ACTIONS =
  /^(?:\*|sts:(?:\*|AssumeRole(?:WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext))$/i;
const TRUST_ACTIONS_ONLY =
  'Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity';

/**
 * The document, if AWS would store it; else throws `PolicyError` with AWS's text. Steps and texts are those observed on
 * the service: each is taken over all statements before the next, and the first that fails decides. `most`: another
 * quota than AWS's default; the sizes of inline policies add up, which only their owner can tell.
 */
export function validatePolicy(text: string, kind: PolicyKind, most = SIZES[kind]?.most): Document {
  if (kind === 'trust' && readJson(text) === undefined) throw malformed('This policy contains invalid Json');
  const document = parseDocument(text);
  const { statements } = document;
  for (const { conditions } of statements)
    if (!conditions.every((one) => isOperator(one.operator))) throw ungrammatical();
  if (kind === 'managed' && document.version !== '2012-10-17') {
    throw malformed('Policy document must be version 2012-10-17 or greater.');
  }
  if (statements.some(isLegacyFault)) throw malformed('The policy failed legacy parsing');
  checkStatementIds(statements);
  checkEach(statements, ({ action }) => (action?.values.length ? undefined : 'Policy statement must contain actions.'));
  checkEach(statements, ({ resource }) => first([...(resource?.values ?? [])].sort().reverse(), resourceFault));
  checkEach(statements, ({ action }) => first(action?.values ?? [], actionFault));
  checkEach(statements, CHECKS[kind]);
  if (most !== undefined && policySize(text) > most) {
    throw new PolicyError('LimitExceeded', `Cannot exceed quota for ${SIZES[kind]?.quota ?? 'PolicySize'}: ${most}`);
  }
  return document;
}

/** What counts toward quotas: all but spaces, tabs and line ends, wherever they stand. */
export function policySize(text: string): number {
  return text.replaceAll(/[ \t\r\n]/g, '').length;
}

type Check = (statement: DocumentStatement) => string | undefined;

const CHECKS: Readonly<Record<PolicyKind, Check>> = {
  managed: identityFault,
  inline: identityFault,
  session: identityFault,
  serviceControl: identityFault,
  resource: resourcePolicyFault,
  trust: trustFault,
  resourceControl: resourceControlFault,
};

function checkEach(statements: readonly DocumentStatement[], check: Check): void {
  const fault = first(statements, check);
  if (fault !== undefined) throw malformed(fault);
}

function first<T>(items: readonly T[], faultOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isLegacyFault({ effect, conditions, resource }: DocumentStatement): boolean {
  if (effect !== 'Allow' && effect !== 'Deny') return true;
  if (resource?.values.some(failsLegacyParsing) === true) return true;
  const dates = conditions.filter(({ operator }) => isDateOperator(operator)).flatMap(({ values }) => values);
  return dates.some((date) => parseInstant(date) === undefined);
}

/** Empty ones are as none ("IAM JSON policy elements: Sid"). */
function checkStatementIds(statements: readonly DocumentStatement[]): void {
  const ids = statements.map(({ sid = '' }) => sid).filter((sid) => sid !== '');
  if (ids.some((sid) => !/^[A-Za-z0-9]*$/.test(sid))) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(ids).size < ids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
}

/** `service:Name` or `*`; services and names that nobody knows are taken. */
function actionFault(action: string): string | undefined {
  if (action === '*') return undefined;
  const [vendor = '', ...names] = action.split(':');
  if (names.length === 0) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (names.length > 1) return 'Actions/Condition can contain only one colon.';
  return /^[A-Za-z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

function identityFault({ principal, resource }: DocumentStatement): string | undefined {
  if (!resource?.values.length) return 'Policy statement must contain resources.';
  return principal === undefined ? undefined : 'Policy document should not specify a principal.';
}

function resourcePolicyFault(statement: DocumentStatement): string | undefined {
  if (!statement.resource?.values.length) return 'Policy statement must contain resources.';
  return principalFault(statement);
}

function trustFault(statement: DocumentStatement): string | undefined {
  const { action, resource, principal } = statement;
  if (action?.not === true || action?.values.some((one) => !TRUST_ACTIONS.test(one)) === true)
    return TRUST_ACTIONS_ONLY;
  if (resource !== undefined) return 'Has prohibited field Resource.';
  return principal?.not === true ? 'Has prohibited field NotPrincipal.' : principalFault(statement);
}

/** Organizations User Guide, "RCP syntax": for everyone, and customers' own may only deny. */
function resourceControlFault(statement: DocumentStatement): string | undefined {
  const { principal, effect } = statement;
  if (principal === undefined || principal.not || principal.values !== '*') return 'Principal must be "*".';
  if (effect !== 'Deny') return 'Effect must be Deny.';
  return statement.resource?.values.length ? undefined : 'Policy statement must contain resources.';
}

/** Whether a user or role exists only the store can say. */
function principalFault({ principal }: DocumentStatement): string | undefined {
  if (principal === undefined || namesNobody(principal.values)) return 'Missing required field Principal';
  const named = principal.values === '*' ? [] : (principal.values.get('AWS') ?? []);
  const wrong = named.find((value) => !isPrincipal(value));
  return wrong === undefined ? undefined : `Invalid principal in policy: "AWS":"${wrong}"`;
}

function namesNobody(values: DocumentPrincipal): boolean {
  return values !== '*' && [...values.values()].every((names) => names.length === 0);
}

/** Everyone, an account, a user, role or session by its whole ARN, or a unique id. */
function isPrincipal(value: string): boolean {
  if (value === '*' || accountNamed(value) !== undefined || /^A(?:IDA|ROA)[A-Z0-9]+$/.test(value)) return true;
  return /^arn:[a-z-]+:(?:iam::[0-9]{12}:(?:user|role)|sts::[0-9]{12}:(?:assumed-role|federated-user))\/[^*?]+$/.test(
    value,
  );
}
