import { ApiError } from '../operation.ts';

/** Full access: what an endpoint has when its maker says nothing, written as AWS writes it. */
export const FULL_ACCESS = JSON.stringify(
  { Version: '2008-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
  null,
  2,
);

/** "20,480 characters" (AWS PrivateLink quotas, endpoint policy). */
const LONGEST = 20_480;

/** The member; none for full access. */
export function policyOf(text: string | undefined): Readonly<{ policy?: string }> {
  if (text === undefined || text === '') return {};
  if (text.length > LONGEST || !isDocument(text)) {
    throw new ApiError(
      'InvalidPolicyDocument',
      'The policy is not a JSON policy document of at most 20,480 characters.',
    );
  }
  return { policy: text };
}

function isDocument(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'Statement' in parsed;
  } catch {
    return false; // no JSON
  }
}
