/**
 * A policy text that is refused, with AWS's code and text (IAM API, CreatePolicy: MalformedPolicyDocument,
 * LimitExceeded). The room throws nothing else, whatever it is given.
 */
export class PolicyError extends Error {
  readonly code: 'MalformedPolicyDocument' | 'LimitExceeded';

  constructor(code: PolicyError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function malformed(message: string): PolicyError {
  return new PolicyError('MalformedPolicyDocument', message);
}
