import { accountOf, type Caller } from './caller.ts';
import type { DocumentPrincipal, Listed } from './document.ts';

/**
 * How a resource policy names the caller, from weak to strong, which decides what it outweighs in its own account (IAM
 * User Guide, "Policy evaluation for requests within a single account"): the `account` delegates to identity policies; a
 * role or a federated session's user (`entity`) is granted without them, within boundary and session policy; a user, a
 * session or everyone (`direct`) within nothing but explicit denies.
 */
export type Grant = (typeof GRANTS)[number];
const GRANTS = ['none', 'account', 'entity', 'direct'] as const;

export function strongest(grants: readonly Grant[]): Grant {
  return GRANTS.findLast((grant) => grants.includes(grant)) ?? 'none';
}

/** `none` when the statement's Principal, or NotPrincipal, does not speak of this caller. */
export type PrincipalPattern = (caller: Caller) => Grant;

export function principalPattern({ not, values }: Listed<DocumentPrincipal>): PrincipalPattern {
  const named = values === '*' ? (): Grant => 'direct' : namedPrincipals(values);
  if (!not) return named;
  return (caller) => (named(caller) === 'none' ? 'direct' : 'none');
}

/** No wildcards inside ARNs: `*` is everyone or nothing (same page as above, "Principal"). */
function namedPrincipals(values: Exclude<DocumentPrincipal, '*'>): PrincipalPattern {
  const aws = new Set(values.get('AWS'));
  const services = new Set(values.get('Service'));
  const providers = new Set(values.get('Federated'));
  const accounts = new Set([...aws].map(accountNamed));
  return (caller) => {
    if (aws.has('*')) return 'direct';
    if (caller.kind === 'service') return services.has(caller.service) ? 'direct' : 'none';
    if (caller.kind === 'provider') return providers.has(caller.provider) ? 'direct' : 'none';
    const own = ownNames(caller);
    if (own.direct.some((name) => aws.has(name))) return 'direct';
    if (own.entity.some((name) => aws.has(name))) return 'entity';
    const account = accountOf(caller);
    return account !== undefined && accounts.has(account) ? 'account' : 'none';
  };
}

/** The account in `123456789012` and in `arn:aws:iam::123456789012:root`: they mean the same. */
export function accountNamed(principal: string): string | undefined {
  return /^([0-9]{12})$/.exec(principal)?.[1] ?? /^arn:[a-z-]+:iam::([0-9]{12}):root$/.exec(principal)?.[1];
}

type OwnNames = Readonly<{ direct: readonly string[]; entity: readonly string[] }>;

function ownNames(caller: Caller): OwnNames {
  switch (caller.kind) {
    case 'user':
      return { direct: namesOf(caller), entity: [] };
    case 'role':
    case 'federated':
      return { direct: [caller.sessionArn], entity: namesOf(caller) };
    default:
      return { direct: [], entity: [] };
  }
}

/** The root's ARN names the account, not the root. */
function namesOf({ arn, id }: Readonly<{ arn: string; id?: string }>): readonly string[] {
  if (accountNamed(arn) !== undefined) return [];
  return id === undefined ? [arn] : [arn, id];
}
