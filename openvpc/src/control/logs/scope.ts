import { arn } from '../../name/arn.ts';
import type { LogGroup } from '../../store/log-store.ts';
import type { AccessRequest, Call } from '../operation.ts';
import { resourceNotFound, validation } from './refuse.ts';

type Owner = Pick<Call, 'account' | 'region'>;

/** Groups belong to an account and a region; the store tells them apart by one name. No client's name has a colon. */
export function storedGroupName({ account, region }: Owner, name: string): string {
  return `${account}:${region}:${name}`;
}

/** The caller's own groups, by the names that the caller knows. */
export function ownGroups(groups: readonly LogGroup[], owner: Owner): readonly LogGroup[] {
  const own = storedGroupName(owner, '');
  return groups
    .filter(({ name }) => name.startsWith(own))
    .map((group) => ({ ...group, name: group.name.slice(own.length) }));
}

/** Some calls take a group's name or, as identifier, its name or ARN; one of them, and never both. */
export function groupNameOf(
  input: Readonly<{ logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }>,
  owner: Owner,
): string {
  const { logGroupName: name, logGroupIdentifier: identifier } = input;
  if (name !== undefined && identifier !== undefined) {
    throw validation('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  if (name !== undefined) return name;
  if (identifier === undefined) throw validation('Either a LogGroup name or a LogGroup ARN is required.');
  return identifier.startsWith('arn:') ? nameInArn(identifier, owner) : identifier;
}

function nameInArn(text: string, owner: Owner): string {
  const prefix = groupArn(owner, '');
  if (!text.startsWith(prefix)) throw resourceNotFound('group'); // another account's or region's
  return text.slice(prefix.length).replace(/:\*$/, '');
}

export function groupArn({ account, region }: Owner, name: string): string {
  return arn('logs', region, account, `log-group:${name}`);
}

export function streamArn(owner: Owner, group: string, stream: string): string {
  return `${groupArn(owner, group)}:log-stream:${stream}`;
}

/**
 * The question to IAM. AWS asks about a stream's ARN also for calls on a group, with an empty stream: that is why
 * policies end a group's ARN in `:*`.
 */
export function onGroup(action: string, owner: Owner, group: string, stream = ''): AccessRequest[] {
  return [{ action, resource: streamArn(owner, group, stream), context: new Map() }];
}
