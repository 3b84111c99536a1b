import type * as ec2 from '../aws/ec2.types.ts';
import type { Tag } from '../model/resource.ts';
import { ApiError } from './operation.ts';
import { invalidValue, missingParameter } from './required.ts';

/** User tags per resource (Amazon EC2 User Guide, tag restrictions). */
export const MAX_TAGS = 50;

/**
 * The tags that a create call asks for on resources of that type. `allowed` are the types the call may tag; naming any
 * other is an error, as is naming one twice.
 */
export function tagsFor(
  specifications: readonly ec2.TagSpecification[] | undefined,
  resourceType: string,
  allowed: readonly string[] = [resourceType],
): readonly Tag[] {
  let found: readonly Tag[] = [];
  const seen = new Set<string>();
  for (const { ResourceType: type, Tags: tags } of specifications ?? []) {
    if (type === undefined || type === '') throw missingParameter('resourceType');
    if (!allowed.includes(type)) {
      throw new ApiError(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    }
    if (seen.has(type)) {
      throw new ApiError(
        'InvalidParameterValue',
        `The same resource type may not be specified more than once in tag specifications.`,
      );
    }
    seen.add(type);
    const checked = checkTags(tags ?? []);
    if (type === resourceType) found = checked;
  }
  return found;
}

/** AWS's rules for tags that a client gives; an absent value is an empty one. */
export function checkTags(tags: readonly ec2.Tag[]): readonly Tag[] {
  const checked = new Map<string, Tag>();
  for (const { Key: key, Value: value = '' } of tags) {
    if (key === undefined) throw missingParameter('Tag.Key');
    checkKey(key);
    if (value.length > 256) {
      throw invalidValue(value, 'value', 'Tag value exceeds the maximum length of 256 characters');
    }
    if (checked.has(key)) {
      throw new ApiError('InvalidParameterValue', `Duplicate tag key '${key}' specified.`);
    }
    checked.set(key, { key, value });
  }
  if (checked.size > MAX_TAGS) throw tooManyTags();
  return [...checked.values()];
}

export function tooManyTags(): ApiError {
  return new ApiError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
}

/** In responses. */
export function tagList(tags: readonly Tag[]): readonly ec2.Tag[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

function checkKey(key: string): void {
  if (key.length === 0) throw new ApiError('InvalidParameterValue', 'Tag key cannot be empty.');
  if (key.length > 128) {
    throw invalidValue(key, 'key', 'Tag key exceeds the maximum length of 128 characters');
  }
  if (/^aws:/i.test(key)) {
    // Seen in many clients' issues, blanks included.
    throw new ApiError(
      'InvalidParameterValue',
      `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
    );
  }
}
