import { ApiError } from './operation.ts';

/**
 * EC2's service model marks many members optional that the service insists on; these are its words for that.
 * `name` is the parameter's name as the wire has it.
 */
export function missingParameter(name: string): ApiError {
  return new ApiError('MissingParameter', `The request must contain the parameter ${name}`);
}

/** The value, when the client gave one. An empty text is none: a Query request cannot tell them apart. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

export function invalidValue(value: string | number, name: string, why = ''): ApiError {
  return new ApiError(
    'InvalidParameterValue',
    `Value (${value}) for parameter ${name} is invalid.${why === '' ? '' : ` ${why}`}`,
  );
}

/** Throws unless the value is one of those. */
export function oneOf<const T extends string>(value: string, allowed: readonly T[], name: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalidValue(value, name, `Valid values are: ${allowed.join(', ')}.`);
  return found;
}

/** The names among these that the client gave a meaning to: not absent, not false, not an empty list. */
export function given<Input extends object>(input: Input, names: ReadonlyArray<keyof Input & string>): string[] {
  return names.filter((name) => {
    const value: unknown = input[name];
    return value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
  });
}

/** Parameters that AWS knows and OpenVPC does not do yet are refused aloud: to drop one would change what was asked. */
export function refuseUnsupported<Input extends object>(
  input: Input,
  names: ReadonlyArray<keyof Input & string>,
): void {
  const [name] = given(input, names);
  if (name !== undefined) throw unsupported(`The parameter ${name} is not supported yet.`);
}

export function unsupported(message: string): ApiError {
  return new ApiError('UnsupportedOperation', message);
}

/** The one of these that the client gave; AWS refuses none and several. */
export function exactlyOne<Input extends object, Name extends keyof Input & string>(
  input: Input,
  names: readonly Name[],
  none: () => ApiError = () => missingParameter(wireName(names[0] ?? '')),
): Name {
  const [first, second] = given(input, names) as Name[]; // given() returns some of `names`
  if (first === undefined) throw none();
  if (second !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter ${wireName(second)} cannot be used with the parameter ${wireName(first)}`,
    );
  }
  return first;
}

/** As EC2's messages spell a parameter: `destinationCidrBlock`. */
function wireName(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
