/**
 * Who asks, as the signature and the store have found out. Accounts are twelve digits. `id` is the unique id (AIDA…,
 * AROA…), by which a saved trust policy knows users and roles (IAM User Guide, "AWS JSON policy elements: Principal").
 */
export type Caller = Readonly<
  | { kind: 'root'; account: string }
  | { kind: 'user'; account: string; arn: string; id?: string }
  /** A session of a role; `arn` is the role's. */
  | { kind: 'role'; account: string; arn: string; id?: string; sessionArn: string }
  /** A session of GetFederationToken; `arn` is that of the user, or the root, who asked for it. */
  | { kind: 'federated'; account: string; arn: string; id?: string; sessionArn: string }
  /** An AWS service in its own name: `ec2.amazonaws.com`. */
  | { kind: 'service'; service: string }
  /** Who brings a token of a web identity or SAML provider (its ARN, or its host name) instead of a signature. */
  | { kind: 'provider'; provider: string }
  | { kind: 'anonymous' }
>;

/** Undefined for callers that belong to no account: no identity policy can speak of them. */
export function accountOf(caller: Caller): string | undefined {
  return 'account' in caller ? caller.account : undefined;
}

/**
 * The caller whose ARN says it all: a root or a user. Whoever else is nobody here: the ARN of a session does not tell
 * the role's path.
 */
export function callerNamed(arn: string): Caller {
  const [, account, name = ''] = /^arn:[a-z-]+:iam::([0-9]{12}):(root|user\/.+)$/s.exec(arn) ?? [];
  if (account === undefined) return { kind: 'anonymous' };
  return name === 'root' ? { kind: 'root', account } : { kind: 'user', account, arn };
}
