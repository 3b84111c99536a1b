import { ApiError } from './operation.ts';

/** What must be gone first is not; `noun` as AWS spells the type there (`vpc`, `networkAcl`, `routeTable`). */
export function hasDependencies(noun: string, id: string): ApiError {
  return new ApiError('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);
}
