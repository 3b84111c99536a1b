import type { PolicyType, StatementReference } from './policy-set.ts';

/**
 * What IAM answers to one question. Anything but `allow` means no; the two kinds of no differ in what can change them: an
 * implicit deny wants a policy that allows, an explicit deny stands whatever else allows.
 */
export type Decision = Readonly<
  | {
      effect: 'allow';
      because: 'root of the account' | 'no permission needed' | 'policies allow';
      /** Those that allowed, of every type that had to. */
      statements: readonly StatementReference[];
    }
  | {
      effect: 'implicit-deny';
      /** The types of policy that should have allowed and did not, in the order AWS names them. */
      missing: readonly PolicyType[];
    }
  | {
      effect: 'explicit-deny';
      /** Every statement that denies, in the same order; at least one. */
      statements: readonly StatementReference[];
    }
>;

/**
 * The end of AWS's message to who is refused (IAM User Guide, "Troubleshoot access denied error messages"): one type is
 * named though several deny. Empty for an allow, and where no policy could help.
 */
export function denialReason(decision: Decision, action: string): string {
  if (decision.effect === 'implicit-deny') {
    const [type] = decision.missing;
    return type === undefined ? '' : `because no ${type} allows the ${action} action`;
  }
  const type = decision.effect === 'explicit-deny' ? decision.statements[0]?.type : undefined;
  return type === undefined ? '' : `with an explicit deny in ${article(type)} ${type}`;
}

function article(type: PolicyType): string {
  if (type === 'role trust policy') return 'the';
  return type === 'identity-based policy' ? 'an' : 'a';
}
