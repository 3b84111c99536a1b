import { ApiError } from '../operation.ts';

/** CloudWatch Logs' usual answer to a parameter that is wrong. */
export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterException', message);
}

/** The service's own words for a value outside its model's constraints. */
export function outsideConstraint(value: string | number, member: string, constraint: string): ApiError {
  return invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

export function validation(message: string): ApiError {
  return new ApiError('ValidationException', message);
}

export function resourceNotFound(what: 'group' | 'stream'): ApiError {
  return new ApiError('ResourceNotFoundException', `The specified log ${what} does not exist.`);
}

export function alreadyExists(what: 'group' | 'stream'): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
}

/** What AWS can and OpenVPC cannot yet: dropping it would change what was asked. */
export function refuseGiven<Input extends object>(input: Input, names: ReadonlyArray<keyof Input & string>): void {
  for (const name of names) {
    if (isGiven(input[name])) throw invalidParameter(`The parameter ${name} is not supported yet.`);
  }
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === '' || value === false) return false;
  return !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

export function invalidPattern(): ApiError {
  return invalidParameter('Invalid filter pattern');
}

export function unsupportedRegex(): ApiError {
  return invalidParameter('Regular expressions in filter patterns are not supported yet.');
}
