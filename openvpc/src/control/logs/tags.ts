import type { Tags } from '../../store/log-store.ts';
import type { AccessRequest, Call } from '../operation.ts';
import { ApiError } from '../operation.ts';
import { invalidParameter, outsideConstraint, resourceNotFound } from './refuse.ts';
import { groupArn, onGroup } from './scope.ts';

/** CloudWatch Logs API Reference, TagResource. */
const MAX_TAGS = 50;
const TEXT = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;
const KEY = new RegExp(`^${TEXT}+$`, 'u');
const VALUE = new RegExp(`^${TEXT}*$`, 'u');

/** Groups are the only tagged resources here. The name of the caller's group in the ARN, also with `:*` behind it. */
export function taggedGroup(resourceArn: string, call: Call): string {
  const name = ownGroupIn(resourceArn, call);
  if (name === undefined) throw resourceNotFound('group');
  return name;
}

export function onTagged(action: string, resourceArn: string, call: Call): AccessRequest[] {
  const name = ownGroupIn(resourceArn, call);
  return name === undefined ? [{ action, resource: resourceArn, context: new Map() }] : onGroup(action, call, name);
}

function ownGroupIn(resourceArn: string, call: Call): string | undefined {
  const prefix = groupArn(call, '');
  if (!resourceArn.startsWith(prefix)) return undefined;
  return resourceArn.slice(prefix.length).replace(/:\*$/, '');
}

export function checkTags(tags: Tags): Tags {
  for (const [key, value] of Object.entries(tags)) {
    checkText(key, 128, KEY, 'tagKey', `${TEXT}+`);
    checkText(value, 256, VALUE, 'tagValue', `${TEXT}*`);
    if (/^aws:/i.test(key)) throw invalidParameter(`Tag keys that begin with aws: are reserved for AWS: ${key}`);
  }
  return tags;
}

function checkText(text: string, most: number, pattern: RegExp, member: string, words: string): void {
  if (text.length > most) throw outsideConstraint(text, member, `have length less than or equal to ${most}`);
  if (!pattern.test(text)) throw outsideConstraint(text, member, `satisfy regular expression pattern: ${words}`);
}

/** New values for known keys, new keys behind them. */
export function withTags(before: Tags, more: Tags): Tags {
  const after = { ...before, ...more };
  if (Object.keys(after).length > MAX_TAGS) {
    throw new ApiError('TooManyTagsException', `A resource can have at most ${MAX_TAGS} tags.`);
  }
  return after;
}

export function withoutTags(before: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key)));
}
