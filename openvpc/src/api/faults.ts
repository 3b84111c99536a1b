import { ApiError } from '../control/operation.ts';
import type { ProtocolName } from './wire.ts';

/** What can be wrong with a request before any operation sees it. */
export type AuthenticationFault =
  | 'no-authentication'
  | 'malformed-authentication'
  | 'wrong-scope'
  | 'wrong-time'
  | 'presigned-expired'
  | 'unknown-key'
  | 'wrong-signature';
export type Fault = AuthenticationFault | 'unknown-action' | 'no-action' | 'too-large' | 'encoded-body' | 'internal';

type Words = Readonly<{ code: string; message?: string }>;

const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials';
const NO_MATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * The same fault has another code in each protocol (EC2 API Reference, "Error codes"; CloudWatch Logs API Reference,
 * "Common Error Types"). A fixed `message` hides what the fault was about, where AWS hides it.
 */
const WORDS: Readonly<Record<ProtocolName, Readonly<Record<Fault, Words>>>> = {
  ec2: {
    'no-authentication': { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' },
    'malformed-authentication': { code: 'IncompleteSignature' },
    'wrong-scope': { code: 'AuthFailure' },
    'wrong-time': { code: 'AuthFailure', message: NOT_VALIDATED },
    'presigned-expired': { code: 'RequestExpired', message: 'Request has expired.' },
    'unknown-key': { code: 'AuthFailure', message: NOT_VALIDATED },
    'wrong-signature': { code: 'AuthFailure', message: NOT_VALIDATED },
    'unknown-action': { code: 'InvalidAction' },
    'no-action': { code: 'MissingAction', message: 'The request is missing an action or a required parameter.' },
    'too-large': { code: 'RequestEntityTooLarge' },
    'encoded-body': { code: 'UnsupportedMediaType' },
    internal: { code: 'InternalError', message: 'An internal error has occurred' },
  },
  json: {
    'no-authentication': { code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    'malformed-authentication': { code: 'IncompleteSignatureException' },
    'wrong-scope': { code: 'InvalidSignatureException' },
    'wrong-time': { code: 'InvalidSignatureException' },
    'presigned-expired': { code: 'InvalidSignatureException' },
    'unknown-key': {
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    },
    'wrong-signature': { code: 'InvalidSignatureException', message: NO_MATCH },
    'unknown-action': { code: 'UnknownOperationException' },
    'no-action': { code: 'UnknownOperationException' },
    'too-large': { code: 'RequestEntityTooLargeException' },
    'encoded-body': { code: 'UnsupportedMediaTypeException' },
    internal: { code: 'InternalFailure', message: 'An internal error has occurred' },
  },
};

/** AWS's error for that fault in that protocol. */
export function faultError(protocol: ProtocolName, fault: Fault, message = ''): ApiError {
  const words = WORDS[protocol][fault];
  return new ApiError(words.code, words.message ?? message);
}

/** Every code that a fault can turn into, for the test that holds the table of errors complete. */
export const FAULT_CODES: readonly string[] = [
  ...new Set(Object.values(WORDS).flatMap((faults) => Object.values(faults).map(({ code }) => code))),
];
