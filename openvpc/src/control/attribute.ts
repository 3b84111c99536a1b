import { ApiError } from './operation.ts';

/** Modify…Attribute calls change one attribute at a time; the one that this input gives. */
export function exactlyOneAttribute<Input extends object, Name extends keyof Input & string>(
  input: Input,
  names: readonly Name[],
): Name {
  const [first, ...others] = names.filter((name) => input[name] !== undefined);
  if (first === undefined) throw new ApiError('MissingParameter', 'No attributes specified.');
  if (others.length > 0) {
    throw new ApiError('InvalidParameterCombination', 'Fields for multiple attribute types specified');
  }
  return first;
}
