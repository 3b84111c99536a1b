import type { Family } from '../net/address.ts';
import { type Prefix, parsePrefix } from '../net/prefix.ts';
import type { ApiError } from './operation.ts';
import { invalidValue } from './required.ts';

/** A CIDR block of that family, host bits cleared as AWS does; throws AWS's words for anything else. */
export function cidrOf(text: string, family: Family, parameter: string): Prefix {
  const parsed = parsePrefix(text);
  if (parsed === undefined || parsed.base.family !== family) throw notCidr(text, parameter);
  return parsed;
}

export function notCidr(text: string, parameter: string): ApiError {
  return invalidValue(text, parameter, 'This is not a valid CIDR block.');
}
