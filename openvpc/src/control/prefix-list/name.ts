import { ApiError } from '../operation.ts';
import { invalidValue, required } from '../required.ts';

/** Not unique; AWS's own prefix is AWS's. */
export function listName(text: string | undefined): string {
  const name = required(text, 'prefixListName');
  if (name.length > 255)
    throw invalidValue(`${name.slice(0, 50)}…`, 'prefixListName', 'It has more than 255 characters.');
  if (name.startsWith('com.amazonaws')) {
    throw invalidValue(name, 'prefixListName', 'A name cannot start with com.amazonaws.');
  }
  return name;
}

export function checkMaxEntries(count: number, most: number): number {
  if (count >= 1 && count <= most) return count;
  throw new ApiError('InvalidParameterValue', `Must specify a max size between 1 and ${most}`);
}
