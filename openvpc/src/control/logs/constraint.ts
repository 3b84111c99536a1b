import { invalidParameter, outsideConstraint } from './refuse.ts';

const MAX_NAME = 512;

/** CloudWatch Logs API Reference, CreateLogGroup. */
export function checkGroupName(name: string): void {
  checkLength(name, 'logGroupName');
  if (!/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
    throw outsideConstraint(name, 'logGroupName', String.raw`satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`);
  }
  if (/^aws\//i.test(name)) throw invalidParameter('Log groups starting with AWS/ are reserved for AWS.');
}

/** CloudWatch Logs API Reference, CreateLogStream. */
export function checkStreamName(name: string): void {
  checkLength(name, 'logStreamName');
  if (/[:*]/.test(name)) {
    throw outsideConstraint(name, 'logStreamName', 'satisfy regular expression pattern: [^:*]*');
  }
}

function checkLength(name: string, member: string): void {
  if (name.length === 0) throw outsideConstraint(name, member, 'have length greater than or equal to 1');
  if (name.length > MAX_NAME) {
    throw invalidParameter(`Invalid LogGroup or LogStream, both must have length less than or equal to ${MAX_NAME}.`);
  }
}

/** The limit, or `most` when none was given. */
export function checkedLimit(limit: number | undefined, most: number): number {
  if (limit === undefined) return most;
  if (limit > most) throw outsideConstraint(limit, 'limit', `have value less than or equal to ${most}`);
  if (limit < 1) throw outsideConstraint(limit, 'limit', 'have value greater than or equal to 1');
  return limit;
}

export function checkTime(time: number | undefined, member: string): void {
  if (time !== undefined && time < 0) throw outsideConstraint(time, member, 'have value greater than or equal to 0');
}
