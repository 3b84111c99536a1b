import type { Decision } from './decision.ts';

/** May this principal do that to this resource? Everything is text: IAM knows no service's types. */
export type Question = Readonly<{
  /** `ec2:DeleteVpc`. */
  action: string;
  /** An ARN, or `*` for actions without resources. */
  resource: string;
  /** Condition keys with their values. */
  context: ReadonlyMap<string, readonly string[]>;
}>;

/**
 * The account's root user may do everything in its own account (IAM User Guide, "AWS account root user"). There are no
 * other identities and no policies yet: nobody else is allowed anything.
 */
export function authorize(principal: string, question: Question): Decision {
  const account = rootAccount(principal);
  if (account === undefined) return { effect: 'implicit-deny', because: `no policy allows ${principal} anything` };
  const owner = ownerAccount(question.resource);
  if (owner === undefined || owner === account) return { effect: 'allow', because: 'root of the account' };
  return { effect: 'implicit-deny', because: `${question.resource} belongs to another account` };
}

/** `123456789012` when the principal is `arn:aws:iam::123456789012:root`. */
function rootAccount(principal: string): string | undefined {
  return /^arn:aws:iam::([0-9]{12}):root$/.exec(principal)?.[1];
}

/** The account in an ARN. `*`, and ARNs without an account (`arn:aws:ec2:us-east-1::image/ami-…`), are nobody's. */
function ownerAccount(resource: string): string | undefined {
  const [, , , , account = ''] = resource.split(':');
  return /^[0-9]{12}$/.test(account) ? account : undefined;
}
